"""An answer that is known before any request: as an application, and as the bytes that end a connection."""

import msgspec
from litestar.types import Receive, Scope, Send
from msgspec import Struct

from api.headers import DATA, EVERYWHERE
from api.problems import PROBLEM_TYPE, problem_from
from domain.errors import AlongsideError


class Refusal(Struct, frozen=True):
    """A problem in the one shape of problems, after which the connection is closed."""

    status: int
    title: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - whatever is asked
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})

    def written(self) -> bytes:
        """As HTTP/1.1 has it."""
        lines = [
            f"HTTP/1.1 {self.status} {self.title}".encode(),
            *(b"%b: %b" % header for header in self.headers),
        ]
        return b"\r\n".join([*lines, b"", self.body])


def refusal(error: AlongsideError) -> Refusal:
    problem = problem_from(error)
    body = msgspec.json.encode(problem)
    retry = (
        ()
        if problem.retry_after is None
        else ((b"retry-after", str(problem.retry_after).encode()),)
    )
    own = (
        (b"content-type", PROBLEM_TYPE),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    )
    return Refusal(problem.status, problem.title, (*own, *retry, *EVERYWHERE, *DATA), body)
