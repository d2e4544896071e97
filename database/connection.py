"""One transaction's connection: statements in, plain tuples out, the same on both engines."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Literal, Protocol

from msgspec import Struct

from database.query_compiler import COMPILER

Dialect = Literal["sqlite", "postgresql"]
PLACEHOLDER = re.compile(r"\$(\d+)")


class Sql(Struct, frozen=True):
    """A statement that the engines spell differently.

    Both use $1, $2 … as placeholders.
    """

    sqlite: str
    postgresql: str


@lru_cache(maxsize=1024)
def numbered(statement: str) -> str:
    """Return the statement with SQLite's spelling of the placeholders: ?1 for $1."""
    return PLACEHOLDER.sub(r"?\1", statement)


class LedgerFile(Protocol):
    """The ledger of the database whose transaction this is (`database.ledger`)."""

    erased: asyncio.Event

    def read(self) -> list[Any]:
        """Return every entry."""

    def append(self, entries: Iterable[Any], first: Any = None) -> None:
        """Write entries to the disk."""


class Announcer(Protocol):
    """What tells devices of streams that moved (`database.pokes`)."""

    def tell(self, heads: dict[int, int]) -> None:
        """Tell of streams, by their new heads."""


class RenamedPeople(Protocol):
    """What waits for names that may have changed (`database.renamed`)."""

    def tell(self, people: Iterable[int]) -> None:
        """Tell of people who may have chosen another name."""


class Resources(Struct, frozen=True):
    """What a transaction of a database reaches beside its tables."""

    ledger: LedgerFile
    pokes: Announcer
    renamed: RenamedPeople
    projections: object


class Connection(ABC):
    """A connection for the length of one transaction, in the task that opened it and in no other.

    Raises `AlreadyThere`, `Busy` or `Unavailable` (`database.errors`), or the driver's own error
    where the statement is wrong.
    """

    dialect: Dialect

    def __init__(self, *, writes: bool) -> None:
        self.writes = writes
        self.calls: list[Callable[[], None]] = []
        self._resources: Resources | None = None
        self.noted: list[str] = []
        self.doing_again = False
        self.depth = 0
        self._owner = asyncio.current_task()

    @abstractmethod
    async def rows(self, sql: str | Sql, *args: Any) -> list[tuple[Any, ...]]:
        """Return all rows."""

    @abstractmethod
    async def row(self, sql: str | Sql, *args: Any) -> tuple[Any, ...] | None:
        """Return the first row; None where there is none."""

    @abstractmethod
    async def run(self, sql: str | Sql, *args: Any) -> None:
        """Run a statement.

        Without placeholders PostgreSQL takes several statements at once; SQLite takes one.
        """

    @abstractmethod
    async def run_many(self, sql: str | Sql, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run the statement once for each row."""

    @abstractmethod
    async def dicts(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        """Return rows by column, for Piccolo's queries, which come in the engine's own spelling."""

    async def query(self, query: Any) -> Any:
        """Compile a query of Piccolo's in this connection's dialect, run it, return its answer."""
        [(statement, args)] = COMPILER.compiled(query, self.dialect)
        return await query.response_handler(await self.dicts(statement, args))

    async def value(self, sql: str | Sql, *args: Any) -> Any:
        """Return the first column of the first row; None where there is no row."""
        found = await self.row(sql, *args)
        return found[0] if found is not None else None

    @property
    def resources(self) -> Resources:
        """Return what the transaction reaches; RuntimeError in a reading, which has none."""
        if self._resources is None:
            raise RuntimeError("Only a transaction has a ledger, and tells of what it wrote")
        return self._resources

    def equip(self, resources: Resources) -> None:
        """Make it a transaction of the database that these belong to."""
        self._resources = resources

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Run a part of the transaction that is rolled back by itself when the block raises.

        Raises RuntimeError in a reading.
        """
        if not self.writes:
            raise RuntimeError("A reading has no savepoints")
        name, calls = f"nested_{self.depth}", len(self.calls)
        await self.run(f"SAVEPOINT {name}")
        self.depth += 1
        try:
            yield
        except BaseException:
            # What waited for this part's commit must not happen when the transaction commits.
            del self.calls[calls:]
            await self.run(f"ROLLBACK TO SAVEPOINT {name}")
            await self.run(f"RELEASE SAVEPOINT {name}")
            raise
        else:
            await self.run(f"RELEASE SAVEPOINT {name}")
        finally:
            self.depth -= 1

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this soon after the commit is durable, outside of any transaction.

        Never if it is rolled back.
        """
        self.calls.append(call)

    def made_durable(self) -> None:
        """Call what waited for the commit.

        An error in one of them goes to the loop's handler and stops no other.
        """
        loop = asyncio.get_running_loop()
        for call in self.calls:
            loop.call_soon(call)

    def is_mine(self) -> bool:
        """Return whether the current task opened it, and it is still open."""
        return self._owner is not None and self._owner is asyncio.current_task()

    def close(self) -> None:
        """Take no statement from now on."""
        self._owner = None

    def claim(self) -> None:
        """Raise RuntimeError where another task, or a task after the end, would use it."""
        if not self.is_mine():
            raise RuntimeError(
                "A transaction belongs to the task that opened it, for as long as it is open"
            )
