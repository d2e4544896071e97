"""Erasing takes every word of a record, wherever it stands, and nothing brings it back.

Rules: `docs/sync.md`, section 4.
"""

from pathlib import Path

import pytest

from database.database import Database
from domain.ledger_entries import Erased
from domain.records import singleton_id
from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes, owner_of
from tests.sync.town import Town

SECRET = "kestrel-fold-931"


def erase(device: Device, entity: str, record: str, stream: int) -> None:
    device.mutate(entity=entity, record=record, stream=stream, op="erase")


async def everything_in(database: Database) -> str:
    tables = ("record", "receipt", "counted", "person", "ledger")
    async with database.reading() as connection:
        return str([await connection.rows(f"SELECT * FROM {table}") for table in tables])


async def test_no_word_is_left_of_body_versions_parts_or_what_was_refused(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, other = await town.device(tasha), await town.device(tasha)
    goal = phone.write("goal", {"words": {"title": f"First {SECRET}"}})["record"]
    phone.write("goal_step", {"goal": {"goal": goal}, "words": {"text": f"Step {SECRET}"}})
    await phone.sync()
    await other.sync_all()
    for device, title in ((phone, "Mine"), (other, "Hers")):
        device.write("goal", {"words": {"title": f"{title} {SECRET}"}}, record=goal)
        await device.sync()
    phone.write("goal", {"words": {"title": f"{SECRET} " * 20}}, record=goal)
    assert outcomes(await phone.sync()) == ["refused"]
    assert SECRET in await everything_in(town.database)

    erase(phone, "goal", goal, tasha["own"])
    assert outcomes(await phone.sync()) == ["applied"]
    assert SECRET not in await everything_in(town.database)
    await other.sync_all()
    assert SECRET not in str(other.rows)


async def test_what_comes_later_is_gone_and_its_words_are_kept_nowhere(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, other = await town.device(tasha), await town.device(tasha)
    first = phone.write("journal_note", {"words": {"text": "One"}})
    await phone.sync()
    await other.sync_all()
    erase(phone, "journal_note", first["record"], tasha["own"])
    await phone.sync()
    other.write("journal_note", {"words": {"text": f"Late {SECRET}"}}, record=first["record"])
    other.outbox.append(first)
    assert outcomes(await other.sync()) == ["gone", "gone"]
    assert SECRET not in await everything_in(town.database)


async def test_a_part_of_what_was_erased_is_gone(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    goal = phone.write("goal", {"words": {"title": "One"}})["record"]
    await phone.sync()
    erase(phone, "goal", goal, tasha["own"])
    phone.write("goal_step", {"goal": {"goal": goal}, "words": {"text": SECRET}})
    assert outcomes(await phone.sync()) == ["applied", "gone"]
    assert SECRET not in await everything_in(town.database)


async def test_what_the_server_never_saw_is_erased_before_it_comes(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, other = await town.device(tasha), await town.device(tasha)
    made = other.write("journal_note", {"words": {"text": SECRET}})
    erase(phone, "journal_note", made["record"], tasha["own"])
    assert outcomes(await phone.sync()) == ["applied"]
    assert outcomes(await other.sync()) == ["gone"]


async def test_only_its_author_erases(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    await town.grant(marcus["person"], tasha["shared"], "peer")
    phone, desk = await town.device(tasha), await town.device(marcus)
    goal = phone.write("goal", {"words": {"title": "Mine"}}, stream=tasha["shared"])["record"]
    note = desk.write("encouragement", {"words": {"text": "Proud of you"}}, stream=stream)["record"]
    await phone.sync()
    await desk.sync_all()
    await phone.sync_all()
    erase(desk, "goal", goal, tasha["shared"])
    erase(desk, "encouragement", note, stream)
    erase(phone, "encouragement", note, stream)
    assert {each.code for each in (await desk.sync()).results} == {"not_yours"}
    assert {each.code for each in (await phone.sync()).results} == {"not_yours"}


async def test_an_erased_singleton_begins_anew_in_its_next_generation(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    first, second = (
        singleton_id(owner_of(tasha["person"]), "profile", generation) for generation in (0, 1)
    )
    phone.write(
        "profile", {"name": {"display_name": "Tasha"}}, record=first, stream=tasha["account"]
    )
    erase(phone, "profile", first, tasha["account"])
    phone.write("profile", {"name": {"display_name": "T"}}, record=second, stream=tasha["account"])
    assert outcomes(await phone.sync()) == ["applied", "applied", "applied"]


async def test_the_ledger_knows_of_it(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    record = new_id()
    erase(phone, "goal", record, tasha["own"])
    await phone.sync()
    async with town.database.transaction() as connection:
        entries = connection.resources.ledger.read()
    assert [each.records for each in entries if isinstance(each, Erased)] == [[record]]


async def test_an_erase_that_cannot_be_noted_beside_the_database_is_not_done(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    goal = phone.write("goal", {"words": {"title": "Still here"}})["record"]
    await phone.sync()
    async with town.database.transaction() as connection:
        monkeypatch.setattr(connection.resources.ledger, "path", tmp_path)
    erase(phone, "goal", goal, tasha["own"])
    with pytest.raises(Exception, match="ledger"):
        await phone.sync()
    assert "Still here" in await everything_in(town.database)


async def test_a_new_device_is_told_what_was_erased_and_nothing_of_what_was_removed(
    town: Town,
) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    erased, removed = (
        phone.write("journal_note", {"words": {"text": text}})["record"] for text in ("One", "Two")
    )
    await phone.sync()
    erase(phone, "journal_note", erased, tasha["own"])
    phone.remove("journal_note", removed)
    await phone.sync()
    new = await town.device(tasha)
    await new.sync_all()
    assert {record: row["state"] for (_, record), row in new.rows.items()} == {erased: "erased"}
