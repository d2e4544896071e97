"""Hiding and sharing move a record between streams, with its parts, in one transaction.

Rules: `docs/sync.md`, section 2.
"""

from typing import Any

from domain.wire import SyncAnswer
from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes
from tests.sync.town import Town


async def tasha_and_marcus(town: Town) -> tuple[dict[str, int], Device, Device]:
    """Tasha shares with Marcus."""
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    await town.grant(marcus["person"], tasha["shared"], "peer")
    return tasha, await town.device(tasha), await town.device(marcus)


def goal_with_a_step(phone: Device, stream: int) -> tuple[str, str]:
    goal = phone.write("goal", {"words": {"title": "A room of my own"}}, stream=stream)["record"]
    step = phone.write(
        "goal_step", {"goal": {"goal": goal}, "words": {"text": "Ring the office"}}, stream=stream
    )["record"]
    return goal, step


def told(device: Device, stream: int, record: str) -> tuple[str, dict[str, Any]]:
    row = device.rows[stream, record]
    return row["state"], row["body"]


async def share(phone: Device, goal: str, shared: bool) -> SyncAnswer:
    phone.write(
        "goal", {"visibility": {"shared": shared}}, stream=phone.shown(goal)["stream"], record=goal
    )
    return await phone.sync()


async def test_a_record_that_is_hidden_leaves_nothing_where_its_peer_could_read_it(
    town: Town,
) -> None:
    tasha, phone, desk = await tasha_and_marcus(town)
    goal, step = goal_with_a_step(phone, tasha["shared"])
    await phone.sync()
    await desk.sync_all()
    assert desk.shown(goal)["body"]["words"]["title"] == "A room of my own"

    answer = await share(phone, goal, False)
    assert answer.results[0].stream == tasha["own"]
    await desk.sync_all()
    for record in (goal, step):
        assert told(desk, tasha["shared"], record) == ("hidden", {})
        assert desk.rows[tasha["shared"], record]["heads"] == {}
        assert told(phone, tasha["own"], record)[0] == "live"


async def test_a_record_that_is_shared_takes_its_parts_with_it(town: Town) -> None:
    tasha, phone, desk = await tasha_and_marcus(town)
    goal, step = goal_with_a_step(phone, tasha["own"])
    await phone.sync()
    await share(phone, goal, True)
    await desk.sync_all()
    assert desk.shown(step)["body"]["words"] == {"text": "Ring the office"}
    assert told(phone, tasha["own"], step) == ("hidden", {})


async def test_a_part_that_was_made_for_the_shared_stream_stands_where_its_whole_was_hidden(
    town: Town,
) -> None:
    """The other phone had not heard of it: no word of the step may reach the peer."""
    tasha, phone, desk = await tasha_and_marcus(town)
    other = await town.device(tasha)
    goal, _ = goal_with_a_step(phone, tasha["shared"])
    await phone.sync()
    await other.sync_all()
    await share(phone, goal, False)
    late = other.write(
        "goal_step",
        {"goal": {"goal": goal}, "words": {"text": "Not for him"}},
        stream=tasha["shared"],
    )["record"]
    assert (await other.sync()).results[0].stream == tasha["own"]
    await desk.sync_all()
    assert (tasha["shared"], late) not in desk.rows


async def test_a_part_waits_for_its_whole(town: Town) -> None:
    _, phone, _ = await tasha_and_marcus(town)
    goal = new_id()
    phone.write("goal_step", {"goal": {"goal": goal}, "words": {"text": "Too early"}})
    assert outcomes(await phone.sync()) == ["deferred"]
    phone.write("goal", {"words": {"title": "Late"}}, record=goal)
    assert outcomes(await phone.sync()) == ["deferred", "applied"]
    assert outcomes(await phone.sync()) == ["applied"]


async def test_a_part_of_what_was_refused_is_refused_with_its_words(town: Town) -> None:
    _, phone, _ = await tasha_and_marcus(town)
    goal = new_id()
    phone.write("goal", {"words": {"title": "x" * 121}}, record=goal)
    phone.write("goal_step", {"goal": {"goal": goal}, "words": {"text": "Its step"}})
    assert outcomes(await phone.sync()) == ["refused", "depends_on_refused"]


async def test_a_part_never_changes_its_whole(town: Town) -> None:
    tasha, phone, _ = await tasha_and_marcus(town)
    _, step = goal_with_a_step(phone, tasha["own"])
    other, _ = goal_with_a_step(phone, tasha["own"])
    await phone.sync()
    phone.write("goal_step", {"goal": {"goal": other}}, record=step)
    assert [(each.outcome, each.code) for each in (await phone.sync()).results] == [
        ("refused", "append_only")
    ]


async def test_moving_there_and_back_keeps_words_versions_and_receipts(town: Town) -> None:
    tasha, phone, desk = await tasha_and_marcus(town)
    other = await town.device(tasha)
    goal, _ = goal_with_a_step(phone, tasha["own"])
    await phone.sync()
    await other.sync_all()
    phone.write("goal", {"words": {"title": "Mine"}}, record=goal)
    edit = other.write("goal", {"words": {"title": "The other's"}}, record=goal)
    await phone.sync()
    other.outbox.append(edit)
    assert outcomes(await other.sync()) == ["applied", "duplicate"]
    await phone.sync()
    for shared in (True, False, True):
        await share(phone, goal, shared)
    row = phone.shown(goal)
    assert (row["stream"], len(row["kept"]["words"]), len(row["heads"]["words"])) == (
        tasha["shared"],
        1,
        2,
    )
    await desk.sync_all()
    assert desk.shown(goal)["kept"] is None
    other.outbox = [edit]
    assert outcomes(await other.sync()) == ["duplicate"]


async def test_the_digests_are_those_of_what_is_live_where_it_stands(town: Town) -> None:
    tasha, phone, _ = await tasha_and_marcus(town)
    goal, _ = goal_with_a_step(phone, tasha["own"])
    await phone.sync()
    answer = await share(phone, goal, True)
    for stream in (tasha["own"], tasha["shared"]):
        live = [
            row
            for (where, _), row in phone.rows.items()
            if where == stream and row["state"] == "live"
        ]
        assert answer.digests[str(stream)][0] == len(live)
