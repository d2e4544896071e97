"""The database of one deployment: transactions and readings, alike on SQLite and PostgreSQL."""

from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Protocol

from database.connection import INNERMOST, Connection, Dialect, Sql, savepoint
from database.engines.piccolo import ENGINE
from database.ledger import Ledger, take_back
from database.pokes import pokes_of
from database.renamed import Renamed
from domain.errors import BadInput

__all__ = ["Connection", "Database", "Dialect", "Sql", "open_database"]

WITHOUT_LEDGER = (
    "With PostgreSQL, set ALONGSIDE_LEDGER to the full path of the ledger: the same file for "
    "every command of this machine, such as "
    "/var/lib/alongside/alongside.ledger. Up to now it was <database>.ledger in the folder "
    "where the server was started: move it there."
)


class Connections(Protocol):
    """What an engine does.

    `commit`, `rollback` and `end_reading` give the connection back whatever happens in them.
    """

    dialect: Dialect

    async def start(self) -> None:
        """Connect."""

    async def stop(self) -> None:
        """Wait for what is being committed, then disconnect."""

    async def begin(self) -> Connection:
        """Begin a transaction."""

    async def commit(self, connection: Connection) -> None:
        """Commit, durably."""

    async def rollback(self, connection: Connection) -> None:
        """Roll back."""

    async def begin_reading(self) -> Connection:
        """Begin a reading."""

    async def end_reading(self, connection: Connection) -> None:
        """End a reading."""

    async def scrub(self) -> bool:
        """Overwrite what was deleted."""


class Database:
    """The database of a process; nothing connects before `start`.

    A task that is started inside a transaction is not in it: a transaction belongs to one task.
    """

    def __init__(
        self, url: str, connections: Connections, ledger: Ledger, projections: object = None
    ) -> None:
        self.url = url
        self.ledger = ledger
        self.projections = projections
        """What `records` derives from what it writes; nothing in this room looks at it."""
        self.pokes = pokes_of(url)
        self.renamed = Renamed()
        self.dialect = connections.dialect
        self._connections = connections
        self._current: ContextVar[Connection | None] = ContextVar(
            f"connection to {connections.dialect}", default=None
        )

    async def start(self) -> None:
        """Open the connections.

        Piccolo's queries outside of transactions go to the database started last. Raises
        `Unavailable`.
        """
        await self._connections.start()
        ENGINE.started.append(self)

    async def stop(self) -> None:
        """Wait for what is being committed, then close every connection."""
        if self in ENGINE.started:
            ENGINE.started.remove(self)
        try:
            await self._connections.stop()
        finally:
            await self.pokes.stop()

    async def scrub(self) -> bool:
        """Have an erase's former places on the disk overwritten or freed, if the engine can.

        False where a reader was in the way: try again soon.
        """
        return await self._connections.scrub()

    def current(self) -> Connection | None:
        """Return the connection of this task's open transaction or reading."""
        connection = self._current.get()
        return connection if connection is not None and connection.is_mine() else None

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction, durable when the block is left without an error.

        Nested in the same task, a savepoint. On SQLite several may share one COMMIT; each still
        returns only when its own is on disk.
        """
        outer = self.current()
        return (
            _Transaction(self._connections, self._current, self.ledger)
            if outer is None
            else savepoint(outer)
        )

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Open a reading: one snapshot on SQLite, one for each statement on PostgreSQL.

        Inside a transaction, that transaction.
        """
        outer = self.current()
        return _Reading(self._connections, self._current) if outer is None else nullcontext(outer)


class _Reading:
    """A reading, as a class: an empty pull takes little longer than a generator would."""

    def __init__(self, connections: Connections, current: ContextVar[Connection | None]) -> None:
        self._connections = connections
        self._current = current

    async def __aenter__(self) -> Connection:
        return self._enter(await self._connections.begin_reading())

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._connections.end_reading(self._leave())

    def _enter(self, connection: Connection) -> Connection:
        self._connection = connection
        self._here, self._last = self._current.set(connection), INNERMOST.set(connection)
        return connection

    def _leave(self) -> Connection:
        INNERMOST.reset(self._last)
        self._current.reset(self._here)
        return self._connection


class _Transaction(_Reading):
    def __init__(
        self, connections: Connections, current: ContextVar[Connection | None], ledger: Ledger
    ) -> None:
        super().__init__(connections, current)
        self._ledger = ledger

    async def __aenter__(self) -> Connection:
        connection = self._enter(await self._connections.begin())
        connection.ledger = self._ledger
        return connection

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            await self._connections.commit(self._leave())
        else:
            connection = self._leave()
            await self._connections.rollback(connection)
            if connection.noted:
                # After the rollback: entries that were written for it would take away what still
                # stands.
                await take_back(self._ledger, connection.noted)


def open_database(url: str, *, ledger: Path | None = None, projections: object = None) -> Database:
    """Return the database at an address.

    `sqlite:///path/to/file.sqlite` (four slashes for an absolute path) or `postgresql://…`. Raises
    `BadInput` for any other. The ledger (`database/ledger.py`) is beside a SQLite file if it is
    given no other place. A PostgreSQL database has no place of its own that this machine knows:
    whoever opens one says where its ledger is, never depending on where they stand.
    """
    scheme, _, rest = url.partition("://")
    if ledger is not None and not ledger.is_absolute():
        raise BadInput(
            "The ledger is named by its full path: any other depends on where a command is run.",
            where="ledger",
        )
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        from database.engines.sqlite import SqliteConnections

        return Database(
            url,
            SqliteConnections(rest[1:]),
            Ledger(ledger or Path(f"{rest[1:]}.ledger")),
            projections,
        )
    if scheme in ("postgresql", "postgres"):
        from database.addresses import refuse_unreadable
        from database.engines.postgresql import PostgresqlConnections

        refuse_unreadable(url)
        if ledger is None:
            raise BadInput(WITHOUT_LEDGER, where="ledger")
        return Database(url, PostgresqlConnections(url), Ledger(ledger), projections)
    raise BadInput(
        "A database is sqlite:///path or postgresql://user@host/name.", where="database_url"
    )
