"""Who may write and read what, at the moment of the exchange, on both engines.

Security: B9, C2, C6.
"""

import msgspec
import pytest

from database.database import Database
from domain.errors import BadInput
from sync.exchange import exchange
from tests.sync.devices import NOW, outcomes, singleton_of
from tests.sync.town import Town


async def test_no_one_writes_what_another_role_owns(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone, desk = await town.device(tasha), await town.device(marcus)
    note = desk.write("encouragement", {"words": {"text": "Proud of you"}}, stream=stream)
    assert outcomes(await desk.sync()) == ["applied"]
    await phone.sync()
    phone.write(
        "encouragement",
        {"answer": {"reaction": "heart", "seen": True}},
        stream=stream,
        record=note["record"],
    )
    phone.write("encouragement", {"words": {"text": "Not mine to write"}}, stream=stream)
    desk.write(
        "encouragement", {"answer": {"reaction": "heart"}}, stream=stream, record=note["record"]
    )
    desk.write("goal", {"words": {"title": "Not mine to set"}}, stream=tasha["shared"])
    desk.write("goal", {"words": {"title": "Nor here"}}, stream=tasha["own"])
    assert [(each.outcome, each.code) for each in (await phone.sync()).results] == [
        ("applied", None),
        ("refused", "not_yours"),
    ]
    assert {each.code for each in (await desk.sync()).results} == {"not_yours"}


async def test_a_peer_reads_what_is_shared_after_a_yes_and_nothing_after_the_end(
    town: Town,
) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone, desk = await town.device(tasha), await town.device(marcus)
    shared = phone.write("goal", {"words": {"title": "Shared"}}, stream=tasha["shared"])
    phone.write("goal", {"words": {"title": "Private"}})
    await phone.sync()
    await desk.sync_all()
    assert tasha["shared"] not in desk.listed
    (yes,) = [
        record
        for (each, record), row in phone.rows.items()
        if each == stream and row["entity"] == "assignment"
    ]
    phone.mutate(entity="assignment", record=yes, stream=stream, set={"sharing": {"shares": True}})
    await phone.sync()
    await desk.sync_all()
    assert desk.shown(shared["record"])["body"]["words"] == {"title": "Shared"}
    assert not any(row["body"].get("words") == {"title": "Private"} for row in desk.rows.values())
    await town.revoke(marcus["person"], tasha["shared"])
    phone.write("goal", {"words": {"title": "After"}}, stream=tasha["shared"])
    await phone.sync()
    await desk.sync_all()
    assert tasha["shared"] not in {stream for stream, _ in desk.rows}


async def test_stopping_all_sharing_closes_the_peers_door_at_the_commit(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone, desk = await town.device(tasha), await town.device(marcus)
    phone.write("goal", {"words": {"title": "Shared"}}, stream=tasha["shared"])
    await phone.sync()
    (yes,) = [
        record
        for (each, record), row in phone.rows.items()
        if each == stream and row["entity"] == "assignment"
    ]
    phone.mutate(entity="assignment", record=yes, stream=stream, set={"sharing": {"shares": True}})
    await phone.sync()
    await desk.sync_all()
    assert tasha["shared"] in desk.listed
    settings = singleton_of(tasha, "sharing_settings")
    phone.write(
        "sharing_settings",
        {"stop": {"stop_all_sharing": True}},
        stream=tasha["account"],
        record=settings,
    )
    await phone.sync()
    await desk.sync_all()
    assert tasha["shared"] not in desk.listed
    assert not any(row["entity"] == "goal" for row in desk.rows.values())
    phone.write(
        "sharing_settings",
        {"stop": {"stop_all_sharing": False}},
        stream=tasha["account"],
        record=settings,
    )
    await phone.sync()
    await desk.sync_all()
    assert any(row["entity"] == "goal" for row in desk.rows.values())


async def test_a_right_that_was_lost_and_regained_is_told_as_lost_and_then_as_new(
    town: Town,
) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    phone, desk = await town.device(tasha), await town.device(marcus)
    await town.grant(marcus["person"], tasha["shared"], "peer")
    goal = phone.write("goal", {"words": {"title": "Shared"}}, stream=tasha["shared"])
    await phone.sync()
    await desk.sync_all()
    await town.revoke(marcus["person"], tasha["shared"])
    await town.grant(marcus["person"], tasha["shared"], "peer")
    await desk.sync()
    assert (desk.rows, tasha["shared"] in desk.listed) == ({}, False)
    await desk.sync_all()
    assert desk.shown(goal["record"])["body"]["words"] == {"title": "Shared"}


async def test_it_is_told_as_lost_to_the_last_page(town: Town) -> None:
    """A device drops what it has lost with the last page.

    Told as new before that, it would be kept.
    """
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    walk = await town.assign(tasha, marcus)
    desk, other = await town.device(marcus), await town.device(marcus)
    await town.grant(marcus["person"], tasha["shared"], "peer")
    await desk.sync_all()
    await town.revoke(marcus["person"], tasha["shared"])
    await town.grant(marcus["person"], tasha["shared"], "peer")
    for text in ("one", "two", "three"):
        other.write("encouragement", {"words": {"text": text}}, stream=walk)
    await other.sync()
    pages = await desk.sync_all(limit=1)
    assert len(pages) > 1
    assert [
        [each.id for each in page.streams or () if each.id == tasha["shared"]] for page in pages
    ] == [[]] * len(pages)
    assert [page.streams is not None for page in pages] == [True] * len(pages)
    [again] = await desk.sync_all()
    assert tasha["shared"] in [each.id for each in again.streams or ()]


async def test_what_was_hidden_while_a_right_was_away_does_not_stay_on_the_peers_phone(
    town: Town,
) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    phone, desk = await town.device(tasha), await town.device(marcus)
    await town.grant(marcus["person"], tasha["shared"], "peer")
    goal = phone.write(
        "goal",
        {"words": {"title": "Shared"}, "visibility": {"shared": True}},
        stream=tasha["shared"],
    )
    await phone.sync()
    await desk.sync_all()
    await town.revoke(marcus["person"], tasha["shared"])
    phone.write(
        "goal", {"visibility": {"shared": False}}, stream=tasha["shared"], record=goal["record"]
    )
    await phone.sync_all()
    await town.grant(marcus["person"], tasha["shared"], "peer")
    for _ in range(2):
        await desk.sync_all()
        assert [record for _, record in desk.rows if record == goal["record"]] == []
    assert tasha["shared"] in desk.listed


async def test_kept_versions_do_not_travel_to_the_peer(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    first, second, desk = (
        await town.device(tasha),
        await town.device(tasha),
        await town.device(marcus),
    )
    await town.grant(marcus["person"], tasha["shared"], "peer")
    goal = first.write("goal", {"words": {"title": "Rest"}}, stream=tasha["shared"])
    for phone in (first, second):
        await phone.sync()
    for phone, title in ((first, "Rest more"), (second, "Rest well")):
        phone.write(
            "goal", {"words": {"title": title}}, stream=tasha["shared"], record=goal["record"]
        )
    for phone in (first, second, first):
        await phone.sync()
    await desk.sync_all()
    assert first.shown(goal["record"])["kept"] is not None
    assert desk.shown(goal["record"])["kept"] is None


async def test_a_cursor_of_another_device_or_a_broken_one_starts_over(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    first.write("goal", {"words": {"title": "Rest"}})
    await first.sync()
    for cursor in (first.cursor, "not a cursor", (first.cursor or "")[:-3]):
        second.cursor, second.rows = cursor, {}
        await second.sync_all()
        assert second.rows == first.rows


async def test_a_request_that_is_not_one_is_named_without_its_values(
    database: Database, town: Town
) -> None:
    phone = await town.device(await town.participant("Tasha"))
    for body, where in (
        (b'{"device": "secret words"}', "device"),
        (b"[]", "body"),
        (b'{"device": 1, "sent_at": 0, "limit": 0}', "limit"),
    ):
        with pytest.raises(BadInput) as error:
            await exchange(database, phone.caller, body, now=NOW)
        assert error.value.where == where
        assert "secret" not in error.value.detail


async def test_a_request_of_another_device_is_refused(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    first.caller, stolen = second.caller, first.caller
    with pytest.raises(BadInput):
        await exchange(
            town.database,
            stolen,
            msgspec.json.encode({"device": first.caller.device, "sent_at": NOW}),
            now=NOW,
        )


async def test_a_lost_answer_is_given_again_after_the_right_has_ended_and_to_no_one_else(
    town: Town,
) -> None:
    tasha, marcus, elena = (
        await town.participant("Tasha"),
        await town.peer("Marcus"),
        await town.peer("Elena"),
    )
    stream = await town.assign(tasha, marcus)
    desk, other = await town.device(marcus), await town.device(elena)
    note = desk.write("encouragement", {"words": {"text": "Proud of you"}}, stream=stream)
    first = (await desk.sync(keep=True)).results[0]
    await town.revoke(marcus["person"], stream)
    again = (await desk.sync()).results[0]
    assert (again.outcome, again.first, again.key, again.seq) == (
        "duplicate",
        "applied",
        first.key,
        first.seq,
    )
    other.outbox = [note]
    assert outcomes(await other.sync()) == ["refused"]
