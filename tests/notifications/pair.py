"""A participant and the peer beside them, on a real database.

What a peer does is written as the product writes it.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

import accounts
from accounts import AssignmentTerms, Person
from database.database import Connection, Database
from domain.declare import Role
from domain.entities import SPECS
from domain.entities.notification_settings import NotificationSettings, QuietHours
from domain.entities.nudge import Nudge
from notifications.policy.schedule import millis
from notifications.push import subscriptions
from notifications.push.endpoints import push_hosts
from notifications.queue.notices import cancel_assignment
from records.record_rows import READ_COLUMNS, parse_row
from records.streams import stream_transaction, write_system
from tests.push_service import Browser, PushService

ZONE = ZoneInfo("America/Chicago")
NOON = millis(datetime(2026, 6, 3, 12, tzinfo=ZONE))
MINUTE = 60_000
HOUR = 3_600_000
_numbers = count(1)

OPEN_RULES = NotificationSettings(quiet=[], cap_day=5, cap_week=20)


def uuid() -> str:
    return f"00000000-0000-4000-8000-{next(_numbers):012}"


class Pair:
    """An active assignment.

    `now` is the clock of all that happens, in milliseconds, and moves when the test moves it.
    """

    def __init__(
        self,
        database: Database,
        participant: Person,
        peer: Person,
        assignment: AssignmentTerms,
        account: int,
    ) -> None:
        self.database = database
        self.participant = participant
        self.peer = peer
        self.assignment = assignment
        self.account = account
        self.stream = assignment.stream
        self.now = NOON

    def clock(self) -> int:
        return self.now

    async def rules(self, rules: NotificationSettings) -> None:
        """The participant changes their own settings."""
        values = msgspec.to_builtins(msgspec.structs.asdict(rules))
        groups = {
            group.name: {field: values[field] for field in group.fields}
            for group in SPECS["notification_settings"].groups.values()
        }
        await self._write(self.account, "notification_settings", uuid(), groups)

    async def zone(self, name: str) -> None:
        """The participant moves to another time zone."""
        groups = {"name": {"display_name": "Tasha"}, "zone": {"time_zone": name}}
        await self._write(self.account, "profile", uuid(), groups)

    async def plans(
        self, minutes: int = 1, *, record: str = "", text: str = "How was today?", **schedule: Any
    ) -> str:
        """The peer plans a nudge so many minutes from now."""
        at = datetime.fromtimestamp((self.now + minutes * MINUTE) / 1000, ZONE)
        when = {
            "repeat": "once",
            "starts_on": at.date().isoformat(),
            "local_time": at.strftime("%H:%M"),
        } | schedule
        record = record or uuid()
        await self._write(
            self.stream,
            "nudge_plan",
            record,
            {"words": {"text": text}, "schedule": when, "state": {"cancelled": False}},
        )
        return record

    async def calls_off(self, plan: str) -> None:
        await self._write(self.stream, "nudge_plan", plan, {"state": {"cancelled": True}})

    async def encourages(self, text: str = "Proud of you.") -> str:
        record = uuid()
        await self._write(
            self.stream,
            "encouragement",
            record,
            {"words": {"text": text}, "answer": {"seen": False}},
        )
        return record

    async def opens(self, entity: str, record: str) -> None:
        """The participant reads an entry in the app."""
        await self._write(self.stream, entity, record, {"answer": {"seen": True}})

    async def answers(self, record: str, answer: str = "ok") -> None:
        """The participant taps an answer to a nudge."""
        await self._write(
            self.stream, "nudge", record, {"answer": {"seen": True, "answer": answer}}
        )

    async def is_here(self) -> None:
        """The participant's app is heard of."""
        async with self.database.transaction() as connection:
            await accounts.touch_person(connection, self.participant.id, self.now)

    async def is_reassigned(self) -> None:
        """What a re-assignment does to the assignment and its notices, in one transaction."""
        async with stream_transaction(self.database, [self.stream], now=self.now) as writer:
            await accounts.mark_assignment_ended(
                writer.connection, self.assignment.id, date(2026, 6, 3)
            )
            await cancel_assignment(writer.connection, self.stream, self.now)

    async def has_phone(self, service: PushService, vapid_key: str) -> Browser:
        """One of the participant's phones, where push is on."""
        browser = service.subscribe(vapid_key)
        async with self.database.transaction() as connection:
            program, person = self.participant.program, self.participant.id
            device = await accounts.add_device(
                connection,
                program=program,
                person=person,
                label="A phone",
                platform="other",
                now=self.now,
            )
            found = subscriptions.checked_subscription(
                browser.endpoint, browser.keys, push_hosts(service.origin)
            )
            await subscriptions.store_subscription(
                connection,
                found,
                program=program,
                person=person,
                device=device.id,
                vapid_key=vapid_key,
                now=self.now,
            )
        return browser

    async def inbox(self) -> list[Nudge]:
        """The nudges in the participant's inbox, the oldest first."""
        async with self.database.reading() as connection:
            statement = (
                f"SELECT {READ_COLUMNS} FROM record WHERE stream = $1 AND entity = 'nudge' "
                "ORDER BY seq"
            )
            records = [parse_row(row) for row in await connection.rows(statement, self.stream)]
        bodies = [
            [msgspec.json.decode(group) for group in record.body.values()] for record in records
        ]
        return [
            msgspec.convert({name: value for group in body for name, value in group.items()}, Nudge)
            for body in bodies
        ]

    async def notices(self) -> list[tuple[str, str]]:
        """State and reason of every notice, the soonest first."""
        async with self.database.reading() as connection:
            return [
                (row[0], row[1])
                for row in await connection.rows(
                    "SELECT state, reason FROM notice ORDER BY due_at, id"
                )
            ]

    async def due(self) -> list[str]:
        """The wall-clock times of the notices that are still due, in UTC."""
        async with self.database.reading() as connection:
            rows = await connection.rows(
                "SELECT due_at FROM notice WHERE state = 'due' ORDER BY due_at"
            )
        return [
            (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=row[0])).strftime(
                "%m-%d %H:%M"
            )
            for row in rows
        ]

    async def _write(
        self, stream: int, entity: str, record: str, groups: dict[str, dict[str, Any]]
    ) -> None:
        async with stream_transaction(self.database, [stream], now=self.now) as writer:
            await write_system(writer, stream, entity, record, groups, mutation=uuid())


async def make_pair(database: Database, rules: NotificationSettings | None = OPEN_RULES) -> Pair:
    """In a program of their own.

    A participant without quiet hours unless other rules are given; None leaves the defaults.
    """
    async with database.transaction() as connection:
        program = await accounts.add_program(
            connection,
            slug=f"program-{next(_numbers)}",
            name="Lantern Bridge",
            time_zone=ZONE.key,
            languages=["en"],
            now=NOON,
        )
        peer = await _person(connection, program.id, "peer", "Ray")
    return await walk_together(database, peer, rules=rules)


async def walk_together(
    database: Database,
    peer: Person,
    name: str = "Tasha",
    rules: NotificationSettings | None = OPEN_RULES,
) -> Pair:
    """One more participant of the peer's program, from the same instant on."""
    async with database.transaction() as connection:
        participant = await _person(connection, peer.program, "participant", name)
        opened = await accounts.open_streams(connection, participant, NOON)
        assignment = await accounts.add_assignment(
            connection,
            uuid=uuid(),
            program=peer.program,
            participant=participant.id,
            peer=peer.id,
            starts_on=date(2026, 1, 1),
        )
        await accounts.grant(connection, participant.id, assignment.stream, Role.PARTICIPANT, NOON)
        await accounts.grant(connection, peer.id, assignment.stream, Role.PEER, NOON)
    pair = Pair(database, participant, peer, assignment, opened["account"])
    if rules is not None:
        await pair.rules(rules)
    return pair


async def make_neighbours(database: Database) -> Pair:
    """Make another program with full staff and two who walk with one peer.

    Nothing that a test does concerns them.
    """
    elsewhere = await make_pair(database)
    await walk_together(database, elsewhere.peer, "Olga")
    for role in ("supervisor", "admin", "curator", "evaluator"):
        async with database.transaction() as connection:
            person = await _person(connection, elsewhere.peer.program, role, f"{role} next door")
            await accounts.open_streams(connection, person, NOON)
    return elsewhere


async def _person(connection: Connection, program: int, role: Any, name: str) -> Person:
    return await accounts.add_person(
        connection,
        uuid=uuid(),
        program=program,
        role=role,
        display_name=name,
        time_zone=ZONE.key,
        now=NOON,
    )


NIGHT = [QuietHours("21:00", "08:00")]
