"""Whose body is read, and how much of it: a small one of anyone, a larger one of a known session alone.

Unpacking and scanning cost the server's one loop. So nothing that is packed or long is looked at for
somebody who has not signed in, and a person sends at most so many bytes a minute to one process
(`docs/security.md`, B19 and B23). What is small always passes and is not counted, as a stop, a mute or
a flag is.
"""

from collections import defaultdict

from litestar.types import Receive

from api.auth.sessions import Clock, Sessions
from api.body import is_small, most_bytes, read_in_time
from api.limits import LIMITS
from domain.errors import TooLarge, TooManyBytes

MINUTE_MS = 60_000


class BytesAMinute:
    """What each person has sent in this minute. Forgotten with it, and not shared by replicas."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._minute = 0
        self._sent: dict[int, int] = defaultdict(int)

    def take(self, person: int, size: int) -> None:
        """Before it is read, so that bodies at once share one minute. Raises TooManyBytes."""
        sent = self._now()
        if sent[person] + size > LIMITS.bytes_a_minute:
            wait = MINUTE_MS - self._clock() % MINUTE_MS
            raise TooManyBytes(
                "This account has sent very much in a minute. Wait a little.",
                retry_after=wait // 1000 + 1,
            )
        sent[person] += size

    def give_back(self, person: int, size: int) -> None:
        """What was taken and did not come."""
        sent = self._now()
        sent[person] = max(sent[person] - size, 0)

    def _now(self) -> dict[int, int]:
        minute = self._clock() // MINUTE_MS
        if minute != self._minute:
            self._minute = minute
            self._sent.clear()
        return self._sent


class BodyGuard:
    """Reads a request's body for a route, after what its size asks for."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._bytes = BytesAMinute(clock)

    async def of_anyone(self, receive: Receive, headers: dict[bytes, bytes]) -> bytes:
        """Of a route that needs no session. Raises TooLarge, and what `read_in_time` raises."""
        if not is_small(headers):
            raise TooLarge(f"Without a session a body has at most {LIMITS.anonymous_body} bytes.")
        return await read_in_time(receive, headers)

    async def of_session(
        self, receive: Receive, headers: dict[bytes, bytes], *, sync: bool = False
    ) -> bytes:
        """Whether the session may do it is asked once the body is there. Raises NotSignedIn, TooManyBytes, and as above."""
        if is_small(headers):
            return await read_in_time(receive, headers, sync=sync)
        sender = await self._sessions.find(self._sessions.token_in(headers))
        most = most_bytes(headers, sync=sync)
        self._bytes.take(sender.person, most)
        body = await read_in_time(receive, headers, sync=sync)
        self._bytes.give_back(sender.person, most - len(body))
        return body
