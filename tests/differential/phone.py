"""A device as the script sees it: what both engines told it, and what it has yet to send."""

import json
from typing import Any

from msgspec import Struct, field

from domain.records import LIFE

Mutation = dict[str, Any]


class Row(Struct):
    stream: int
    record: str
    entity: str
    state: str
    heads: dict[str, list[Any]]
    body: dict[str, Any]
    kept: dict[str, Any]
    dismissed: dict[str, Any]


class Phone(Struct):
    """`sent` is every mutation that was ever sent, with the result it was first answered with."""

    seat: str
    number: int
    n: int = 0
    cursors: tuple[str | None, str | None] = (None, None)
    outbox: list[Mutation] = field(default_factory=list)
    sent: dict[str, tuple[Mutation, dict[str, Any]]] = field(default_factory=dict)
    rows: dict[tuple[int, str], Row] = field(default_factory=dict)
    streams: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def person(self) -> str:
        return self.seat.partition("/")[0]

    def bodies(self, batch: list[Mutation], *, sent_at: int, limit: int) -> tuple[bytes, bytes]:
        """A request to each engine: they differ in the cursor alone."""
        request = {
            "device": self.number,
            "sent_at": sent_at,
            "waiting": len(self.outbox),
            "mutations": batch,
            "limit": limit,
            "schema": 2,
        }
        one, other = (json.dumps({**request, "cursor": cursor}).encode() for cursor in self.cursors)
        return one, other

    def take(self, answer: dict[str, Any], cursors: tuple[str, str], batch: list[Mutation]) -> None:
        if answer["status"] != 200 or answer.get("device_forked"):
            return
        self.cursors = cursors
        results = {result["id"]: result for result in answer.get("results", [])}
        for mutation in batch:
            result = results[mutation["id"]]
            if result["outcome"] not in ("deferred", "duplicate"):
                self.sent[mutation["id"]] = mutation, result
        self.outbox = [
            each
            for each in self.outbox
            if results.get(each["id"], {"outcome": "deferred"})["outcome"] == "deferred"
        ]
        for each in answer.get("changes", []):
            for row in each["rows"]:
                record, _, entity, state, heads, body, kept, *rest = row
                dismissed = rest[0] if rest else None
                self.rows[each["stream"], record] = Row(
                    each["stream"], record, entity, state, heads, body, kept or {}, dismissed or {}
                )
        if answer.get("streams") is not None:
            self.streams = {info["id"]: info for info in answer["streams"]}
            self.rows = {place: row for place, row in self.rows.items() if place[0] in self.streams}

    def stream(self, kind: str, pick: int = 0) -> int | None:
        found = sorted(id_ for id_, info in self.streams.items() if info["kind"] == kind)
        return found[pick % len(found)] if found else None

    def records(self) -> list[tuple[str, str, int | None]]:
        """Entity, id and stream of what is on the screen: told by the server, or begun here."""
        told: list[tuple[str, str, int | None]] = [
            (row.entity, row.record, row.stream)
            for row in self.rows.values()
            if row.state != "hidden"
        ]
        known = {record for _, record, _ in told}
        begun = [
            (each["entity"], each["record"], each["stream"])
            for each in self.outbox
            if each["record"] not in known
        ]
        return told + list(dict.fromkeys(begun))

    def row(self, record: str) -> Row | None:
        return next(
            (
                row
                for (_, each), row in self.rows.items()
                if each == record and row.state != "hidden"
            ),
            None,
        )

    def heads(self, record: str, register: str, *, every: bool) -> list[Any]:
        """As a mutation names them: the device's own last one on top of what was told."""
        row = self.row(record)
        heads: list[Any] = list(row.heads.get(register, [])) if row else []
        for mutation in self.outbox:
            if mutation["record"] == record and register in _written(mutation):
                named = {base[0] for base in mutation["base"].get(register, [])}
                heads = [[mutation["id"]], *(head for head in heads if head[0] not in named)]
        return heads if every else heads[:1]


def _written(mutation: Mutation) -> set[str]:
    if mutation["op"] == "restore":
        return {LIFE}
    written = set()
    for group, value in mutation["set"].items():
        is_set = isinstance(value, dict) and ("add" in value or "remove" in value)
        written |= (
            {f"{group}/{each}" for each in [*value.get("add", []), *value.get("remove", [])]}
            if is_set
            else {group}
        )
    return written
