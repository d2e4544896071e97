"""A phone without a screen, over HTTP.

It freezes mutations, keeps an outbox, and remembers every answer that it was given.
"""

import random
import re
import secrets
from typing import Any

import msgspec
from msgspec import Struct

from tests.faults.http import Answer, Broken, Http
from tests.faults.people import Seat
from tests.phone.ids import new_id, now_ms
from tests.phone.phone import HeadlessPhone, heads_on_screen
from tests.phone.wire import (
    JsonAnswer,
    Mutation,
    Place,
    Row,
    first_outcome,
    pages,
    rows_of_answer,
    sync_request,
)

TOKEN = re.compile(rb"~[0-9a-f]{12}~")
AT_ONCE = 100
TOO_LONG = "x" * 200
"""More than a goal's title takes: refused, and kept whole."""


class Refused503(Broken):
    """The server said that it cannot at the moment, in the way that it is to say so."""


class WrongAnswer(Exception):
    """Neither success nor a 503 that says so as application/problem+json."""


class Frozen(Struct, kw_only=True):
    """A mutation.

    `answer` is what the server said of it first, with its first outcome in its place.
    """

    wire: Mutation
    token: str
    place: Place
    answer: dict[str, Any] | None = None


class Phone(HeadlessPhone[Row]):
    """`frozen` is everything that it ever wrote."""

    def __init__(self, seat: Seat, port: int, rng: random.Random) -> None:
        super().__init__(seat.device, lambda row: row)
        self.seat = seat
        self.rng = rng
        self.http = Http(port, seat.token)
        self.digests: dict[str, list[int]] = {}
        self.reached: dict[str, int] = {}
        self.frozen: list[Frozen] = []
        self.tokens_seen: set[bytes] = set()
        self.round_trips = 0

    @property
    def acknowledged(self) -> list[Frozen]:
        return [each for each in self.frozen if each.answer is not None]

    def act(self) -> None:
        """One thing that a person does, by what this phone has been told."""
        if self.seat.role == "peer":
            return
        waiting = {(each["stream"], each["record"]) for each in self.outbox}
        settled = [
            place
            for place, row in self.rows.items()
            if row.entity == "goal" and place not in waiting
        ]
        live = [place for place in settled if self.rows[place].state == "live"]
        removed = [place for place in settled if self.rows[place].state == "removed"]
        chance = self.rng.random()
        if removed and chance < 0.15:
            place = self.rng.choice(removed)
            self._freeze(
                place, op="restore", base={"life": _named(self.rows[place].heads.get("life", []))}
            )
        elif live and chance < 0.3:
            place = self.rng.choice(live)
            self._freeze(
                place,
                op="remove",
                base={group: _named(heads) for group, heads in self.rows[place].heads.items()},
            )
        elif live and chance < 0.6:
            self._edit(self.rng.choice(live))
        elif waiting and chance < 0.75:
            self._edit(self.rng.choice(sorted(waiting)))
        else:
            self._create(too_long=chance > 0.95)

    async def sync(self) -> None:
        """One push, then pulls until there is no more.

        Raises Broken, Refused503 among them, or WrongAnswer.
        """
        pushed = self.outbox[:AT_ONCE]
        answer = await self.exchange(pushed, self.cursor, waiting=len(self.outbox))
        self._take(answer)
        if answer.more:
            async for page in pages(lambda cursor: self.exchange([], cursor), answer.cursor):
                self._take(page)

    async def exchange(
        self, mutations: list[Mutation], cursor: str | None, *, waiting: int = 0
    ) -> JsonAnswer:
        """One round trip, of which the phone keeps nothing."""
        self.round_trips += 1
        request = sync_request(
            self.device, mutations, sent_at=now_ms(), cursor=cursor, waiting=waiting
        )
        answer = await self.http.ask("POST", "/api/sync", msgspec.json.encode(request))
        self.tokens_seen.update(TOKEN.findall(answer.body))
        if answer.status != 200:
            raise _complaint(answer)
        return msgspec.json.decode(answer.body, type=JsonAnswer)

    def _create(self, *, too_long: bool) -> None:
        stream = self.seat.streams[self.rng.choice(("own", "shared"))]
        place = stream, new_id()
        if self.rng.random() < 0.3:
            self._freeze(place, entity="journal_note", group="words", field="text")
        else:
            self._freeze(place, group="words", field="title", more=TOO_LONG if too_long else "")

    def _edit(self, place: tuple[int, str]) -> None:
        mine = [each for each in self.outbox if (each["stream"], each["record"]) == place]
        if mine and mine[-1]["entity"] != "goal":
            return
        group, field = self.rng.choice(
            (("words", "title"), ("words", "title"), ("measure", "unit"))
        )
        row = self.rows.get(place)
        told = _named(row.heads.get(group, [])) if row else []
        if self.rng.random() >= 0.3:
            told = told[:1]
        heads = heads_on_screen(told, mine, place[1], group)
        self._freeze(place, group=group, field=field, base={group: heads} if heads else {})

    def _freeze(
        self,
        place: tuple[int, str],
        *,
        op: str = "edit",
        entity: str = "goal",
        group: str = "",
        field: str = "",
        more: str = "",
        base: dict[str, Any] | None = None,
    ) -> None:
        token = f"~{secrets.token_hex(6)}~"
        wire = {
            "id": new_id(),
            "at": now_ms(),
            "offset": 0,
            "op": op,
            "entity": entity,
            "record": place[1],
            "stream": place[0],
            "set": {group: {field: token + more}} if group else {},
            "base": base or {},
            "schema": 1,
        }
        if group == "measure":
            wire["set"] = {group: {"measure": "count", field: token}}
        self.frozen.append(
            Frozen(wire=self.freeze(wire), token=token if group else "", place=place)
        )

    def _take(self, answer: JsonAnswer) -> None:
        """Results, rows and cursor together, as a phone keeps them in one transaction."""
        results = {result["id"]: result for result in answer.results}
        for each in self.frozen:
            result = results.get(each.wire["id"])
            if each.answer is None and result and result["outcome"] != "deferred":
                each.answer = first_answer(result)
        self.settle({id_: result["outcome"] for id_, result in results.items()})
        self.read(answer.cursor, rows_of_answer(answer), answer.streams)
        self.reached |= answer.reached
        self.digests |= answer.digests


def first_answer(result: dict[str, Any]) -> dict[str, Any]:
    """A duplicate's answer is the first one, with its outcome aside."""
    return {name: value for name, value in result.items() if name != "first"} | {
        "outcome": first_outcome(result)
    }


def _named(heads: list[list[Any]]) -> list[list[Any]]:
    return [head[:2] for head in heads]


def _complaint(answer: Answer) -> Exception:
    if answer.status == 503 and answer.media_type == "application/problem+json":
        return Refused503("503")
    return WrongAnswer(f"{answer.status} {answer.media_type} {answer.body[:300]!r}")
