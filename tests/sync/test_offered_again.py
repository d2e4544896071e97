"""After a restore devices offer again what was acknowledged, with the key it had.

The end is the one that there was (section 2).
"""

from typing import Any

from domain.wire import SyncAnswer
from tests.sync.devices import SCHEDULE, WORDS, again, outcomes
from tests.sync.town import Town, forget


def heads_of(answer: SyncAnswer) -> Any:
    return [
        (row.record, row.heads, row.body, row.kept)
        for each in answer.changes
        for row in each.rows
        if row.entity == "goal"
    ]


async def test_in_whatever_order_they_come_the_record_is_as_it_was(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, other = await town.device(tasha), await town.device(tasha)
    log: dict[int, list[dict[str, Any]]] = {0: [], 1: []}

    async def write(
        which: int, groups: dict[str, Any], record: str | None = None
    ) -> dict[str, Any]:
        device = (phone, other)[which]
        mutation = device.write("goal", groups, record=record)
        log[which].append(again(mutation, (await device.sync()).results[-1]))
        return mutation

    goal = (await write(0, {"words": {"title": "First"}, "status": {"status": "active"}}))["record"]
    await other.sync_all()
    await write(
        0,
        {"words": {"title": "Mine"}, "status": {"status": "achieved", "came_from": "active"}},
        goal,
    )
    await write(
        1,
        {"words": {"title": "The other's"}, "status": {"status": "paused", "came_from": "active"}},
        goal,
    )
    fresh = await town.device(tasha)
    before = heads_of(await fresh.sync())

    await forget(town)
    for device, offered in ((other, log[1]), (phone, log[0]), (other, log[1])):
        device.outbox, device.cursor = list(reversed(offered)), None
        assert set(outcomes(await device.sync())) <= {"applied", "deferred", "duplicate"}
    fresh = await town.device(tasha)
    assert heads_of(await fresh.sync()) == before


async def test_a_peers_words_are_judged_by_the_right_that_they_had(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone, desk = await town.device(tasha), await town.device(marcus)
    note = desk.write("encouragement", {"words": {"text": "Proud of you"}}, stream=stream)
    [result] = (await desk.sync()).results
    assert result.seal
    await forget(town)
    await town.revoke(marcus["person"], stream)

    desk.outbox, desk.cursor = [again(note, result)], None
    assert outcomes(await desk.sync()) == ["applied"]
    await phone.sync_all()
    assert phone.shown(note["record"])["body"]["words"] == {"text": "Proud of you"}


async def test_what_is_written_anew_goes_on_from_what_is_offered_again(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    desk = await town.device(marcus)
    plan = desk.write("nudge_plan", {"words": WORDS, "schedule": SCHEDULE}, stream=stream)
    [result] = (await desk.sync()).results
    await forget(town)

    later = desk.write(
        "nudge_plan", {"state": {"cancelled": True}}, record=plan["record"], stream=stream
    )
    desk.outbox, desk.cursor = [again(plan, result), later], None
    assert outcomes(await desk.sync()) == ["applied", "applied"]


async def test_a_seal_opens_no_door_for_anything_else(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    desk = await town.device(marcus)
    note = desk.write("encouragement", {"words": {"text": "Proud of you"}}, stream=stream)
    [result] = (await desk.sync()).results
    await forget(town)
    await town.revoke(marcus["person"], stream)
    told = again(note, result)
    forged = told | {"id": note["id"][:-1] + ("0" if note["id"][-1] != "0" else "1"), "n": 7}
    unsealed = desk.write("encouragement", {"words": {"text": "After the end"}}, stream=stream)
    desk.outbox, desk.cursor = [told, forged, unsealed], None
    assert [(each.outcome, each.code) for each in (await desk.sync()).results] == [
        ("applied", None), ("refused", "not_yours"), ("refused", "not_yours")
    ]  # fmt: skip
    assert stream not in {each for each, _ in desk.rows}


async def test_a_seal_is_of_the_words_too(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    desk = await town.device(marcus)
    note = desk.write("encouragement", {"words": {"text": "Proud of you"}}, stream=stream)
    [result] = (await desk.sync()).results
    await forget(town)
    await town.revoke(marcus["person"], stream)
    desk.outbox, desk.cursor = (
        [again(note, result) | {"set": {"words": {"text": "Something else"}}}],
        None,
    )
    assert outcomes(await desk.sync()) == ["refused"]


async def test_a_participant_needs_no_seal(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    phone.write("goal", {"words": {"title": "Mine"}})
    assert [each.seal for each in (await phone.sync()).results] == [""]
