"""The database of one deployment: transactions and readings, alike on SQLite and PostgreSQL."""

import asyncio
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from database.connection import Connection, Dialect, Resources, Sql
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

    Its transactions and readings are opened at the edge: by routes, commands and jobs. What they
    call is handed the connection, and has no other way to find it
    (docs/decisions/0048-a-transaction-is-passed.md).
    """

    def __init__(
        self, url: str, connections: Connections, ledger: Ledger, projections: object = None
    ) -> None:
        self.url = url
        self.ledger = ledger
        self.pokes = pokes_of(url)
        self.renamed = Renamed()
        self.dialect = connections.dialect
        self._connections = connections
        self._resources = Resources(ledger, self.pokes, self.renamed, projections)
        self._within: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Open the connections. Raises `Unavailable`."""
        await self._connections.start()

    async def stop(self) -> None:
        """Wait for what is being committed, then close every connection."""
        try:
            await self._connections.stop()
        finally:
            await self.pokes.stop()

    async def scrub(self) -> bool:
        """Have an erase's former places on the disk overwritten or freed, if the engine can.

        False where a reader was in the way: try again soon.
        """
        return await self._connections.scrub()

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction, durable when the block is left without an error.

        On SQLite several may share one COMMIT; each still returns only when its own is on disk.
        Raises RuntimeError in a task that has a transaction or a reading of this database open.
        """
        return _Transaction(self._connections, self._within, self._resources)

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Open a reading: one snapshot on SQLite, one for each statement on PostgreSQL.

        Raises as `transaction`.
        """
        return _Reading(self._connections, self._within)


class _Reading:
    """A reading, as a class: an empty pull takes little longer than a generator would.

    `within` are the tasks that have something open: in one of them, a second transaction would wait
    for the first for ever.
    """

    def __init__(self, connections: Connections, within: set[asyncio.Task[Any]]) -> None:
        self._connections = connections
        self._within = within

    async def __aenter__(self) -> Connection:
        task = asyncio.current_task()
        if task is None or task in self._within:
            raise RuntimeError(
                "This task has a transaction or a reading open: pass its connection on"
            )
        self._within.add(task)
        self._task = task
        try:
            self._connection = await self._begin()
        except BaseException:
            self._within.discard(task)
            raise
        return self._connection

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._within.discard(self._task)
        await self._connections.end_reading(self._connection)

    def _begin(self) -> Awaitable[Connection]:
        return self._connections.begin_reading()


class _Transaction(_Reading):
    def __init__(
        self, connections: Connections, within: set[asyncio.Task[Any]], resources: Resources
    ) -> None:
        super().__init__(connections, within)
        self._resources = resources

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection = self._connection
        self._within.discard(self._task)
        if kind is None:
            await self._connections.commit(connection)
            return
        await self._connections.rollback(connection)
        if connection.noted:
            # After the rollback: entries that were written for it would take away what still
            # stands.
            await take_back(self._resources.ledger, connection.noted)

    async def _begin(self) -> Connection:
        connection = await self._connections.begin()
        connection.equip(self._resources)
        return connection


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
        from database.addresses import refuse_ambiguous_address
        from database.engines.postgresql import PostgresqlConnections

        refuse_ambiguous_address(url)
        if ledger is None:
            raise BadInput(WITHOUT_LEDGER, where="ledger")
        return Database(url, PostgresqlConnections(url), Ledger(ledger), projections)
    raise BadInput(
        "A database is sqlite:///path or postgresql://user@host/name.", where="database_url"
    )
