"""A normal day of one participant, counted as it crosses the wire in both directions.

Phones come over HTTPS, so over HTTP/2: heads are packed as browsers and proxies pack them (RFC
7541), and the frames and TLS records around everything are counted. Bodies are packed as the server
really sends them.

In the morning the app is opened, a check-in is made and a note from the peer comes while it is
open; at noon a goal is changed; in the evening there is another check-in and the goal is paused.
Each time the live stream stays open for a while.
"""

import asyncio
import gzip
from typing import Any

import msgspec
from hpack import Encoder

from bench.http1 import Conn
from bench.people import Circle, Phone
from bench.workload import answers
from tests.e2e.server import Server
from tests.phone.ids import new_id, now_ms
from tests.phone.phone import HeadlessPhone
from tests.phone.wire import JsonAnswer, Row, rows_of_answer

MINUTES_OPEN = 5
"""Each time.

The live stream beats every 25 seconds meanwhile.
"""
HEARTBEATS = MINUTES_OPEN * 60 // 25
HEARTBEAT = len(b":\n\n")
FRAME, RECORD = 9, 22
"""Bytes around the content: the head of an HTTP/2 frame, and what TLS 1.3 puts around a record."""

BROWSER = {
    "sec-ch-ua-platform": '"Android"',
    "user-agent": (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0.0.0 Mobile Safari/537.36"
    ),
    "sec-ch-ua": '"Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
    "sec-ch-ua-mobile": "?1",
    "accept": "*/*",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "cors",
    "sec-fetch-dest": "empty",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "en-US,en;q=0.9",
}
"""What Chrome on a phone adds to every request."""


class Line:
    """One HTTP/2 connection: what was said before in a head is a byte from then on."""

    def __init__(self) -> None:
        self._asked, self._told = Encoder(), Encoder()
        self.bytes = 0

    def carry(self, asked: dict[str, str], sent: int, told: dict[str, str], received: int) -> None:
        """Count a request and its answer."""
        for encoder, head, body in ((self._asked, asked, sent), (self._told, told, received)):
            self.bytes += FRAME + RECORD + len(encoder.encode(head.items()))
            self.beat(body) if body else None

    def beat(self, size: int) -> None:
        """Count a heartbeat."""
        self.bytes += FRAME + RECORD + size


class Browser(HeadlessPhone[Row]):
    """A phone as the app drives it: a cookie, and every request with what the browser adds."""

    def __init__(self, server: Server, phone: Phone, counted: int = 0) -> None:
        super().__init__(phone.device, lambda row: row)
        self._server = server
        self._headers = {**BROWSER, "cookie": f"alongside={phone.token}"}
        self._connection = Conn("127.0.0.1", server.port)
        self._line = Line()
        self.has_more = True
        self.carried, self.n = 0, counted

    @property
    def on_the_wire(self) -> int:
        """Return the bytes of both directions."""
        return self.carried + self._line.bytes

    async def open(self) -> None:
        """Open a new connection: ask for the session, open the live stream, pull what came."""
        self.carried, self._line = self.on_the_wire, Line()
        await self._ask("GET", "/api/session")
        await self._hear_for_a_while()
        await self.sync()

    async def sync(self, *mutations: dict[str, Any]) -> None:
        """Push and pull once, as the app does."""
        request = self.request(
            mutations,
            sent_at=now_ms(),
            protocol=1,
            schema=2,
            epoch=None,
            waiting=len(mutations),
        )
        told, body = await self._ask("POST", "/api/sync", msgspec.json.encode(request))
        unpacked = gzip.decompress(body) if "content-encoding" in told else body
        answer = msgspec.json.decode(unpacked, type=JsonAnswer)
        assert [result["outcome"] for result in answer.results] == ["applied"] * len(mutations)
        self.read(answer.cursor, rows_of_answer(answer), answer.streams)
        self.has_more = answer.more

    def edit(
        self, entity: str, stream: int, groups: dict[str, Any], record: str | None = None
    ) -> dict[str, Any]:
        """Return a mutation as the app freezes it, with the heads that were on the screen."""
        self.n += 1
        row = self.rows.get((stream, record or ""))
        heads = row.heads if row else {}
        return {
            "id": new_id(),
            "n": self.n,
            "at": now_ms(),
            "offset": 0,
            "op": "edit",
            "entity": entity,
            "record": record or new_id(),
            "stream": stream,
            "base": {group: heads[group] for group in groups if group in heads},
            "set": groups,
            "schema": 2,
        }

    async def _ask(self, method: str, path: str, body: bytes = b"") -> tuple[dict[str, str], bytes]:
        more = {"content-type": "application/json", "origin": self._server.origin} if body else {}
        headers = self._headers | more
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        answer: tuple[int, dict[str, str], bytes] = await self._connection.request(
            method, path, body, lines
        )
        status, told, answered = answer
        assert status == 200, answered[:300]
        self._line.carry(
            self._pseudo(method, path) | headers,
            len(body),
            {":status": "200"} | told,
            len(answered),
        )
        return told, answered

    async def _hear_for_a_while(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._server.port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in self._headers.items())
        writer.write(f"GET /api/events HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()[1:-1]
        first = await reader.readuntil(b"\n\n\r\n")
        writer.close()
        told = dict(
            line.lower().split(": ", 1)
            for line in head
            if not line.lower().startswith("transfer-encoding")
        )
        self._line.carry(
            self._pseudo("GET", "/api/events") | self._headers,
            0,
            {":status": "200"} | told,
            len(first),
        )
        for _ in range(HEARTBEATS):
            self._line.beat(HEARTBEAT)

    @staticmethod
    def _pseudo(method: str, path: str) -> dict[str, str]:
        return {
            ":method": method,
            ":scheme": "https",
            ":authority": "alongside.example",
            ":path": path,
        }


async def measure_day(server: Server, circle: Circle) -> int:
    """Return the bytes of a day after earlier ones: the phone holds everything already."""
    phone, peer = Browser(server, circle.first, counted=1_000_000), Browser(server, circle.peer)
    for browser in (phone, peer):
        while browser.has_more:
            await browser.sync()
    goal = phone.edit(
        "goal",
        circle.first.stream,
        {"words": {"title": "Call about the room", "why": "I want my own door."}},
    )
    await phone.sync(goal)
    before = phone.on_the_wire
    await _morning(phone, peer, circle)
    await phone.open()
    words = {"words": {"title": "Call about the room on Elm Street", "why": "I want my own door."}}
    await phone.sync(phone.edit("goal", circle.first.stream, words, goal["record"]))
    await phone.open()
    await phone.sync(phone.edit("check_in", circle.first.stream, {"answers": answers()}))
    paused = {"status": {"status": "paused", "came_from": "active"}}
    await phone.sync(phone.edit("goal", circle.first.stream, paused, goal["record"]))
    return phone.on_the_wire - before


async def _morning(phone: Browser, peer: Browser, circle: Circle) -> None:
    await phone.open()
    await phone.sync(phone.edit("check_in", circle.first.stream, {"answers": answers()}))
    words = {"words": {"text": "I thought of you today. You said it would be hard, and you went."}}
    note = peer.edit("encouragement", circle.assignment, words)
    await peer.sync(note)
    await phone.sync()
    thanks = {"answer": {"seen": True, "reaction": "heart"}}
    await phone.sync(phone.edit("encouragement", circle.assignment, thanks, note["record"]))
