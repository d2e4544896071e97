"""What a phone sends: pushes of 80 check-ins and 20 goal edits of 300 bytes, and pulls."""

import random
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from bench.http1 import Conn
from bench.people import Phone
from tests.phone.ids import new_id, now_ms
from tests.phone.wire import Page, pages, sync_request

CHECK_INS, GOAL_EDITS = 80, 20
PUSHED = CHECK_INS + GOAL_EDITS
FIRST_RECORDS = 200


WORDS = """
    a about after again all always and around as asked away back because been before breakfast
    brother bus but by called calm came careful chapter church coffee could counselor craving day
    did dinner dog door down early evening every feeling felt few finished found friend garden get
    going good grateful group guitar had hard he help her here home honest hope hour how hungry I in
    into is it job just kept kitchen last late letter library like list little living longer look
    lost made make maybe meeting morning mother music my neighbor never new next night no not
    nothing now of off old on once one or other our out over paid paper park patience people phone
    place plan porch quiet rain read remember rest room said sat saw school she shift sister sleep
    slow so some sponsor stayed still stood street sun talked tea than that the them then there they
    thing think this thought time to today told took tried trouble true two until up us very visit
    waited walk walked want was watched water way we week weight well went were what when where
    which while who why window with without wood work worried would wrote year yes yet you young
    your
""".split()  # noqa: SIM905 - a list of strings is longer and says no more


class _Result(Struct):
    outcome: str


class _Told(Page):
    results: list[_Result] = field(default_factory=list)


class _Rows(Struct):
    rows: list[Raw]


class _Cold(Page):
    changes: list[_Rows] = field(default_factory=list)


_told = msgspec.json.Decoder(_Told)


class Client:
    """A phone on one connection, with its cursor and the goals that it edits again and again."""

    def __init__(self, phone: Phone, connection: Conn) -> None:
        self.phone, self.connection = phone, connection
        self.headers = f"Content-Type: application/json\r\nAuthorization: Bearer {phone.token}\r\n"
        self.cursor: str | None = None
        self.n = 0
        self.goals = {new_id(): "" for _ in range(GOAL_EDITS)}
        self.prepared: list[list[Raw]] = []

    async def begin(self) -> None:
        """Make the goals and the first check-ins, and pull everything."""
        goals = [self.mutation("goal", goal, "words", _words(0)) for goal in self.goals]
        await self.push([*goals, *self._check_ins(FIRST_RECORDS - GOAL_EDITS)])
        await self.pull_all()

    def edits(self) -> list[Raw]:
        """Return 100 mutations; each goal edit names the one before it, as on a real phone."""
        return self._check_ins(CHECK_INS) + [
            self.mutation("goal", goal, "words", _words(self.n)) for goal in self.goals
        ]

    def prepare(self, pushes: int) -> None:
        """Make pushes ahead, the first one last."""
        self.prepared = [self.edits() for _ in range(pushes)][::-1]

    async def push(self, mutations: list[Raw]) -> None:
        """Push these mutations."""
        await self._sync(mutations, self.cursor, keep=True)

    async def pull(self, cursor: str | None = None) -> _Told:
        """Pull from the phone's own cursor, or again from an earlier one."""
        return await self._sync([], cursor or self.cursor, keep=cursor is None)

    async def pull_all(self) -> None:
        """Pull until there is no more."""
        async for _ in pages(self._read_on, self.cursor):
            pass

    async def start_cold(self) -> int:
        """Pull as a phone that holds nothing yet; return how many records came."""
        came = 0
        async for page in pages(self._read_cold):
            came += sum(len(changes.rows) for changes in page.changes)
        return came

    async def _read_on(self, cursor: str | None) -> _Told:
        return await self._sync([], cursor, keep=True)

    async def _read_cold(self, cursor: str | None) -> _Cold:
        return msgspec.json.decode(await self._ask([], cursor), type=_Cold)

    async def weigh(self, cursor: str | None, packed: bool) -> int:
        """Return the bytes of one answer, its head included."""
        before = self.connection.bytes_in
        await self._ask([], cursor, "Accept-Encoding: gzip\r\n" if packed else "")
        return self.connection.bytes_in - before

    async def _ask(self, mutations: list[Raw], cursor: str | None, headers: str = "") -> bytes:
        request = sync_request(self.phone.device, mutations, sent_at=now_ms(), cursor=cursor)
        answer: tuple[int, Any, bytes] = await self.connection.request(
            "POST", "/api/sync", msgspec.json.encode(request), self.headers + headers
        )
        assert answer[0] == 200, answer[2][:300]
        return answer[2]

    async def _sync(self, mutations: list[Raw], cursor: str | None, *, keep: bool) -> _Told:
        told = _told.decode(await self._ask(mutations, cursor))
        assert [result.outcome for result in told.results] == ["applied"] * len(mutations), (
            told.results[:3]
        )
        if keep:
            self.cursor = told.cursor
        return told

    def _check_ins(self, count: int) -> list[Raw]:
        return [self.mutation("check_in", new_id(), "answers", answers()) for _ in range(count)]

    def mutation(self, entity: str, record: str, group: str, value: dict[str, Any]) -> Raw:
        """Return a mutation as the app freezes it."""
        self.n += 1
        id_, before = new_id(), self.goals.get(record)
        if record in self.goals:
            self.goals[record] = id_
        mutation = {
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
        return Raw(msgspec.json.encode(mutation))


def answers() -> dict[str, Any]:
    """Return a check-in's answers: 300 bytes with the group's name, as a goal's words are."""
    return {
        "occurred_at": "2026-09-21T23:40:00-05:00",
        "time_zone": "America/Chicago",
        "local_date": "2026-09-21",
        "mood": 3,
        "craving": 4,
        "triggers": ["payday", "alone at night"],
        "helped": ["called Sam"],
        "grateful": _prose(91),
    }


def _words(turn: int) -> dict[str, Any]:
    return {"title": f"Call about the room {turn}", "why": _prose(248)}


def _prose(length: int) -> str:
    """Return words in no order: they pack as well as real ones (111 and 108 bytes a change)."""
    return " ".join(random.choices(WORDS, k=length // 3))[:length].strip().ljust(length, "e")
