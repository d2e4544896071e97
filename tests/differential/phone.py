"""A device as the script sees it: what both engines told it, and what it has yet to send."""

import json
from typing import Any

import msgspec

from tests.phone.phone import HeadlessPhone, heads_on_screen
from tests.phone.wire import JsonAnswer, Mutation, Row, rows_of_answer


class Phone(HeadlessPhone[Row]):
    """A phone with a cursor of each engine.

    `sent` is every mutation that was ever sent, with the result it was first answered with.
    """

    def __init__(self, seat: str, device: int) -> None:
        super().__init__(device, lambda row: row)
        self.seat = seat
        self.cursors: tuple[str | None, str | None] = (None, None)
        self.sent: dict[str, tuple[Mutation, dict[str, Any]]] = {}

    @property
    def person(self) -> str:
        return self.seat.partition("/")[0]

    def bodies(self, batch: list[Mutation], *, sent_at: int, limit: int) -> tuple[bytes, bytes]:
        """A request to each engine: they differ in the cursor alone."""
        more = {"waiting": len(self.outbox), "limit": limit, "schema": 2}
        one, other = (
            json.dumps(self.request(batch, sent_at=sent_at, cursor=cursor, **more)).encode()
            for cursor in self.cursors
        )
        return one, other

    def take(self, answer: dict[str, Any], cursors: tuple[str, str], batch: list[Mutation]) -> None:
        if answer["status"] != 200 or answer.get("device_forked"):
            return
        self.cursors = cursors
        told = msgspec.convert(answer | {"cursor": cursors[0]}, JsonAnswer)
        results = {result["id"]: result for result in told.results}
        for mutation in batch:
            result = results[mutation["id"]]
            if result["outcome"] not in ("deferred", "duplicate"):
                self.sent[mutation["id"]] = mutation, result
        self.settle({id_: result["outcome"] for id_, result in results.items()})
        self.read(told.cursor, rows_of_answer(told), told.streams)

    def stream(self, kind: str, pick: int = 0) -> int | None:
        found = sorted(id_ for id_, info in self.listed.items() if info["kind"] == kind)
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
        told = row.heads.get(register, []) if row else []
        heads = heads_on_screen(told, self.outbox, record, register)
        return heads if every else heads[:1]
