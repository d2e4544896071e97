"""Reminders that no peer planned.

Participants' own wishes, and words that wait on a phone that is not heard of any more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from database.database import Connection, Database
from domain.entities.notification_settings import NotificationSettings
from domain.zones import zone_named, zone_of
from notifications.policy.kinds import REMINDERS, UNSENT_WORDS, NotificationKind
from notifications.policy.kinds.kind import Wishes, rules_of
from notifications.policy.kinds.unsent_words import EVICTION, SILENCE_MS
from notifications.policy.meeting_times import Meeting
from notifications.policy.reminder_settings import occasions, sources_for, wishes_for_reminders
from notifications.policy.schedule import DAY, MINUTE, local_date
from notifications.queue import reminder_sources as reminders
from notifications.queue.meetings import favourite_meetings
from notifications.queue.notices import NewNotice, add_notices
from notifications.queue.planning import KNOWN_AHEAD, PLANNED_AHEAD
from notifications.queue.reminder_sources import ReminderSource, SilentDevice

BATCH = 200
MINUTE_MS = 60_000
EVICTION_MS = EVICTION // MINUTE * MINUTE_MS
DEVICE = "device "
"""Before the number of a device, where a notice's source is one."""


async def plan_reminders(database: Database, *, now: int, new_id: Callable[[], str]) -> int:
    """Plan everyone's reminders a day and a half ahead.

    Returns for how many people and devices.
    """
    return await _plan_wishes(database, now, new_id) + await _plan_silences(database, now, new_id)


async def _plan_wishes(database: Database, now: int, new_id: Callable[[], str]) -> int:
    looked_at = 0
    while True:
        async with database.reading() as connection:
            people = await reminders.people_to_plan(
                connection, now + KNOWN_AHEAD, BATCH, beyond=now + PLANNED_AHEAD
            )
        if not people:
            return looked_at
        async with database.transaction() as connection:
            mine = await reminders.lock_people_to_plan(connection, people)
            await _replan(connection, mine, now, new_id)
        looked_at += len(mine)
        # Where some are missing, another worker has them, and will go on.
        if len(mine) < BATCH:
            return looked_at


async def _replan(
    connection: Connection, people: Sequence[ReminderSource], now: int, new_id: Callable[[], str]
) -> None:
    """Delete what is wished for no more and add what is missing; the rest is left alone."""
    rules = {one.person: rules_of(one.rules) for one in people}
    idle = {person for person, wish in rules.items() if not wishes_for_reminders(wish)}
    wanted = {
        _key(notice): notice for notice in await _wanted(connection, people, rules, now, new_id)
    }
    planned = await reminders.planned_ahead(connection, [one.person for one in people], now)
    there = {
        (one.person, one.kind, one.source, one.local_date, one.slot, one.due_at): one.id
        for one in planned
    }
    await reminders.delete_reminders(
        connection, [there[key] for key in there.keys() - wanted.keys()]
    )
    await add_notices(
        connection, [wanted[key] for key in sorted(wanted.keys() - there.keys())], now
    )
    known = [
        (one.person, now + PLANNED_AHEAD, one.heads) for one in people if one.person not in idle
    ]
    await reminders.mark_reminders_planned(connection, known, without=sorted(idle))


def _key(notice: NewNotice) -> tuple[int, str, str, str, int, int]:
    return notice.person, notice.kind, notice.source, notice.local_date, notice.slot, notice.due_at


async def _wanted(
    connection: Connection,
    people: Sequence[ReminderSource],
    rules: Mapping[int, NotificationSettings],
    now: int,
    new_id: Callable[[], str],
) -> list[NewNotice]:
    sources = {person: sources_for(wish) for person, wish in rules.items()}
    with_steps = [person for person, reads in sources.items() if "steps" in reads]
    # A day more at both ends, wherever on earth they are.
    steps = await reminders.steps_due(
        connection, with_steps, _day(now, -2), _day(now + PLANNED_AHEAD, 2)
    )
    meetings = await favourite_meetings(
        connection, {one.person: _zone(one) for one in people if "meetings" in sources[one.person]}
    )
    return [
        notice
        for one in people
        for notice in _of_person(
            one,
            rules[one.person],
            steps.get(one.person, set()),
            meetings.get(one.person, []),
            now,
            new_id,
        )
    ]


def _of_person(
    one: ReminderSource,
    rules: NotificationSettings,
    steps: set[str],
    meetings: Sequence[Meeting],
    now: int,
    new_id: Callable[[], str],
) -> Iterator[NewNotice]:
    wishes = Wishes(
        rules=rules,
        zone=_zone(one),
        steps=frozenset(map(date.fromisoformat, steps)),
        meetings=meetings,
    )
    since = {kind.name: _since(kind, one.planned_until, now) for kind in REMINDERS}
    for kind, source, day, slot, due_at in occasions(
        wishes, min(since.values()), now + PLANNED_AHEAD
    ):
        if due_at > since[kind]:
            yield NewNotice(
                new_id(),
                one.program,
                one.person,
                kind,
                one.account,
                source,
                day.isoformat(),
                slot,
                due_at,
            )


def _zone(one: ReminderSource) -> ZoneInfo:
    return zone_of(one.time_zone, one.program_zone)


def _since(kind: NotificationKind, planned_until: int, now: int) -> int:
    """Return from when on reminders are planned.

    After an outage what would be of no use any more is left out; a new wish is about what comes.
    """
    return max(min(planned_until, now), now - kind.useful_for // MINUTE * MINUTE_MS)


async def _plan_silences(database: Database, now: int, new_id: Callable[[], str]) -> int:
    async with database.reading() as connection:
        found = await reminders.silent_devices(
            connection, now, since=SILENCE_MS, at_most=EVICTION_MS, limit=BATCH
        )
    if found:
        async with database.transaction() as connection:
            await add_notices(connection, [_of_silence(one, new_id()) for one in found], now)
    return len(found)


def _of_silence(one: SilentDevice, uuid: str) -> NewNotice:
    due_at = one.last_seen_at + SILENCE_MS
    return NewNotice(
        uuid,
        one.program,
        one.person,
        UNSENT_WORDS.name,
        one.account,
        f"{DEVICE}{one.device}",
        _day(due_at),
        0,
        due_at,
    )


def _day(at: int, days: int = 0) -> str:
    return (local_date(at, zone_named("UTC")) + days * DAY).isoformat()
