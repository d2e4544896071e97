"""`python -m bench.sink`: a push service that takes everything and keeps nothing.

As quick as one core allows; it prints its port.

It answers as real ones do, 201 with a Location, so that a sender does all that it does elsewhere.
What a push service refuses is tested with the one in `tests/push_service`.
"""

import asyncio
from typing import cast

import uvloop

ANSWER = (
    b"HTTP/1.1 201 Created\r\nLocation: /m/0123456789abcdef\r\nTTL: 3600\r\nContent-Length: "
    b"0\r\n\r\n"
)
LENGTH = b"content-length: "


class Sink(asyncio.Protocol):
    """One connection; it may carry any number of messages, one after another."""

    def __init__(self) -> None:
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection to answer on."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answer each complete message with 201."""
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = self._held[:end].lower()
            length = int(head[head.index(LENGTH) + len(LENGTH) :].split(b"\r\n", 1)[0])
            if len(self._held) < end + 4 + length:
                return
            self._held = self._held[end + 4 + length :]
            self._transport.write(ANSWER)


async def main() -> None:
    """Listen on a free port and print it."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
