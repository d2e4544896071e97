"""Any number of participants, each with a phone and a nudge planned for the same minute.

One is made through the doors that everyone comes in by; the others are copies of its rows, under
ids of their own.
"""

import uuid
from typing import Any

from msgspec import Struct

import accounts
from database.database import Connection, Database
from database.notice_tables import NudgeSchedule, PushSubscription
from database.tables import Assignment, Device, Person, Reader, Record, Stream
from notifications.queue import push_subscriptions
from records.record_rows import DIGEST_MODULUS, digest_of
from tests.notifications.pair import MINUTE, NOON, Pair, make_pair
from tests.push_service.browser import Browser

APART = 1000
"""Between the ids of one copy and the next; those of the first are below it."""
DUE = NOON + 10 * MINUTE
LANGUAGES = ("en", "es")

Columns = dict[str, Any]


class Member(Struct, frozen=True):
    """A participant, with the ids of what is theirs and the browser that holds their keys."""

    number: int
    person: int
    account: int
    stream: int
    assignment: int
    device: int
    language: str
    browser: Browser


async def make_crowd(
    database: Database, count: int, *, origin: str, vapid_key: str
) -> list[Member]:
    """They are due at `DUE`. Nothing is planned yet: that is the workers' to do."""
    pair = await make_pair(database)
    await pair.plans(minutes=10, text="How was today?")
    async with database.transaction() as connection:
        device = await _phone(connection, pair, vapid_key)
        tables = await _rows_of(connection, pair)
        members = [_member(number, pair, device, origin) for number in range(1, count + 1)]
        for table, rows in _copies(tables, members, pair).items():
            await _insert(connection, table, rows)
        # The first of them has no part in what follows.
        await connection.run("UPDATE nudge_schedule SET active = 0 WHERE stream = $1", pair.stream)
    if database.dialect == "postgresql":  # as autovacuum would have done
        async with database.transaction() as connection:
            await connection.run("ANALYZE")
    return members


async def _phone(connection: Connection, pair: Pair, vapid_key: str) -> int:
    program, person = pair.participant.program, pair.participant.id
    device = await accounts.add_device(
        connection, program=program, person=person, label="A phone", platform="other", now=NOON
    )
    await push_subscriptions.save_subscription(
        connection,
        program=program,
        person=person,
        device=device.id,
        endpoint="first",
        p256dh="",
        auth="",
        vapid_key=vapid_key,
        now=NOON,
    )
    return device.id


def _member(number: int, pair: Pair, device: int, origin: str) -> Member:
    away, token = number * APART, uuid.UUID(int=number).hex
    return Member(
        number=number,
        person=pair.participant.id + away,
        account=pair.account + away,
        stream=pair.stream + away,
        assignment=pair.assignment.id + away,
        device=device + away,
        language=LANGUAGES[number % len(LANGUAGES)],
        browser=Browser(token, f"{origin}/wpush/{token}"),
    )


async def _rows_of(connection: Connection, pair: Pair) -> dict[Any, list[Columns]]:
    """All that is the first participant's, by table, in an order in which it may be inserted."""
    person, stream = pair.participant.id, pair.stream
    in_theirs = f"stream IN (SELECT id FROM stream WHERE person = {person} OR id = {stream})"
    wheres = {
        Person: f"id = {person}",
        Stream: f"person = {person} OR id = {stream}",
        Assignment: f"stream = {stream}",
        Reader: in_theirs,
        Device: f"person = {person}",
        PushSubscription: f"person = {person}",
        NudgeSchedule: f"stream = {stream}",
        Record: in_theirs,
    }
    found: dict[Any, list[Columns]] = {}
    for table, where in wheres.items():
        names = [column._meta.name for column in table._meta.columns]
        rows = await connection.rows(
            f"SELECT {', '.join(names)} FROM {table._meta.tablename} WHERE {where}"
        )
        found[table] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


def _copies(
    tables: dict[Any, list[Columns]], members: list[Member], pair: Pair
) -> dict[Any, list[Columns]]:
    copies: dict[Any, list[Columns]] = {table: [] for table in tables}
    for member in members:
        digests: dict[int, int] = {}
        for table, rows in reversed(
            tables.items()
        ):  # records first: their stream's digest is of their new names
            for row in rows:
                copy = _copy(table, row, member, pair)
                if table is Record:
                    digests[copy["stream"]] = digests.get(copy["stream"], 0) + digest_of(
                        copy["record"], copy["seq"]
                    )
                if table is Stream:
                    copy["digest"] = digests.get(copy["id"], 0) % DIGEST_MODULUS
                copies[table].append(copy)
    return copies


def _copy(table: Any, row: Columns, member: Member, pair: Pair) -> Columns:
    """The same row of another participant: their own ids, and what is unique told apart."""
    of_peer = row.get("person") == pair.peer.id
    moved = {
        "id",
        "stream",
        "participant",
        "assignment",
        "device",
        *(() if of_peer else ("person",)),
    }
    copy = {
        name: value + member.number * APART if name in moved and value is not None else value
        for name, value in row.items()
    }
    copy |= {
        name: f"{member.number:08x}{copy[name][8:]}"
        for name in ("uuid", "plan", "record")
        if name in copy
    }
    if table is Person:
        copy["language"] = member.language
    if table is PushSubscription:
        copy |= {"endpoint": member.browser.endpoint} | member.browser.keys
    return copy


async def _insert(connection: Connection, table: Any, rows: list[Columns]) -> None:
    names = list(rows[0])
    places = ", ".join(f"${place}" for place in range(1, len(names) + 1))
    statement = f"INSERT INTO {table._meta.tablename} ({', '.join(names)}) VALUES ({places})"
    await connection.run_many(statement, [tuple(row.values()) for row in rows])
