"""Letting a person in: a new device, a new token, the cookie, and what the app needs to know."""

from pathlib import Path

from litestar import Response

from accounts import Person, Session
from api.auth.session_info import SessionInfo, session_info
from api.auth.sessions import NewDevice, Sessions
from api.settings import Settings
from database.clock import Clock
from database.database import Connection, Database
from domain.errors import BadInput, NotReady
from notifications.push.vapid import VapidKeys


class SessionOpener:
    """Opens a session on a new device, for enrolment and for sign-in alike."""

    def __init__(
        self, settings: Settings, database: Database, sessions: Sessions, clock: Clock
    ) -> None:
        self._settings = settings
        self._database = database
        self._sessions = sessions
        self._clock = clock
        self._keys = push_keys(settings)

    async def let_in(
        self, person: Person, device: NewDevice, *, status: int
    ) -> Response[SessionInfo]:
        """Open a session on a new device and answer with its cookie.

        Raises Conflict where the person has as many devices as allowed.
        """
        async with self._database.transaction() as connection:
            return await self.open(connection, person, device, status=status)

    async def open(
        self,
        connection: Connection,
        person: Person,
        device: NewDevice,
        *,
        status: int,
        came_from: int | None = None,
    ) -> Response[SessionInfo]:
        """Open the session inside a transaction that has more to do.

        `came_from` is the person's device that the new one was copied from.
        """
        # The token is known here and on the device alone: the database stores its hash.
        token, session = await self._sessions.open(connection, person, device, came_from)
        info = await self._info(connection, session)
        return Response(
            info, status_code=status, headers={"Set-Cookie": self._sessions.cookie(token)}
        )

    def push_key(self) -> str:
        """Return the public key that browsers subscribe with.

        Raises NotReady where there is none.
        """
        key = self._push_key()
        if key is None:
            raise NotReady("This server sends no pushes.")
        return key

    def subscribed_with(self, key: str | None) -> str:
        """Return the key that a browser says it subscribed with, by default the present one.

        Raises BadInput for a key that this server does not have.
        """
        present = self.push_key()
        if key is not None and (self._keys is None or key not in self._keys):
            raise BadInput("This is no key of this server.", where="key")
        return key or present

    async def info(self, session: Session) -> SessionInfo:
        """Return what the app needs to know about its session when it starts."""
        async with self._database.reading() as connection:
            return await self._info(connection, session)

    async def _info(self, connection: Connection, session: Session) -> SessionInfo:
        return await session_info(
            connection,
            session,
            now=self._clock(),
            push_key=self._push_key(),
            demo=self._settings.demo,
        )

    def _push_key(self) -> str | None:
        if self._keys is None:
            return None
        # The key may have been rotated by a command in another process.
        self._keys.refresh()
        return self._keys.public


def push_keys(settings: Settings) -> VapidKeys | None:
    """Return the key that signs pushes; None where there is none yet.

    Raises NotReady where others may read it.
    """
    folder = Path(settings.keys_dir)
    return VapidKeys.load(folder, settings.vapid_contact) if any(folder.glob("*.pem")) else None
