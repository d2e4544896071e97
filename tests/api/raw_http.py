"""A client that says exactly what it is told to, byte by byte."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

PATIENCE = 10.0
HELLO = b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"


class Raw:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *parts: bytes) -> None:
        """The other side may have had enough, which is looked at where its answer is read."""
        for part in parts:
            self.writer.write(part)
            try:
                await self.writer.drain()
            except ConnectionError:
                return

    async def answer(self) -> tuple[int, bytes, bytes]:
        """Status, head and body of one answer; 0 where the connection ended without one."""
        async with asyncio.timeout(PATIENCE):
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.startswith(b"content-length")
                    ),
                    0,
                )
                return int(head.split()[1]), head, await self.reader.readexactly(length)
            except (asyncio.IncompleteReadError, ConnectionError):
                return 0, b"", b""

    async def ends(self, within: float = PATIENCE) -> bool:
        """Whether the other side ends the connection. What it still says is read and forgotten."""
        try:
            async with asyncio.timeout(within):
                while await self.reader.read(65_536):
                    pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True


@asynccontextmanager
async def raw(url: str, source: str = "127.0.0.1") -> AsyncIterator[Raw]:
    """A connection from an address of this machine; all of 127.0.0.0/8 are."""
    reader, writer = await asyncio.open_connection(
        urlsplit(url).hostname, urlsplit(url).port, local_addr=(source, 0)
    )
    try:
        yield Raw(reader, writer)
    finally:
        writer.transport.abort()


async def told(url: str, *parts: bytes) -> tuple[int, bytes, bytes]:
    """The answer to that, on a connection of its own."""
    async with raw(url) as client:
        await client.send(*parts)
        return await client.answer()
