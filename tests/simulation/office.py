"""What the program does meanwhile, through its real commands.

Re-assignments, and nudges that come due.
"""

import random
from typing import Any

import msgspec

import accounts
from database.database import Database
from domain.entities.support_flag import FlagState
from domain.errors import Conflict, NotFound
from domain.records import singleton_id
from program import assignments, flags
from records.streams import stream_transaction, write_system
from tests.simulation.books import Books
from tests.simulation.broken import Broken
from tests.simulation.cast import PARTICIPANTS, PEERS, Cast, Ids
from tests.simulation.histories import Applied, History
from tests.simulation.rights import Walk
from tests.simulation.words import Words


class Office:
    """`ids` are the server's own."""

    def __init__(
        self, database: Database, cast: Cast, books: Books, words: Words, rng: random.Random
    ) -> None:
        self.database, self.cast, self.books, self.words = database, cast, books, words
        self.ids = Ids(rng)

    async def reassign(self, participant: str, peer: str, now: int) -> bool:
        """False where this peer walks alongside already."""
        try:
            made = await assignments.assign(
                self.database,
                self.cast.session("ruth"),
                participant=self.cast.people[participant].id,
                peer=self.cast.people[peer].id,
                now=now,
                new_id=lambda: self.ids.at(now),
            )
        except Conflict:
            return False
        await self._note_end(participant)
        walk = Walk(made.id, made.stream, singleton_id(made.uuid, "assignment"), participant, peer)
        self.books.rights.walks.append(walk)
        await self._note_terms(walk, sharing=False)
        return True

    async def unassign(self, participant: str, now: int) -> bool:
        try:
            person = self.cast.people[participant].id
            await assignments.end_running_assignment(
                self.database,
                self.cast.session("ruth"),
                participant=person,
                now=now,
                new_id=lambda: self.ids.at(now),
            )
        except NotFound:
            return False
        await self._note_end(participant)
        return True

    async def nudge(self, participant: str, rng: random.Random, now: int) -> bool:
        """An entry in the inbox, as the worker writes it."""
        walk = self.books.rights.running(participant)
        if walk is None:
            return False
        record, mutation = self.ids.at(now), self.ids.at(now)
        words = {
            "plan": self.ids.at(now),
            "text": self.words.text(rng),
            "due_at": "2026-10-01T14:30:00Z",
            "local_date": "2026-10-01",
        }
        self.words.fresh.clear()
        groups = {"words": words, "delivery": {"delivery": "accepted"}}
        async with stream_transaction(self.database, [walk.stream], now=now) as writer:
            await write_system(writer, walk.stream, "nudge", record, groups, mutation=mutation)
        self.books.overwrite(walk.stream, record, "nudge", groups, mutation, (now, 0, 0, 0))
        return True

    async def move_flag(self, rng: random.Random, now: int) -> bool:
        """As staff answer what a participant asked for."""
        open_ = [
            each
            for each in self.books.histories.values()
            if each.entity == "support_flag" and each.live
        ]
        if not open_:
            return False
        flag = rng.choice(open_)
        states: tuple[FlagState, ...] = ("seen", "contacted", "handed_over", "closed")
        to = rng.choice(states)
        mutation, groups = self.ids.at(now), dict(flag.view.body)
        try:
            await flags.move_flag(
                self.database,
                self.cast.session("ruth"),
                flag=flag.record,
                to=to,
                now=now,
                new_id=lambda: mutation,
            )
        except Conflict:
            return False
        if groups.get("state", {}).get("state") == to:
            return True
        await self._note_flag(flag, mutation)
        return True

    async def new_device(self, person: str, now: int) -> int:
        """As `POST /api/session/device` makes one."""
        async with self.database.transaction() as connection:
            program = self.cast.program
            made = await accounts.add_device(
                connection,
                program=program,
                person=self.cast.people[person].id,
                label="phone",
                platform="android",
                now=now,
            )
        return made.id

    async def _note_flag(self, flag: History, mutation: str) -> None:
        heads, body = await self.stored(flag.stream, flag.record)
        [[told, key]] = heads["state"]
        if told != mutation:
            raise Broken("misjudged", "a flag was moved by another mutation")
        self.books.overwrite(
            flag.stream, flag.record, flag.entity, {"state": body["state"]}, mutation, tuple(key)
        )
        self.books.withdrawn.after_push()

    async def _note_end(self, participant: str) -> None:
        walk = self.books.rights.running(participant)
        if walk is not None:
            walk.runs = False
            await self._note_terms(walk, sharing=True)
            self.books.withdrawn.end(walk.assignment)

    async def _note_terms(self, walk: Walk, *, sharing: bool) -> None:
        """The terms are the program's to write.

        What is theirs to promise is the head, and that sharing ends.
        """
        heads, body = await self.stored(walk.stream, walk.record)
        [[mutation, key]] = heads["terms"]
        groups = {"terms": body["terms"]} | ({"sharing": {}} if sharing else {})
        self.books.overwrite(walk.stream, walk.record, "assignment", groups, mutation, tuple(key))
        self.books.withdrawn.after_push()

    async def stored(self, stream: int, record: str) -> tuple[Any, Any]:
        async with self.database.reading() as connection:
            row = await connection.row(
                "SELECT heads, body FROM record WHERE stream = $1 AND record = $2", stream, record
            )
        assert row, "what was just written is there"
        return msgspec.json.decode(row[0]), msgspec.json.decode(row[1])


async def learn(database: Database, books: Books) -> None:
    """What was there before the run began: written by the system, each record at once."""
    async with database.reading() as connection:
        rows = await connection.rows("SELECT stream, record, entity, heads, body FROM record")
    for stream, record, entity, heads, body in rows:
        [mutation, key] = next(iter(msgspec.json.decode(heads).values()))[0]
        whole = msgspec.json.decode(body)
        books.write(
            stream,
            record,
            entity,
            Applied(id=mutation, op="edit", key=tuple(key), groups=whole, bases={}),
        )
    books.withdrawn.after_push()


def other_peer(rng: random.Random) -> str:
    return rng.choice(PEERS)


def any_participant(rng: random.Random) -> str:
    return rng.choice(PARTICIPANTS)
