"""What reminders are planned from, and how far they are: of many people in one statement.

`notifications.queue.reminders` decides.

A person who wishes for reminders has a row in `reminder`. `heads` is the sum of the heads of the
streams that their reminders are planned from: as long as it is the same, nothing that they depend
on was written. Locks are taken in one order everywhere: streams, people, reminders, notices.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from database.database import Connection, Sql
from database.fragments import NUMBERS
from domain.records import singleton_ids
from notifications.policy.kinds import REMINDERS, UNSENT_WORDS
from notifications.queue import notice_transitions as notice_moves


class ReminderSource(NamedTuple):
    """A participant whose reminders are to be planned.

    `account` is their account stream, `rules` JSON of `NotificationSettings`.
    """

    person: int
    program: int
    account: int
    time_zone: str
    program_zone: str
    rules: str
    planned_until: int
    heads: int


class PlannedReminder(NamedTuple):
    """A reminder that is planned and has not come due."""

    id: int
    person: int
    kind: str
    source: str
    local_date: str
    slot: int
    due_at: int


class SilentDevice(NamedTuple):
    """A participant's device on which words wait, and when it was last heard of (ms)."""

    device: int
    person: int
    program: int
    account: int
    time_zone: str
    last_seen_at: int


def of_asked(template: str) -> Sql:
    """Return the statement for both engines.

    `{ids}` are the numbers of the first parameter, a JSON list; `{pairs}` the rows of a list of
    [number, text].
    """
    return Sql(
        sqlite=template.format(
            lock="",
            ids=f"({NUMBERS.sqlite})",
            pairs="""
                (SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS text
                  FROM json_each($1)) AS asked""",
        ),
        postgresql=template.format(
            lock=" FOR UPDATE OF m SKIP LOCKED",
            ids=f"({NUMBERS.postgresql})",
            pairs="""
                (SELECT (value ->> 0)::bigint AS number, value ->> 1 AS text
                  FROM json_array_elements($1::json)) AS asked""",
        ),
    )


BEGIN = """
INSERT INTO reminder (person, program, heads, planned_until) SELECT id, program, -1, $2
  FROM person WHERE id = $1
ON CONFLICT (person) DO NOTHING
"""


async def begin_reminding(connection: Connection, person: int, now: int) -> None:
    """Plan this person's reminders from now on (ms).

    Until `mark_reminders_planned` finds that they wish for none.
    """
    await connection.run(BEGIN, person, now)


# The sum of heads moves whenever the person writes anything: cheaper than asking each source of a
# reminder.
_HEADS = """
((SELECT CAST(COALESCE(sum(s.head), 0) AS bigint) FROM stream s
  WHERE s.person = m.person AND s.kind IN ('own', 'shared', 'account') AND s.kind <> 'library'
    AND s.assignment IS NULL)
+ COALESCE((SELECT l.head FROM stream l WHERE l.program = m.program AND l.kind = 'library'), 0))
"""
_WISHING = f"""
SELECT m.person, m.program, a.id, p.time_zone, g.time_zone,
  COALESCE(p.notification_rules, '{{{{}}}}'), m.planned_until, {_HEADS}
FROM reminder m JOIN person p ON p.id = m.person AND p.status = 'active'
  JOIN program g ON g.id = m.program
JOIN stream a ON a.person = m.person AND a.kind = 'account' AND a.kind <> 'library'
  AND a.assignment IS NULL
"""
DUE = f"""
SELECT m.person FROM reminder m JOIN person p ON p.id = m.person AND p.status = 'active'
WHERE m.planned_until < $1 OR m.planned_until > $3 OR m.heads <> {_HEADS} ORDER BY m.person LIMIT $2
"""
UNDER_LOCK = of_asked(f"{_WISHING} WHERE m.person IN {{ids}} ORDER BY m.person{{lock}}")


async def people_to_plan(
    connection: Connection, before: int, limit: int, *, beyond: int = 2**53
) -> list[int]:
    """Return people whose reminders are to be planned anew.

    They are not known up to `before` (ms), or the person wrote something that they may depend on.
    What is known `beyond` an instant is known by a clock that was wrong.
    """
    return [person for (person,) in await connection.rows(DUE, before, limit, beyond)]


async def lock_people_to_plan(
    connection: Connection, people: Sequence[int]
) -> list[ReminderSource]:
    """Return those whom no other worker is planning for, locked until the transaction ends."""
    return [
        ReminderSource(*row) for row in await connection.rows(UNDER_LOCK, json.dumps(list(people)))
    ]


STEPS = Sql(
    sqlite="""
        SELECT s.person, json_extract(r.body, '$.due.due_on') FROM stream s
        JOIN record r ON r.stream = s.id AND r.entity = 'goal_step' AND r.state = 0
        JOIN record g ON g.stream = r.stream AND g.record = json_extract(r.body, '$.goal.goal')
          AND g.state = 0
        WHERE s.person IN (SELECT value FROM json_each($1)) AND s.kind IN ('own', 'shared')
          AND s.kind <> 'library' AND s.assignment IS NULL
        AND json_extract(r.body, '$.due.due_on') BETWEEN $2 AND $3
          AND json_extract(r.body, '$.done.done_on') IS NULL
        AND COALESCE(json_extract(g.body, '$.status.status'), 'active') IN ('draft', 'active')""",
    postgresql="""
        SELECT s.person, r.body::json -> 'due' ->> 'due_on' FROM stream s
        JOIN record r ON r.stream = s.id AND r.entity = 'goal_step' AND r.state = 0
        JOIN record g ON g.stream = r.stream AND g.record = r.body::json -> 'goal' ->> 'goal'
          AND g.state = 0
        WHERE s.person = ANY(ARRAY(SELECT value::bigint FROM json_array_elements_text($1::json)))
        AND s.kind IN ('own', 'shared') AND s.kind <> 'library' AND s.assignment IS NULL
        AND r.body::json -> 'due' ->> 'due_on' BETWEEN $2 AND $3
          AND r.body::json -> 'done' ->> 'done_on' IS NULL
        AND COALESCE(g.body::json -> 'status' ->> 'status', 'active') IN ('draft', 'active')""",
)


async def steps_due(
    connection: Connection, people: Iterable[int], first: str, last: str
) -> dict[int, set[str]]:
    """Return the local dates (YYYY-MM-DD) by which these people have steps to do, between two.

    Only steps of goals that they are working on.
    """
    dates: dict[int, set[str]] = {}
    for person, due_on in await asked_rows(connection, STEPS, list(people), first, last):
        dates.setdefault(person, set()).add(due_on)
    return dates


UUIDS = of_asked("SELECT id, uuid FROM person WHERE id IN {ids}")
FAVOURITES = of_asked("""
SELECT s.person, s.program, r.body FROM {pairs}
JOIN stream s ON s.person = asked.number AND s.kind = 'own' AND s.kind <> 'library'
  AND s.assignment IS NULL
JOIN record r ON r.stream = s.id AND r.record = asked.text AND r.state = 0
""")
ENTRIES = of_asked("""
SELECT l.program, r.record, r.body FROM {pairs}
  JOIN stream l ON l.program = asked.number AND l.kind = 'library'
JOIN record r ON r.stream = l.id AND r.record = asked.text AND r.state = 0
""")


async def favourites(connection: Connection, people: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return these participants' favourites by person: their program, and the record's JSON."""
    uuids = await asked_rows(connection, UUIDS, people)
    asked = [
        (person, record) for person, uuid in uuids for record in singleton_ids(uuid, "favourites")
    ]
    return {
        person: (program, body)
        for person, program, body in await asked_rows(connection, FAVOURITES, asked)
    }


async def library_entries(
    connection: Connection, wanted: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], str]:
    """Return library entries, asked for as (program, record), as JSON of the record's groups."""
    return {
        (program, record): body
        for program, record, body in await asked_rows(connection, ENTRIES, sorted(set(wanted)))
    }


_REMINDERS = ", ".join(f"'{kind.name}'" for kind in REMINDERS)
PLANNED = of_asked(f"""
SELECT id, person, kind, source, local_date, slot, due_at FROM notice
WHERE person IN {{ids}} AND state = 'due' AND due_at > $2 AND kind IN ({_REMINDERS})
""")
FORGET = "DELETE FROM notice WHERE id = $1 AND state = 'due'"


async def planned_ahead(
    connection: Connection, people: Sequence[int], now: int
) -> list[PlannedReminder]:
    """Return what is planned for these people and has not come due at `now` (ms)."""
    return [
        PlannedReminder(*row) for row in await asked_rows(connection, PLANNED, list(people), now)
    ]


async def delete_reminders(connection: Connection, notices: Sequence[int]) -> None:
    """Delete reminders that are wished for no more, or at another time.

    As if they had never been planned.
    """
    if notices:
        await connection.run_many(FORGET, [(notice,) for notice in notices])
        await notice_moves.delete_transitions(connection, json.dumps(list(notices)))


MARK = "UPDATE reminder SET planned_until = $2, heads = $3 WHERE person = $1"
END = "DELETE FROM reminder WHERE person = $1"


async def mark_reminders_planned(
    connection: Connection, known: Sequence[tuple[int, int, int]], without: Sequence[int]
) -> None:
    """Note up to when reminders are known, as (person, instant, heads).

    `without` are people who wish for none: they are not looked at again.
    """
    if known:
        await connection.run_many(MARK, known)
    if without:
        await connection.run_many(END, [(person,) for person in without])


SILENT = f"""
SELECT d.id, d.person, d.program, a.id, p.time_zone, d.last_seen_at
FROM device d JOIN person p ON p.id = d.person AND p.kind = 'participant' AND p.status = 'active'
JOIN stream a ON a.person = d.person AND a.kind = 'account' AND a.kind <> 'library'
  AND a.assignment IS NULL
WHERE d.waiting > 0 AND d.revoked_at IS NULL AND d.last_seen_at > $1 AND d.last_seen_at <= $2
AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.person = d.person AND n.kind = '{UNSENT_WORDS.name}'
  AND n.due_at = d.last_seen_at + $3)
ORDER BY d.id LIMIT $4
"""
STILL_SILENT = of_asked(
    "SELECT id, last_seen_at FROM device WHERE id IN {ids} AND waiting > 0 AND revoked_at IS NULL"
)


async def silent_devices(
    connection: Connection, now: int, *, since: int, at_most: int, limit: int
) -> list[SilentDevice]:
    """Return devices with unsent words that were silent for a time, and nobody was told yet.

    Silent for `since` ms and for less than `at_most`.
    """
    return [
        SilentDevice(*row)
        for row in await connection.rows(SILENT, now - at_most, now - since, since, limit)
    ]


async def still_silent(connection: Connection, devices: Iterable[int]) -> dict[int, int]:
    """Return the devices that still have unsent words, with when they were last heard of (ms)."""
    return dict(await asked_rows(connection, STILL_SILENT, sorted(set(devices))))


async def asked_rows(
    connection: Connection, statement: Sql, asked: Sequence[Any], *more: Any
) -> list[tuple[Any, ...]]:
    """Return the rows for what is asked, a JSON list; none, without asking, for nothing."""
    return await connection.rows(statement, json.dumps(asked), *more) if asked else []
