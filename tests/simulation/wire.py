"""One request as the server answers it, held against the books.

Verdicts, rows, words and streams.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec
from msgspec import Struct

from database.database import Connection, Database
from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.permissions import sees_kept_versions
from domain.receipts import Result
from sync.caller import Caller
from sync.exchange import exchange
from tests.golden.less import as_told_now
from tests.simulation.books import Books
from tests.simulation.broken import Broken
from tests.simulation.cast import Cast, Seat
from tests.simulation.disk import Answer, Heard
from tests.simulation.fates import Sent
from tests.simulation.histories import History, group_of
from tests.simulation.tally import Tally
from tests.simulation.verdicts import Arrival, Verdict
from tests.simulation.words import TOKEN


class Parcel(Struct, frozen=True):
    """A request on its way.

    `epoch` is that of its cursor, empty without one; `listed` are the streams that the device knows
    of.
    """

    seat: Seat
    body: bytes
    batch: list[Sent]
    sent_at: int
    epoch: str = ""
    listed: frozenset[int] = frozenset()


class Wire:
    def __init__(self, database: Database, cast: Cast, books: Books, tally: Tally) -> None:
        self.database, self.cast, self.books, self.tally = database, cast, books, tally

    async def deliver(self, parcel: Parcel, now: int) -> Answer:
        """What the server answers, after it was found right. Raises Broken."""
        before = await self._numbers()
        answer = self.check(parcel, await self.send(parcel, now), now)
        if (
            all(result.outcome in ("duplicate", "deferred", "gone") for result in answer.results)
            and await self._numbers() != before
        ):
            raise Broken("misjudged", "duplicates alone have moved a stream's head")
        return answer

    async def send(self, parcel: Parcel, now: int, database: Database | None = None) -> bytes:
        """Send it, through `database` where that is another way to the same one.

        Raises Broken where the server does not answer at all.
        """
        person = self.cast.people[parcel.seat.person]
        caller = Caller(person.id, person.uuid, person.program, parcel.seat.device)
        try:
            return await exchange(database or self.database, caller, parcel.body, now=now)
        except Exception as error:
            raise Broken("crashed", repr(error)) from error

    async def _numbers(self) -> int:
        async with self.database.reading() as connection:
            return int(await connection.value("SELECT SUM(head) FROM stream"))

    def check(self, parcel: Parcel, encoded: bytes, now: int) -> Answer:
        answer = msgspec.json.decode(encoded, type=Answer)
        if self._is_forked(parcel, answer):
            return answer
        arrival = Arrival(now, parcel.sent_at, parcel.seat.device)
        verdicts = [self.books.judge(sent, arrival) for sent in parcel.batch]
        self.books.withdrawn.after_push()
        _same_verdicts(parcel.batch, answer.results, verdicts)
        for verdict in verdicts:
            self.tally.verdict(verdict.outcome, verdict.code)
        if parcel.epoch not in ("", answer.epoch) and answer.streams is None:
            raise Broken("diverged", "a cursor of another epoch was read on from")
        roles = self.books.rights.roles(parcel.seat.person)
        permitted = self._rows(answer, roles)
        _same_streams(answer, roles, parcel.listed)
        if strange := {token for token in TOKEN.findall(encoded) if token not in permitted}:
            raise Broken("leaked", f"words {sorted(strange)} to {parcel.seat.person}")
        return answer

    def _is_forked(self, parcel: Parcel, answer: Answer) -> bool:
        """Then nothing was taken and nothing is told."""
        forked = bool(parcel.batch) and self.books.has_forked(parcel.batch, parcel.seat.device)
        if answer.device_forked is not forked:
            raise Broken(
                "misjudged",
                f"device {parcel.seat.device} {'is' if forked else 'is not'} one of two",
            )
        if forked and (
            answer.results or answer.changes or answer.cursor or answer.streams is not None
        ):
            raise Broken("misjudged", "a push of a forked device was taken")
        if forked:
            self.tally.verdict("device_forked", None)
        return forked

    def _rows(self, answer: Answer, roles: dict[int, Role]) -> set[bytes]:
        """The words of the rows, which are as they must be."""
        permitted: set[bytes] = set()
        for each in answer.changes:
            if each.stream not in roles:
                raise Broken("leaked", f"rows of stream {each.stream}")
            for change in each.rows:
                history = self.books.at(each.stream, change.record)
                if history is None:
                    raise Broken(
                        "diverged", f"an unknown record {change.record} in stream {each.stream}"
                    )
                expected = row_of(
                    history, each.stream, self.books.rights.kind(each.stream), roles[each.stream]
                )
                told = plain(change)
                if told != expected:
                    raise Broken(
                        _kind_of(told, expected),
                        f"{history.entity} {change.record}: {told}, not {expected}",
                    )
                permitted |= set(TOKEN.findall(msgspec.json.encode(expected)))
                self.tally.row(expected)
        return permitted


def row_of(history: History, stream: int, kind: StreamKind, role: Role) -> dict[str, Any]:
    """Return a record as it must be told to a role.

    Words of a live one alone, kept versions to the owner of their group.
    """
    if history.erased or stream != history.stream:
        return {
            "state": "erased" if stream in history.emptied_at else "hidden",
            "heads": {},
            "body": {},
            "kept": {},
            "dismissed": {},
        }
    view, own = history.view, kind in (StreamKind.OWN, StreamKind.ACCOUNT)
    groups = SPECS[history.entity].groups
    kept, dismissed = (
        {
            name: value
            for name, value in versions.items()
            if own or sees_kept_versions(groups[group_of(name)], role)
        }
        for versions in (view.kept, view.dismissed)
    )
    row = {
        "entity": history.entity,
        "state": "removed" if view.removed else "live",
        "heads": {
            group: [[each, list(key)] for each, key in heads] for group, heads in view.heads.items()
        },
        "body": {} if view.removed else view.body,
        "kept": {} if view.removed else kept,
        "dismissed": {} if view.removed else dismissed,
    }
    return {name: value for name, value in as_told_now(row, kind, role).items() if name != "entity"}


def plain(change: Heard) -> dict[str, Any]:
    heads, body, kept, dismissed = (
        msgspec.json.decode(each)
        for each in (change.heads, change.body, change.kept, change.dismissed)
    )
    return {
        "state": str(change.state),
        "heads": heads,
        "body": body,
        "kept": kept or {},
        "dismissed": dismissed or {},
    }


def _kind_of(told: dict[str, Any], expected: dict[str, Any]) -> str:
    """Words that were not to be told have leaked; any other difference is of substance."""
    words, right = (set(TOKEN.findall(msgspec.json.encode(each))) for each in (told, expected))
    return "leaked" if words - right and told["body"] == expected["body"] else "diverged"


def _same_streams(answer: Answer, roles: dict[int, Role], listed: frozenset[int]) -> None:
    """Return the streams that may be read.

    One that the device knew may be missing, as lost and regained: the next answer tells of it.
    """
    told = {each.id: each.role for each in answer.streams or ()}
    expected = {
        stream: str(role)
        for stream, role in roles.items()
        if stream in told or stream not in listed
    }
    if answer.streams is not None and told != expected:
        raise Broken(
            "leaked", f"streams {[each.id for each in answer.streams]}, not {sorted(roles)}"
        )
    if strange := {int(stream) for stream in (*answer.reached, *answer.digests)} - roles.keys():
        raise Broken("leaked", f"numbers of streams {sorted(strange)}")


def _same_verdicts(batch: list[Sent], results: list[Result], verdicts: list[Verdict]) -> None:
    if [result.id for result in results] != [sent.frozen.id for sent in batch]:
        raise Broken("misjudged", "not one result for each mutation, in order")
    for sent, result, verdict in zip(batch, results, verdicts, strict=True):
        told = Verdict(
            outcome=result.outcome,
            code=result.code,
            field=result.field,
            first=result.first,
            key=msgspec.to_builtins(result.key) and tuple(msgspec.to_builtins(result.key)),
            stream=result.stream,
            groups=dict(result.groups),
            rank=result.rank,
            sealed=bool(result.seal),
        )
        if told != verdict:
            raise Broken(
                "misjudged",
                (
                    f"{sent.frozen.op} of {sent.frozen.entity} by {sent.frozen.author}: "
                    f"{told}, not {verdict}"
                ),
            )


class Late(Database):
    """A database whose transactions begin when they may: what was read before is old by then."""

    def __init__(self, database: Database, may_begin: asyncio.Event) -> None:
        self._database = database
        self._may_begin = may_begin

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        return self._database.reading()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        await self._may_begin.wait()
        async with self._database.transaction() as connection:
            yield connection


async def started(task: "asyncio.Task[bytes]") -> bool:
    """Lets a request go on until it waits for its turn to write; whether it still waits."""
    for _ in range(8):
        await asyncio.sleep(0)
    return not task.done()
