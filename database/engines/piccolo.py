"""Piccolo's engine over our connections.

A query runs in the transaction that the task is in, or in one of its own. The stock engines connect
in their constructors, open a connection for every SQLite query, and leak it when BEGIN or COMMIT
fails; nothing of their connecting is used. One engine serves both databases, since the transaction
knows which one it is.
"""

from contextlib import AbstractAsyncContextManager
from typing import Any, Never, Protocol

from piccolo.engine.base import Engine
from piccolo.engine.postgres import Atomic
from piccolo.querystring import QueryString

from database.connection import Connection, Dialect, innermost, savepoint
from domain.errors import NotReady

PICCOLO_NAMES = {"sqlite": "sqlite", "postgresql": "postgres"}


class Opened(Protocol):
    """A database for a query that is asked outside of any transaction."""

    dialect: Dialect

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction."""

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Open a reading."""


class PiccoloEngine(Engine[Any]):
    """The engine; unlike Piccolo's own, its `transaction()` nests as a savepoint."""

    def __init__(self) -> None:
        self.started: list[Opened] = []
        self.log_queries = self.log_responses = False
        self.query_id = 0

    @property
    def engine_type(self) -> str:  # type: ignore[override]
        """Return the name of the dialect that queries compile for."""
        connection = innermost()
        return PICCOLO_NAMES[
            connection.dialect if connection is not None else self._database().dialect
        ]

    async def run_querystring(
        self,
        querystring: QueryString,
        in_pool: bool = True,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Run a query."""
        statement, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._run(statement, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[dict[str, Any]]:  # noqa: ARG002
        """Run a statement that is text already."""
        return await self._run(ddl, [])

    def transaction(self, *_: Any, **__: Any) -> Any:
        """Open a transaction, or a savepoint in the open one."""
        connection = innermost()
        return savepoint(connection) if connection is not None else self._database().transaction()

    def atomic(self) -> Any:
        """Return Piccolo's atomic block."""
        return Atomic(engine=self)  # type: ignore[arg-type]

    def transaction_exists(self) -> bool:
        """Return whether the task has a transaction open."""
        return innermost() is not None

    async def batch(self, *_: Any, **__: Any) -> Never:
        """Refuse: a batch would hold a connection of its own."""
        raise RuntimeError("Read in pages: a batch would hold a connection of its own")

    async def get_version(self) -> float:
        """Return the version that Piccolo asks for."""
        return self.get_version_sync()

    def get_version_sync(self) -> float:
        """Return a version with RETURNING, which Piccolo asks about.

        An older SQLite is refused when it is opened.
        """
        return 3.35

    async def prep_database(self) -> None:
        """Do nothing: the tables need no extensions."""

    async def _run(self, statement: str, args: list[Any]) -> list[dict[str, Any]]:
        if (connection := innermost()) is not None:
            return await connection.dicts(statement, args)
        reads = statement.lstrip()[:6].upper() == "SELECT"
        async with self._database().reading() if reads else self._database().transaction() as own:
            return await own.dicts(statement, args)

    def _database(self) -> Opened:
        """Return the database that was started last and is still open."""
        if not self.started:
            raise NotReady("No database is open.")
        return self.started[-1]


ENGINE = PiccoloEngine()
