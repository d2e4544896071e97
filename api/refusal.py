"""An answer that is known before any request: as an application, and as bytes."""

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

    # The request does not matter: whatever is asked, this is the answer.
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})

    def written(self) -> bytes:
        """Return the answer as the bytes of HTTP/1.1."""
        lines = [
            f"HTTP/1.1 {self.status} {self.title}".encode(),
            *(b"%b: %b" % header for header in self.headers),
        ]
        return b"\r\n".join([*lines, b"", self.body])


def refusal(error: AlongsideError) -> Refusal:
    """Return the answer to this error, after which the connection closes."""
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
