"""Every step of a notice is written down without words, and what counts as having rung.

Security: F3.
"""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from tests.notifications.pair import HOUR, MINUTE, OPEN_RULES, Pair, make_pair
from tests.notifications.told import life, the_nudge
from tests.push_service import PushService, ScriptedAnswer

DAY = 24 * HOUR


async def test_each_step_of_a_nudge_is_written_down_without_words(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=1, text="token-words")
    await worker.tick()
    pair.now += 2 * MINUTE
    await worker.tick()
    nudge = await the_nudge(pair)
    pair.now += HOUR
    await pair.opens("nudge", nudge)
    pair.now += MINUTE
    await pair.answers(nudge)
    assert await life(pair) == [
        "0 draft scheduled",
        "1 scheduled due",
        "2 due claimed",
        "2 claimed accepted",
        "62 accepted seen",
        "63 seen answered",
    ]
    async with pair.database.reading() as connection:
        assert "token-words" not in str(await connection.rows("SELECT * FROM notice_transition"))


async def test_what_was_forgotten_leaves_nothing_written_down(pair: Pair, worker: Worker) -> None:
    plan = await pair.plans(minutes=60, repeat="daily")
    await worker.tick()
    await pair.plans(minutes=120, record=plan, repeat="daily")
    assert (await pair.notices(), await life(pair)) == ([], [])


async def test_other_words_leave_what_is_planned_as_it_is(pair: Pair, worker: Worker) -> None:
    plan = await pair.plans(minutes=60, repeat="daily")
    await worker.tick()
    before = await pair.due()
    await pair.plans(minutes=60, record=plan, repeat="daily", text="Other words")
    assert await pair.due() == before != []


async def test_what_is_called_off_before_its_time_never_came_due(
    pair: Pair, worker: Worker
) -> None:
    plan = await pair.plans(minutes=60)
    await worker.tick()
    await pair.calls_off(plan)
    assert await life(pair) == ["0 draft scheduled", "0 scheduled cancelled called_off"]


async def test_a_note_that_was_answered_while_it_was_on_its_way_is_answered_when_that_is_known(
    pair: Pair, new_worker: Callable[[Pair], Worker], service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.plans(minutes=0)
    note = await pair.encourages()
    worker = new_worker(pair)
    deliver = worker._deliver

    async def meanwhile(outgoing: list[Any]) -> None:
        await pair.opens("encouragement", note)
        await pair.answers(await the_nudge(pair))
        assert await pair.notices() == [("claimed", "")] * 2
        await deliver(outgoing)

    worker._deliver = meanwhile  # type: ignore[method-assign]
    assert await worker.tick() == 2
    assert sorted(await pair.notices()) == [("answered", ""), ("seen", "")]


async def test_an_entry_under_a_foreign_id_opens_no_one_elses_notice(pair: Pair) -> None:
    """Opened, in another pair's stream, it must not keep this pair's note from ringing."""
    note = await pair.encourages()
    other = await make_pair(pair.database)
    await other._write(
        other.stream, "encouragement", note, {"words": {"text": "Twin"}, "answer": {"seen": False}}
    )
    await other.opens("encouragement", note)
    assert await pair.notices() == [("due", "")]
    await pair.opens("encouragement", note)
    assert await pair.notices() == [("seen", "")]


async def test_a_seen_nudge_still_counts_as_one_that_rang(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, cap_day=1))
    await pair.plans(minutes=0)
    await worker.tick()
    await pair.opens("nudge", await the_nudge(pair))
    await pair.encourages()
    assert await worker.tick() == 0
    assert await pair.notices() == [("seen", ""), ("suppressed", "cap_day")]


async def test_what_no_service_took_does_not_count(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, cap_day=1))
    service.mailboxes.script([ScriptedAnswer(413)])
    await pair.plans(minutes=0)
    await worker.tick()
    await pair.encourages()
    assert await worker.tick() == 1
    assert await pair.notices() == [("failed", "413"), ("accepted", "")]


async def test_the_participants_own_reminder_takes_nothing_of_what_staff_may_send(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, cap_day=1, reminder_at="12:01"))
    await worker.tick()
    pair.now += MINUTE
    assert await worker.tick() == 1
    await pair.encourages()
    assert await worker.tick() == 1
    assert len(service.received(phone)) == 2


async def test_what_answers_the_participant_is_not_capped_and_counts_for_nothing(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, cap_day=2, cap_week=2))
    await pair.plans(minutes=0)
    await worker.tick()
    pair.now += MINUTE
    await pair.answers(await the_nudge(pair), "call_me")
    pair.now += MINUTE
    await pair.encourages("I call you at six.")
    assert await worker.tick() == 1
    pair.now += MINUTE
    await pair.encourages("A second one is nobody's answer")
    assert await worker.tick() == 1, "the answer has taken none of the two"
    pair.now += MINUTE
    await pair.encourages("One too many")
    assert await worker.tick() == 0
    assert await pair.notices() == [
        ("answered", ""),
        ("accepted", ""),
        ("accepted", ""),
        ("suppressed", "cap_day"),
    ]


@pytest.mark.parametrize(("hours", "rings"), [(23, 1), (25, 0)])
async def test_an_answer_is_answered_within_a_day(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, hours: int, rings: int
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, cap_day=1, cap_week=1))
    await pair.plans(minutes=0)
    await worker.tick()
    await pair.answers(await the_nudge(pair))
    pair.now += hours * HOUR
    await pair.encourages()
    assert await worker.tick() == rings
