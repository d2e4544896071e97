"""Piccolo's engines over our connections: its queries run in the task's transaction, or in one of their own.

The stock engines connect in their constructors, open a connection for every SQLite query, and leak it when BEGIN or COMMIT
fails. None of their connecting is used here.
"""

from typing import TYPE_CHECKING, Any, Never

from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import QueryString

if TYPE_CHECKING:
    from storage.database import Database


class _OverOurConnections:
    """What both engines override. `transaction()` nests as a savepoint, unlike Piccolo's own."""

    database: "Database"
    engine_type: str

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[dict[str, Any]]:  # noqa: ARG002
        statement, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._run(statement, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[dict[str, Any]]:  # noqa: ARG002
        return await self._run(ddl, [])

    def transaction(self, *_: Any, **__: Any) -> Any:
        return self.database.transaction()

    def transaction_exists(self) -> bool:
        return self.database.current() is not None

    async def batch(self, *_: Any, **__: Any) -> Never:
        raise RuntimeError("Read in pages: a batch would hold a connection of its own")

    async def _run(self, statement: str, args: list[Any]) -> list[dict[str, Any]]:
        reads = statement.lstrip()[:6].upper() == "SELECT"
        async with self.database.reading() if reads else self.database.transaction() as connection:
            return await connection.dicts(statement, args)


class PiccoloSqlite(_OverOurConnections, SQLiteEngine):
    def __init__(self, database: "Database") -> None:
        _without_connecting(self, database, "sqlite")


class PiccoloPostgresql(_OverOurConnections, PostgresEngine):
    def __init__(self, database: "Database") -> None:
        _without_connecting(self, database, "postgres")
        self.extra_nodes = {}
        self.pool = None


def bind(database: "Database") -> None:
    """Makes every table's queries run on this database. The last one bound in a process has them."""
    from storage.tables import TABLES

    engine = PiccoloSqlite(database) if database.dialect == "sqlite" else PiccoloPostgresql(database)
    for table in TABLES:
        table._meta.db = engine  # noqa: SLF001 - Piccolo publishes no other way


def _without_connecting(engine: Any, database: "Database", engine_type: str) -> None:
    engine.database = database
    engine.engine_type = engine_type
    engine.log_queries = engine.log_responses = False
    engine.query_id = 0
