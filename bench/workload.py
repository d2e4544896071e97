"""What a phone sends: pushes of 80 new check-ins and 20 goal edits of about 300 bytes, and pulls."""

import secrets
import time
import uuid
from typing import Any

import msgspec
from msgspec import Struct

from bench.http1 import Conn
from bench.people import Phone

CHECK_INS, GOAL_EDITS = 80, 20
PUSHED = CHECK_INS + GOAL_EDITS


class _Told(Struct):
    cursor: str
    more: bool = False
    results: list[dict[str, Any]] = []


_told = msgspec.json.Decoder(_Told)


class Client:
    """A phone on one connection: it keeps its cursor and the goals that it edits again and again."""

    def __init__(self, phone: Phone, connection: Conn) -> None:
        self.phone, self.connection = phone, connection
        self.headers = f"Content-Type: application/json\r\nAuthorization: Bearer {phone.token}\r\n"
        self.cursor: str | None = None
        self.n = 0
        self.goals = {new_id(): "" for _ in range(GOAL_EDITS)}

    async def begin(self) -> None:
        """The goals, and everything that there is."""
        await self.push([self._mutation("goal", goal, "words", _words(0)) for goal in self.goals])
        while (await self.pull()).more:
            pass

    def edits(self) -> list[dict[str, Any]]:
        """100 mutations; each goal edit names the one before it, as a phone that has seen its own does."""
        check_ins = [self._mutation("check_in", new_id(), "answers", _answers()) for _ in range(CHECK_INS)]
        return check_ins + [self._mutation("goal", goal, "words", _words(self.n)) for goal in self.goals]

    async def push(self, mutations: list[dict[str, Any]]) -> _Told:
        return await self._sync(mutations, self.cursor, keep=True)

    async def pull(self, cursor: str | None = None) -> _Told:
        """From the phone's own cursor, or again from an earlier one."""
        return await self._sync([], cursor or self.cursor, keep=cursor is None)

    async def _sync(self, mutations: list[dict[str, Any]], cursor: str | None, *, keep: bool) -> _Told:
        request = {"device": self.phone.device, "sent_at": now_ms(), "cursor": cursor, "mutations": mutations}
        status, _, body = await self.connection.request("POST", "/api/sync", msgspec.json.encode(request), self.headers)
        assert status == 200, body[:300]
        told = _told.decode(body)
        assert all(result["outcome"] == "applied" for result in told.results), told.results[:3]
        assert len(told.results) == len(mutations)
        if keep:
            self.cursor = told.cursor
        return told

    def _mutation(self, entity: str, record: str, group: str, value: dict[str, Any]) -> dict[str, Any]:
        self.n += 1
        id_, before = new_id(), self.goals.get(record)
        if record in self.goals:
            self.goals[record] = id_
        return {
            "id": id_,
            "n": self.n,
            "at": now_ms(),
            "offset": 0,
            "entity": entity,
            "record": record,
            "stream": self.phone.stream,
            "set": {group: value},
            "base": {group: [[before]]} if before else {},
        }


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A UUIDv7."""
    return str(uuid.UUID(int=now_ms() << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)))


def _answers() -> dict[str, Any]:
    """About 300 bytes."""
    return {
        "occurred_at": "2026-09-21T23:40:00-05:00",
        "time_zone": "America/Chicago",
        "local_date": "2026-09-21",
        "mood": 3,
        "craving": 4,
        "triggers": ["payday", "alone at night"],
        "helped": ["called Sam"],
        "grateful": "g" * 120,
    }


def _words(turn: int) -> dict[str, Any]:
    return {"title": f"Call about the room {turn}", "why": "y" * 200}
