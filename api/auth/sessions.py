"""Sessions: an opaque token of 256 random bits, of which only the SHA-256 is kept.

A new one is made at every sign-in and enrolment and none that a client brings is ever taken over,
so that no one can plant one. It lasts 400 days from its last use; it ends at once with its device
(`docs/security.md`, A9 to A11).
"""

import hashlib
import secrets
from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct

import accounts
from accounts import Device, Person, Rights, Session
from api.limits import LIMITS
from api.settings import Settings
from database.clock import Clock
from database.database import Connection, Database
from domain.errors import Conflict, DeviceRevoked, DeviceSealed, NotSignedIn
from sync.caller import Caller

"""Milliseconds since 1970 UTC."""

DAYS = 400
"""The longest life that browsers give a cookie (RFC 6265bis)."""
LIFE_MS = DAYS * 24 * 3600 * 1000
SEEN_EVERY_MS = 5 * 60 * 1000
"""How often the last use is written: a write for every request would cost more than the request."""
TOKEN_BYTES = 32
TOKEN_LENGTH = 43


T = TypeVar("T")
Platform = Literal["ios", "android", "desktop", "other"]


class NewDevice(Struct, frozen=True, kw_only=True):
    """A device as its owner names it in the list of devices."""

    label: Annotated[str, Meta(min_length=1, max_length=60)]
    platform: Platform


class Sessions:
    """Opens, finds and prolongs sessions; the only place that sees a token."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._secure = settings.cookies_are_secure
        # The prefix makes browsers refuse the cookie from another host or over http (RFC 6265bis).
        self.cookie_name = "__Host-alongside" if self._secure else "alongside"

    def token_in(self, headers: dict[bytes, bytes]) -> str | None:
        """Return the token that a request brings; a bearer's counts before a cookie's."""
        scheme, _, bearer = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if scheme.lower() == "bearer":
            return bearer.strip()
        for cookie in headers.get(b"cookie", b"").decode("latin-1").split(";"):
            name, _, value = cookie.strip().partition("=")
            if name == self.cookie_name:
                return value
        return None

    def bearer(self, headers: dict[bytes, bytes]) -> "SessionAuthenticator":
        """Return the authenticator of whoever sends a request with these headers.

        Raises NotSignedIn where they bring nothing that could be a token.
        """
        token = _whole(self.token_in(headers))
        return SessionAuthenticator(self, self._database, token, self._clock)

    async def roll(self, token: str, session: Session) -> str | None:
        """Prolong a session that was last written minutes ago; return the cookie to set."""
        now = self._clock()
        if now - session.last_seen_at < SEEN_EVERY_MS:
            return None
        async with self._database.transaction() as connection:
            await accounts.touch_session(connection, token_hash(token), now, now + LIFE_MS)
            await accounts.touch_person(connection, session.person, now)
        return self.cookie(token)

    async def open(
        self,
        connection: Connection,
        person: Person,
        device: NewDevice,
        came_from: int | None = None,
    ) -> tuple[str, Session]:
        """Add a device and a session for it; return the token and the session.

        Raises Conflict where the person has as many devices as allowed.
        """
        now = self._clock()
        made = await self._add_device(connection, person, device, came_from, now)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        await accounts.add_session(
            connection,
            token_hash=token_hash(token),
            program=person.program,
            person=person.id,
            device=made.id,
            now=now,
            expires_at=now + LIFE_MS,
        )
        await accounts.touch_person(connection, person.id, now)
        return token, _new_session(person, made.id, now)

    async def _add_device(
        self,
        connection: Connection,
        person: Person,
        device: NewDevice,
        came_from: int | None,
        now: int,
    ) -> Device:
        """Add a device where there is room for one more; raises Conflict."""
        # Locked before the devices are counted: sign-ins at the same moment would each see room for
        # one more.
        await accounts.lock_person(connection, person.id)
        if len(await accounts.devices_of(connection, person.id)) >= LIMITS.devices:
            raise Conflict(
                f"This account is open on {LIMITS.devices} devices already. "
                "Sign out on one of them first."
            )
        return await accounts.add_device(
            connection,
            program=person.program,
            person=person.id,
            label=device.label,
            platform=device.platform,
            now=now,
            came_from=came_from,
        )

    def cookie(self, token: str, max_age: int = DAYS * 24 * 3600) -> str:
        """Return the Set-Cookie value for a token; `max_age` in seconds."""
        secure = "; Secure" if self._secure else ""
        return (
            f"{self.cookie_name}={token}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
        )

    def cleared_cookie(self) -> str:
        """Return the Set-Cookie value that makes a browser forget the token."""
        return self.cookie("", max_age=0)


def token_hash(token: str) -> str:
    """Return what the database stores in place of a token: a leaked copy opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def _whole(token: str | None) -> str:
    """Return the token, or raise NotSignedIn where it cannot be one."""
    if token is None or len(token) != TOKEN_LENGTH:
        raise NotSignedIn("There is no session.")
    return token


def _new_session(person: Person, device: int, now: int) -> Session:
    return Session(
        person.id,
        person.program,
        device,
        person.kind,
        person.role,
        person.uuid,
        created_at=now,
        expires_at=now + LIFE_MS,
        last_seen_at=now,
    )


async def _opened(connection: Connection, hashed: str, found: T | None) -> T:
    """Return what was found under a token's hash, or raise why it opens nothing.

    Raises DeviceRevoked or DeviceSealed where another device has ended the session, and NotSignedIn
    where there is none.
    """
    if found is not None:
        return found
    wished = await accounts.revocation(connection, hashed)
    if wished == "wipe":
        raise DeviceRevoked("This device was signed out from another one.")
    if wished == "seal":
        raise DeviceSealed(
            "This device was signed out with the one that it came from. "
            "What it has not sent stays on it, sealed."
        )
    raise NotSignedIn("There is no session, or it has ended.")


class SessionAuthenticator:
    """Authenticates whoever brings a token, anew each time it is asked."""

    def __init__(self, sessions: Sessions, database: Database, token: str, clock: Clock) -> None:
        self._sessions = sessions
        self._database = database
        self._token = token
        self._hash = token_hash(token)
        self._clock = clock
        self._session: Session | None = None

    async def session(self) -> Session:
        """Return the session; raises DeviceRevoked, DeviceSealed or NotSignedIn."""
        async with self._database.reading() as connection:
            found = await accounts.session_by_token_hash(connection, self._hash, self._clock())
            self._session = session = await _opened(connection, self._hash, found)
        return session

    async def authenticate(self, connection: Connection) -> tuple[Caller, Rights]:
        """Return who sends the request and what they may read, in one statement for both.

        For `sync.exchange`; raises as `session`.
        """
        found = await accounts.session_and_rights(connection, self._hash, self._clock())
        session, rights = await _opened(connection, self._hash, found)
        self._session = session
        caller = Caller(session.person, session.person_uuid, session.program, session.device)
        return caller, rights

    async def roll(self) -> str | None:
        """Prolong the session that was authenticated before, as `Sessions.roll`."""
        return await self._sessions.roll(self._token, self._session) if self._session else None
