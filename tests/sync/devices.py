"""Devices that push and pull as the protocol says, each without a screen."""

import uuid
from collections.abc import Iterable
from typing import Any

import msgspec

from database.database import Database
from domain.receipts import Result
from domain.records import singleton_id
from domain.wire import SyncAnswer
from sync.caller import Caller
from sync.exchange import exchange
from tests.phone.ids import new_id
from tests.phone.phone import HeadlessPhone, heads_on_screen
from tests.phone.wire import Row, row_of_change

PROGRAM = 1
NOW = 1_790_000_000_000

WORDS = {"text": "Shall we walk on Sunday?"}
SCHEDULE = {
    "starts_on": "2026-10-31",
    "local_time": "09:00",
    "repeat": "monthly",
    "every": 2,
    "times": 3,
    "only_if_no_check_in": True,
}
"""Of a nudge that a peer plans."""


class Device(HeadlessPhone[dict[str, Any]]):
    """A phone that calls the exchange itself, and names the newest head alone."""

    def __init__(self, database: Database, caller: Caller, streams: dict[str, int]) -> None:
        super().__init__(caller.device, _without_place)
        self.database, self.caller, self.streams = database, caller, streams

    def write(
        self,
        entity: str,
        groups: dict[str, Any],
        *,
        stream: int | None = None,
        record: str | None = None,
        **fields: Any,
    ) -> dict[str, Any]:
        """An edit that names the heads on this device's screen."""
        record = record or new_id()
        stream = stream or self.streams["own"]
        bases = {group: self._heads(stream, record, group) for group in groups}
        return self.mutate(
            entity=entity,
            record=record,
            stream=stream,
            set=groups,
            base={group: heads for group, heads in bases.items() if heads},
            **fields,
        )

    def remove(self, entity: str, record: str, *, stream: int | None = None) -> dict[str, Any]:
        stream = stream or self.streams["own"]
        groups = {
            *self.rows.get((stream, record), {"heads": {}})["heads"],
            *(g for m in self.outbox if m["record"] == record for g in m["set"]),
        }
        return self.mutate(
            entity=entity,
            record=record,
            stream=stream,
            op="remove",
            base={group: self._heads(stream, record, group) for group in groups},
        )

    def restore(self, entity: str, record: str, *, stream: int | None = None) -> dict[str, Any]:
        stream = stream or self.streams["own"]
        return self.mutate(
            entity=entity,
            record=record,
            stream=stream,
            op="restore",
            base={"life": self._heads(stream, record, "life")},
        )

    def mutate(self, **fields: Any) -> dict[str, Any]:
        made = {"id": new_id(), "at": NOW + self.n + 1, "offset": 0, "set": {}, "base": {}}
        return self.freeze(made | fields)

    async def sync(
        self,
        *,
        limit: int = 500,
        now: int = NOW + 10_000,
        sent_at: int | None = None,
        keep: bool = False,
    ) -> SyncAnswer:
        """One round trip; the outbox is emptied unless the answer is to be lost (`keep`)."""
        sent_at = now if sent_at is None else sent_at
        request = self.request(self.outbox, sent_at=sent_at, limit=limit)
        answer = msgspec.json.decode(
            await exchange(self.database, self.caller, msgspec.json.encode(request), now=now),
            type=SyncAnswer,
        )
        if keep:
            return answer
        self.settle({result.id: result.outcome for result in answer.results})
        self.take(answer)
        return answer

    async def sync_all(self, **options: Any) -> list[SyncAnswer]:
        answers = [await self.sync(**options)]
        while answers[-1].more:
            answers.append(await self.sync(**options))
        return answers

    def take(self, answer: SyncAnswer) -> None:
        rows = [row_of_change(each.stream, row) for each in answer.changes for row in each.rows]
        listed = None if answer.streams is None else msgspec.to_builtins(answer.streams)
        self.read(answer.cursor, rows, listed)

    def shown(self, record: str) -> dict[str, Any]:
        """The record wherever it stands, its body by group."""
        found = [
            row | {"stream": stream} for (stream, each), row in self.rows.items() if each == record
        ]
        return min(found, key=lambda row: row["state"] == "hidden")

    def _heads(self, stream: int, record: str, group: str) -> list[list[Any]]:
        told = self.rows.get((stream, record), {"heads": {}})["heads"].get(group, [])
        return heads_on_screen(told, self.outbox, record, group)[:1]


def _without_place(row: Row) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "entity": row.entity,
        "state": row.state,
        "heads": row.heads,
        "body": row.body,
        "kept": row.kept,
    }


def owner_of(person: int) -> str:
    return str(uuid.UUID(int=person))


def singleton_of(streams: dict[str, int], entity: str) -> str:
    return singleton_id(owner_of(streams["person"]), entity)


def outcomes(answer: SyncAnswer) -> list[str]:
    return [result.outcome for result in answer.results]


def rows_in(answers: Iterable[SyncAnswer]) -> list[Any]:
    return [row for answer in answers for each in answer.changes for row in each.rows]


def again(mutation: dict[str, Any], result: Result) -> dict[str, Any]:
    told = {"key": msgspec.to_builtins(result.key), "rank": result.rank, "seal": result.seal}
    return mutation | {"acknowledged": told}
