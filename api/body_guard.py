"""Decides whose body is read: a small one of anyone, a larger one of a known session only.

Here stands the order in which a request that changes something is let in: where it comes from, its
token, its body. The session comes after these, since a body may take two minutes and the right may
end meanwhile.

Unpacking and scanning take the time of the server's one event loop. So nothing packed or long is
read for somebody who has not signed in, and each person has a budget of bytes a minute per process
(`docs/security.md`, B19 and B23). Small bodies always pass and are not counted: a stop, a mute or a
flag is small.
"""

from collections import defaultdict

from litestar.types import Receive

from api.auth.sessions import SessionAuthenticator, Sessions
from api.body import is_small, most_bytes, read_in_time
from api.limits import LIMITS
from api.origin import is_same_origin
from api.settings import Settings
from database.clock import Clock
from domain.errors import NotAllowed, TooLarge, TooManyBytes

MINUTE_MS = 60_000


class BytesAMinute:
    """Counts what each person has sent in this minute.

    The count ends with the minute and is not shared by processes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._minute = 0
        self._sent: dict[int, int] = defaultdict(int)

    def take(self, person: int, size: int) -> None:
        """Reserve bytes before they are read, so that bodies sent at once share one budget.

        Raises TooManyBytes.
        """
        sent = self._now()
        if sent[person] + size > LIMITS.bytes_a_minute:
            wait = MINUTE_MS - self._clock() % MINUTE_MS
            raise TooManyBytes(
                "This account has sent very much in a minute. Wait a little.",
                retry_after=wait // 1000 + 1,
            )
        sent[person] += size

    def give_back(self, person: int, size: int) -> None:
        """Return to the budget what was reserved and did not come."""
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

    def __init__(self, settings: Settings, sessions: Sessions, clock: Clock) -> None:
        self._settings = settings
        self._sessions = sessions
        self._bytes = BytesAMinute(clock)

    async def of_anyone(self, receive: Receive, headers: dict[bytes, bytes]) -> bytes:
        """Read the body for a route that needs no session.

        Raises NotAllowed, TooLarge, and what `read_in_time` raises.
        """
        self._refuse_forged(headers)
        if not is_small(headers):
            raise TooLarge(f"Without a session a body has at most {LIMITS.anonymous_body} bytes.")
        return await read_in_time(receive, headers)

    async def of_session(
        self, receive: Receive, headers: dict[bytes, bytes], *, sync: bool = False
    ) -> tuple[SessionAuthenticator, bytes]:
        """Read the body for a route that needs a session; return whose it is to be, and the body.

        Only of a large one is the session known by then: whoever acts on the body asks for it.
        Raises NotSignedIn, TooManyBytes, and what `of_anyone` raises.
        """
        self._refuse_forged(headers)
        sender = self._sessions.bearer(headers)
        if is_small(headers):
            return sender, await read_in_time(receive, headers, sync=sync)
        person = (await sender.session()).person
        # The most that the headers allow is reserved, since nobody knows the true length before
        # reading.
        most = most_bytes(headers, sync=sync)
        self._bytes.take(person, most)
        body = await read_in_time(receive, headers, sync=sync)
        self._bytes.give_back(person, most - len(body))
        return sender, body

    def _refuse_forged(self, headers: dict[bytes, bytes]) -> None:
        """Raise NotAllowed before a forged request costs a body or a look-up of the session."""
        if not is_same_origin(headers, self._settings):
            raise NotAllowed("This request does not come from the app itself.", where="origin")
