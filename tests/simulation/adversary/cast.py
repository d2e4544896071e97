"""The people of every run, with what they wrote before it.

They are founded once, in a database that each run copies.
"""

import random
from typing import Any

import msgspec

import accounts
from accounts.persons import PersonRole
from database.database import Database
from domain.records import singleton_id
from program import assignments
from program.newcomers import add_newcomer
from records.streams import stream_transaction, write_system
from sync.caller import Caller
from sync.exchange import exchange
from tests.simulation.cast import FOUNDED_AT, Cast, Ids, Seat

ROLES: dict[str, PersonRole] = {
    "ruth": "supervisor",
    "cora": "curator",
    "tasha": "participant",
    "dion": "participant",
    "marcus": "peer",
    "elena": "peer",
}
DEVICES = ("tasha", "tasha", "dion", "marcus", "elena", "ruth", "cora")
"""Whose device each seat is. Marcus is Tasha's peer; Elena was, and is Dion's."""
TASHA, TABLET, DION, MARCUS, ELENA, RUTH, CORA = range(len(DEVICES))
SECRET = "lantern"

Wire = dict[str, Any]


class Pen:
    """What the devices count, and the ids that they make."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.counts: dict[int, int] = {}

    def write(self, device: int, now: int, entity: str, record: str, **told: Any) -> Wire:
        """A mutation as an app freezes it."""
        self.counts[device] = self.counts.get(device, 0) + 1
        named = {
            "id": self.ids.at(now),
            "n": self.counts[device],
            "at": now,
            "offset": 0,
            "entity": entity,
            "record": record,
            "schema": 2,
        }
        return named | told


async def found(database: Database) -> Cast:
    """A program with its people, devices, assignments and some records of every kind.

    The same on both engines.
    """
    founding = Founding(database, Ids(random.Random(0)))
    await founding.people()
    for participant, peer in (("tasha", "elena"), ("tasha", "marcus"), ("dion", "elena")):
        await founding.assign(participant, peer)
        await founding.write(participant, peer)
    await founding.library()
    return founding.cast


class Founding:
    def __init__(self, database: Database, ids: Ids) -> None:
        self.database, self.ids, self.pen = database, ids, Pen(ids)
        self.cast: Cast

    def new_id(self) -> str:
        return self.ids.at(FOUNDED_AT)

    async def people(self) -> None:
        async with self.database.transaction() as connection:
            deployment = "UPDATE deployment SET epoch = $1, secret = $2, created_at = $3"
            await connection.run(deployment, self.new_id(), SECRET, FOUNDED_AT)
            program = await accounts.add_program(
                connection,
                slug="lantern",
                name="Lantern",
                time_zone="America/Chicago",
                languages=["en"],
                now=FOUNDED_AT,
            )
            who = {}
            for name, role in ROLES.items():
                who[name] = await add_newcomer(
                    connection, program, role, name.title(), now=FOUNDED_AT, new_id=self.new_id
                )
            made: dict[str, Any] = {
                "program": program.id,
                "label": "phone",
                "platform": "android",
                "now": FOUNDED_AT,
            }
            seats = [
                Seat(name, (await accounts.add_device(connection, person=who[name].id, **made)).id)
                for name in DEVICES
            ]
        self.cast = Cast(program.id, who, seats)

    async def assign(self, participant: str, peer: str) -> None:
        who, whom = self.cast.people[participant].id, self.cast.people[peer].id
        await assignments.assign(
            self.database,
            self.cast.session("ruth"),
            participant=who,
            peer=whom,
            now=FOUNDED_AT,
            new_id=self.new_id,
        )

    async def write(self, participant: str, peer: str) -> None:
        """Write what the two wrote.

        Shared and private records with parts, a note with its answer, a plan, a flag, settings.
        """
        seat, other = (
            next(each for each in self.cast.seats if each.person == name)
            for name in (participant, peer)
        )
        async with self.database.reading() as connection:
            made = (await accounts.assignments_of(connection, self.cast.people[participant].id))[0]
        mine = await self._streams(participant)
        note, told = self.new_id(), self._told(seat, mine, made.stream)
        told.append(
            self._of(
                seat,
                "assignment",
                singleton_id(made.uuid, "assignment"),
                made.stream,
                sharing={"shares": True},
            )
        )
        await self._push(seat, told)
        await self._push(other, [
            self._of(other, "encouragement", note, made.stream, words={"text": "Well done"}),
            self._of(other, "nudge_plan", self.new_id(), made.stream, **PLAN),
        ])  # fmt: skip
        await self._push(
            seat, [self._of(seat, "encouragement", note, made.stream, answer={"seen": True})]
        )

    def _told(self, seat: Seat, streams: dict[str, int], walk: int) -> list[Wire]:
        own, flags, account = streams["own"], streams["flags"], streams["account"]
        goal, kept = self.new_id(), self.new_id()
        settings = singleton_id(self.cast.people[seat.person].uuid, "sharing_settings")
        return [
            self._of(
                seat,
                "goal",
                goal,
                own,
                words={"title": "A room"},
                visibility={"shared": True},
                tags={"add": ["housing"]},
            ),
            self._of(
                seat, "goal_step", self.new_id(), own, goal={"goal": goal}, words={"text": "Ask"}
            ),
            self._of(seat, "goal", kept, own, words={"title": "Mine alone"}),
            self._of(
                seat, "goal_step", self.new_id(), own, goal={"goal": kept}, words={"text": "Begin"}
            ),
            self._of(seat, "goal", kept, own, words={"title": "Mine, otherwise"}),
            self._of(seat, "journal_note", self.new_id(), own, words={"text": "x" * 10_001}),
            self._of(seat, "journal_note", self.new_id(), own, words={"text": "A day"}),
            self._of(
                seat,
                "support_flag",
                self.new_id(),
                flags,
                ask={"recorded_at": "2026-09-21T08:00:00Z"},
            ),
            self._of(seat, "sharing_settings", settings, account, goals={"share_goals": True}),
        ]

    def _of(self, seat: Seat, entity: str, record: str, stream: int, **groups: Any) -> Wire:
        return self.pen.write(seat.device, FOUNDED_AT, entity, record, stream=stream, set=groups)

    async def _streams(self, name: str) -> dict[str, int]:
        async with self.database.reading() as connection:
            return {
                each.kind: each.id
                for each in await accounts.streams_readable_by(
                    connection, self.cast.people[name].id
                )
            }

    async def _push(self, seat: Seat, mutations: list[Wire]) -> None:
        person = self.cast.people[seat.person]
        body = {"device": seat.device, "sent_at": FOUNDED_AT, "schema": 2, "mutations": mutations}
        caller = Caller(person.id, person.uuid, person.program, seat.device)
        await exchange(self.database, caller, msgspec.json.encode(body), now=FOUNDED_AT)

    async def library(self) -> None:
        async with self.database.reading() as connection:
            library = await accounts.library_of(connection, self.cast.program)
        assert library, "a program has a library"
        line = {"line": {"label": "A line", "kind": "call", "value": "988"}}
        entry = {
            "content": {"type": "meeting", "topic": "community", "title": "Tuesdays"},
            "state": {"state": "published"},
        }
        async with stream_transaction(self.database, [library], now=FOUNDED_AT) as writer:
            for entity, groups in (
                ("crisis_line", line),
                ("crisis_line", line),
                ("resource", entry),
                ("resource", entry),
            ):
                await write_system(
                    writer, library, entity, self.new_id(), groups, mutation=self.new_id()
                )


PLAN = {
    "words": {"text": "How is it?"},
    "schedule": {"starts_on": "2026-10-01", "local_time": "09:30"},
}
