"""A name that somebody chooses reaches whoever walks with them.

It goes as the system's act right after it, and nothing else does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec
import pytest

import accounts
from cli.maintenance import maintained
from database.database import Database
from program.assignment_end import end_assignment
from program.following_names import follow_names
from records.streams import stream_transaction
from sync.caller import Caller
from tests.fixtures.life import LATER, Life, everything_in
from tests.records.test_set_aside import SPOILED
from tests.sync.devices import NOW, Device, again, outcomes, singleton_of

CHOSEN = "Wren-heron-311"


def choose(
    life: Life, name: str = CHOSEN, *, device: Device | None = None, **fields: Any
) -> dict[str, Any]:
    device = device or life.phone
    stream, record = device.streams["account"], singleton_of(device.streams, "profile")
    return device.write(
        "profile", {"name": {"display_name": name}}, stream=stream, record=record, **fields
    )


def terms(device: Device, stream: int) -> dict[str, Any]:
    [row] = [
        row
        for (at, _), row in device.rows.items()
        if at == stream and row["entity"] == "assignment"
    ]
    found: dict[str, Any] = row["body"]["terms"]
    return found


async def read(*devices: Device) -> None:
    for device in devices:
        await device.sync_all(now=LATER)


async def test_a_peer_reads_the_name_that_was_chosen_and_the_old_one_nowhere(life: Life) -> None:
    await read(life.desk)
    before = terms(life.desk, life.stream)
    choose(life)
    assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]
    assert await follow_names(life.database, now=LATER) == 1
    await read(life.desk, life.phone)
    assert (
        terms(life.desk, life.stream)
        == before | {"participant_name": CHOSEN}
        == terms(life.phone, life.stream)
    )
    assert "Tasha" not in str(life.desk.rows)
    assert "Tasha" not in await everything_in(life.database)
    assert await follow_names(life.database, now=LATER) == 0


async def test_a_participant_reads_the_name_that_their_peer_chose(life: Life) -> None:
    choose(life, device=life.desk)
    await life.desk.sync(now=LATER)
    assert await follow_names(life.database, now=LATER, people=[life.marcus]) == 1
    await read(life.phone)
    assert terms(life.phone, life.stream)["peer_name"] == CHOSEN
    assert terms(life.phone, life.stream)["participant_name"] == "Tasha"


async def test_only_those_whom_it_is_about_are_asked(life: Life) -> None:
    choose(life)
    await life.phone.sync(now=LATER)
    assert await follow_names(life.database, now=LATER, people=[]) == 0
    assert await follow_names(life.database, now=LATER, people=[life.tasha["person"]]) == 1


async def test_the_terms_keep_the_time_at_which_they_were_set(life: Life) -> None:
    """By it an app knows who walked alongside when a person asked for someone."""
    await read(life.phone)
    times = []
    for name in ("Wren", CHOSEN):
        choose(life, name)
        await life.phone.sync(now=LATER)
        await follow_names(life.database, now=LATER)
        await read(life.phone)
        [row] = [
            row
            for (at, _), row in life.phone.rows.items()
            if at == life.stream and row["entity"] == "assignment"
        ]
        [[_, key]] = row["heads"]["terms"]
        times.append(key)
    assert times == [[NOW, 1, 0, 0], [NOW, 2, 0, 0]]


async def test_a_name_that_was_written_long_ago_follows_when_it_comes(life: Life) -> None:
    choose(life, at=NOW - 90 * 86_400_000)
    await life.phone.sync(now=LATER)
    assert await follow_names(life.database, now=LATER) == 1
    await read(life.desk)
    assert terms(life.desk, life.stream)["participant_name"] == CHOSEN


async def test_a_name_that_is_not_shown_to_its_person_is_shown_to_nobody(life: Life) -> None:
    """The other phone's, which came later and was written before: a kept version."""
    tablet = await life.town.device(life.tasha)
    choose(life, at=NOW + 50)
    choose(life, "Earlier", device=tablet, at=NOW + 20)
    await life.phone.sync(now=LATER)
    await tablet.sync(now=LATER)
    await follow_names(life.database, now=LATER)
    await read(life.desk)
    assert terms(life.desk, life.stream)["participant_name"] == CHOSEN


async def test_the_yes_to_a_peer_stays_what_it_was(life: Life) -> None:
    choose(life)
    await life.phone.sync(now=LATER)
    life.say_yes(False)
    [no] = life.phone.outbox
    await follow_names(life.database, now=LATER)
    assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]
    await read(life.phone)
    [row] = [
        row
        for (at, _), row in life.phone.rows.items()
        if at == life.stream and row["entity"] == "assignment"
    ]
    assert row["body"]["sharing"].get("shares", False) is False
    assert [head[0] for head in row["heads"]["sharing"]] == [no["id"]]


async def end(life: Life) -> None:
    async with stream_transaction(
        life.database, [life.stream, life.tasha["shared"]], now=LATER
    ) as writer:
        made = await accounts.assignment(writer.connection, life.assignment)
        assert made
        await end_assignment(
            writer, made, date(2026, 9, 30), mutation="00000000-0000-7000-8000-000000000077"
        )


async def test_of_an_ended_assignment_ones_own_name_follows_and_neither_learns_of_the_other(
    life: Life,
) -> None:
    await read(life.desk)
    await end(life)
    choose(life)
    choose(life, "Heron", device=life.desk)
    await life.phone.sync(now=LATER)
    await life.desk.sync(now=LATER)
    assert await follow_names(life.database, now=LATER) == 1
    await read(life.desk, life.phone)
    assert terms(life.phone, life.stream) == terms(life.phone, life.stream) | {
        "participant_name": CHOSEN,
        "peer_name": "Marcus",
    }
    assert CHOSEN not in str(life.desk.rows)
    assert not [at for at, _ in life.desk.rows if at == life.stream]


@pytest.mark.parametrize("heads", ["{}", SPOILED])
async def test_terms_that_cannot_be_read_stop_nobody_elses(life: Life, heads: str) -> None:
    sam = await life.town.participant("Sam")
    other, phone = await life.town.assign(sam, {"person": life.marcus}), await life.town.device(sam)
    async with life.database.transaction() as connection:
        await connection.run(
            "UPDATE record SET heads = $2 WHERE stream = $1 AND entity = 'assignment'",
            life.stream,
            heads,
        )
    choose(life, device=life.desk)
    await life.desk.sync(now=LATER)
    assert await follow_names(life.database, now=LATER) == 1
    await read(phone)
    assert terms(phone, other) == {
        "peer_name": CHOSEN,
        "participant_name": "Sam",
        "starts_on": "2026-09-01",
    }


async def test_a_restore_has_the_names_follow_that_had_not_when_the_backup_was_made(
    life: Life, after: Callable[[Callable[[], Awaitable[object]]], Any]
) -> None:
    choose(life)
    await life.phone.sync(now=LATER)

    async def more() -> None:
        life.erase(life.secret)
        await life.phone.sync(now=LATER)

    async with after(more) as restored:
        assert await told_name(restored, life) == CHOSEN


async def test_a_name_that_was_lost_with_the_server_follows_when_it_is_offered_again(
    life: Life, after: Callable[[Callable[[], Awaitable[object]]], Any]
) -> None:
    offered: list[dict[str, Any]] = []

    async def more() -> None:
        chosen = choose(life)
        answer = await life.phone.sync(now=LATER)
        offered.append(again(chosen, answer.results[0]))
        await follow_names(life.database, now=LATER)
        life.erase(life.secret)
        await life.phone.sync(now=LATER)

    async with after(more) as restored:
        assert await told_name(restored, life) == "Tasha"
        phone = Device(restored, life.phone.caller, life.phone.streams)
        phone.outbox = offered
        assert outcomes(await phone.sync(now=LATER)) == ["applied"]
        assert await follow_names(restored, now=LATER, people=await restored.renamed.wait()) == 1
        assert await told_name(restored, life) == CHOSEN


async def told_name(database: Database, life: Life) -> str:
    """As the peer's phone shows it."""
    desk = Device(
        database,
        Caller(
            life.marcus, life.desk.caller.uuid, life.desk.caller.program, life.desk.caller.device
        ),
        life.desk.streams,
    )
    await read(desk)
    name: str = terms(desk, life.stream)["participant_name"]
    return name


async def test_a_server_has_each_name_follow_and_says_so_to_open_phones(life: Life) -> None:
    choose(life)
    await life.phone.sync(now=LATER)  # of which this process has heard nothing when it begins
    heard: dict[int, int] = {}
    await life.database.pokes.listen(heard.update, lambda: None)
    async with maintained(life.database, lambda: LATER):
        for name in (CHOSEN, "Wren"):
            async with asyncio.timeout(10):
                while (  # noqa: ASYNC110
                    f'"{name}"' not in await terms_as_stored(life) or life.stream not in heard
                ):
                    await asyncio.sleep(0.02)
            heard.clear()
            choose(life, "Wren", at=LATER)
            await life.phone.sync(now=LATER + 10_000)


async def terms_as_stored(life: Life) -> str:
    async with life.database.reading() as connection:
        body = await connection.value(
            "SELECT body FROM record WHERE stream = $1 AND entity = 'assignment'", life.stream
        )
    return bytes(msgspec.json.decode(body, type=dict[str, msgspec.Raw])["terms"]).decode()
