"""Makes notices of plans: the next day and a half, each occurrence once however often planned."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec

from database.database import Database
from domain.zones import zone_of
from notifications.policy.kinds import NUDGE
from notifications.policy.schedule import Schedule, next_due, occurrences, read_schedule
from notifications.queue.notices import (
    NewNotice,
    ScheduleDue,
    add_notices,
    mark_schedules_planned,
    schedules_due,
)

log = logging.getLogger(__name__)

_MILLISECOND = timedelta(milliseconds=1)
KNOWN_AHEAD = timedelta(hours=36) // _MILLISECOND
"""A plan is looked at again when less than this is known of it."""
PLANNED_AHEAD = timedelta(hours=48) // _MILLISECOND
LATE_ONCE = timedelta(hours=12) // _MILLISECOND
LATE_REPEATED = timedelta(minutes=15) // _MILLISECOND
"""How far in the past a plan may begin that reached us after its time.

It was made with no network, or for 'in one minute'.
"""
NEVER = 2**53
BATCH = 500


async def plan_nudges(database: Database, *, now: int, new_id: Callable[[], str]) -> int:
    """Plan everything that is not known far enough ahead; return how many plans were looked at."""
    looked_at = 0
    while True:
        async with database.transaction() as connection:
            due = await schedules_due(
                connection, now + KNOWN_AHEAD, BATCH, beyond=(now + PLANNED_AHEAD, NEVER)
            )
            await add_notices(
                connection,
                [notice for one in due for notice in occurrences_to_notices(one, now, new_id)],
                now,
            )
            await mark_schedules_planned(
                connection, [(one.stream, one.plan, known_until(one, now)) for one in due]
            )
        looked_at += len(due)
        if len(due) < BATCH:
            return looked_at


def occurrences_to_notices(
    due: ScheduleDue, now: int, new_id: Callable[[], str]
) -> Iterator[NewNotice]:
    """Yield the notices of a plan up to the horizon.

    A plan that cannot be read has none, and holds up no other.
    """
    try:
        schedule, zone = read_schedule(due.schedule), zone_of(due.time_zone, due.program_zone)
    except msgspec.DecodeError as error:
        log.warning(
            "plan %s in stream %d has no times: %s", due.plan, due.stream, type(error).__name__
        )
        return
    for local_date, due_at in occurrences(
        schedule, zone, _since(schedule, due.planned_until, now), now + PLANNED_AHEAD
    ):
        yield NewNotice(
            uuid=new_id(),
            program=due.program,
            person=due.participant,
            kind=NUDGE.name,
            stream=due.stream,
            source=due.plan,
            local_date=local_date.isoformat(),
            slot=0,
            due_at=due_at,
        )


def known_until(due: ScheduleDue, now: int) -> int:
    """Return up to when a plan's occurrences are known once it is planned.

    `NEVER` for a plan that has run out.
    """
    until = now + PLANNED_AHEAD
    try:
        more = next_due(
            read_schedule(due.schedule), zone_of(due.time_zone, due.program_zone), until
        )
    except msgspec.DecodeError:
        return until
    return until if more else NEVER


def _since(schedule: Schedule, planned_until: int, now: int) -> int:
    late = LATE_ONCE if schedule.repeat == "once" else LATE_REPEATED
    # After a long outage what would be of no use any more is not planned: nobody gets a burst of
    # the past.
    # And where a clock that was fast has planned from a day to come, the days until then are
    # planned now.
    return max(min(planned_until, now) - late, now - NUDGE.useful_for // _MILLISECOND)
