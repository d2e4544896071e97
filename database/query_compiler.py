"""Piccolo's engine, which says in which dialect a query is compiled and connects to nothing.

A query is compiled and run by the connection that it is passed to, `connection.query(…)`. The stock
engines connect in their constructors, find their transaction through a context variable, open a
connection for every SQLite query, and leak it when BEGIN or COMMIT fails
(docs/decisions/0049-piccolo-compiles.md).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Never

from piccolo.engine.base import Engine
from piccolo.querystring import QueryString

PICCOLO_NAMES = {"sqlite": "sqlite", "postgresql": "postgres"}
RICHEST = "postgres"
"""While a query is put together no dialect is known; what SQLite lacks is an error there."""


class QueryCompiler(Engine[Any]):
    """The one engine of both databases; the connection that compiles says which it is."""

    def __init__(self) -> None:
        self.engine_type = RICHEST
        self.log_queries = self.log_responses = False
        self.query_id = 0

    def compiled(self, query: Any, dialect: str) -> list[tuple[str, list[Any]]]:
        """Return the statements of a query, each with its arguments.

        Raises what Piccolo finds wrong with it.
        """
        query._validate()  # noqa: SLF001 - refuses to update or delete every row
        with self._speaking(PICCOLO_NAMES[dialect]) as name:
            return [each.compile_string(engine_type=name) for each in query.querystrings]

    @contextmanager
    def _speaking(self, name: str) -> Iterator[str]:
        """Answer with this dialect; nothing is awaited inside, so no other task sees it."""
        self.engine_type = name
        try:
            yield name
        finally:
            self.engine_type = RICHEST

    async def run_querystring(
        self,
        querystring: QueryString,  # noqa: ARG002
        in_pool: bool = True,  # noqa: ARG002
    ) -> Never:
        """Refuse a query that is awaited by itself."""
        raise _unpassed()

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Never:  # noqa: ARG002
        """Refuse: tables are made by migrations."""
        raise _unpassed()

    def transaction(self, *_: Any, **__: Any) -> Never:
        """Refuse: transactions are the database's."""
        raise _unpassed()

    def atomic(self) -> Never:
        """Refuse, as `transaction`."""
        raise _unpassed()

    def transaction_exists(self) -> bool:
        """Return that Piccolo has none."""
        return False

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
        """Prepare nothing: the tables need no extensions."""


class NextNumber(QueryString):
    """What an INSERT says for a number that the database gives.

    Piccolo's own is settled when the row is made, too early.
    """

    def __init__(self) -> None:
        super().__init__("DEFAULT")

    def bundle(self, start_index: int = 1, bundled: Any = None, combined_args: Any = None) -> Any:
        """Add the word of the dialect that is compiled."""
        spelled = QueryString("NULL" if COMPILER.engine_type == "sqlite" else "DEFAULT")
        return spelled.bundle(start_index, bundled, combined_args)


def _unpassed() -> RuntimeError:
    return RuntimeError("A query runs on the connection of a transaction: connection.query(…)")


COMPILER = QueryCompiler()


def bind(tables: Sequence[Any]) -> None:
    """Make Piccolo's tables ask this engine, and their numbers wait for the dialect."""
    for table in tables:
        table._meta.db = COMPILER  # noqa: SLF001 - Piccolo publishes no other way
        for column in table._meta.columns:  # noqa: SLF001
            if type(column).__name__ == "BigSerial":
                column.default = NextNumber
