"""HTTP as far as it is needed here: one connection, one request at a time.

An answer that was cut off is no answer.
"""

import asyncio

from msgspec import Struct

ANSWERS_WITHIN = 20


class Broken(Exception):
    """The connection ended, or never began, before the whole answer had come."""


class Silent(Broken):
    """The server kept the connection and said nothing for too long."""


class Answer(Struct, frozen=True):
    status: int
    media_type: str
    body: bytes


class Http:
    def __init__(self, port: int, token: str = "") -> None:
        self._port = port
        self._headers = f"Host: localhost:{port}\r\nContent-Type: application/json\r\n"
        if token:
            self._headers += f"Authorization: Bearer {token}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        """Raises Broken; asks once, so that a try again is the caller's."""
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                return await self._ask(method, path, body)
        except TimeoutError:
            self.close()
            raise Silent(f"{method} {path}") from None
        except (OSError, EOFError, asyncio.LimitOverrunError, ValueError) as error:
            self.close()
            raise Broken(type(error).__name__) from None

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
        reader, writer = self._streams
        writer.write(
            (
                f"{method} {path} HTTP/1.1\r\n{self._headers}Content-Length: {len(body)}\r\n\r\n"
            ).encode()
            + body
        )
        first, *lines = (
            (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        )
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        answer = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(
            int(first.split()[1]), headers.get("content-type", "").partition(";")[0], answer
        )
