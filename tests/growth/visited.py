"""How much a database looks at.

Rows that a plan of PostgreSQL went through, steps of SQLite's machine.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from database.database import Database
from database.engines.postgresql import PostgresqlConnection
from database.engines.sqlite import SqliteConnections

EVERY = 10
"""Steps of SQLite between two counts."""
EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class Visits:
    def __init__(self) -> None:
        self.count = 0
        self.of: dict[str, int] = {}

    def add(self, statement: str, rows: int) -> None:
        self.count += rows
        self.of[statement] = self.of.get(statement, 0) + rows

    def start(self) -> None:
        self.count, self.of = 0, {}


@contextmanager
def visits(database: Database) -> Iterator[Visits]:
    """Of every statement that runs on this database meanwhile."""
    counting = _of_postgresql if database.dialect == "postgresql" else _of_sqlite
    with counting(database) as counted:
        yield counted


@contextmanager
def _of_sqlite(database: Database) -> Iterator[Visits]:
    connections = database._connections
    assert isinstance(connections, SqliteConnections)
    assert connections._writer is not None
    found, raws = Visits(), [connections._writer.raw, *connections._readers._idle]

    def count() -> int:
        found.count += EVERY
        return 0

    for raw in raws:
        raw.set_progress_handler(count, EVERY)
    yield found
    for raw in raws:
        raw.set_progress_handler(None, 0)


@contextmanager
def _of_postgresql(database: Database) -> Iterator[Visits]:
    """Each statement is explained by running it before, in a savepoint where it writes."""
    found, plain = Visits(), PostgresqlConnection._do

    async def counted(self: PostgresqlConnection, call: Any, statement: str, *args: Any) -> Any:
        if statement.lstrip().startswith(EXPLAINED):
            each = args[0][0] if call == self.raw.executemany and args[0] else args
            found.add(statement, await _rows_of(self.raw, statement, each))
        return await plain(self, call, statement, *args)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PostgresqlConnection, "_do", counted)
        yield found


async def _rows_of(raw: Any, statement: str, args: Any) -> int:
    within = raw.is_in_transaction()
    await raw.execute("SAVEPOINT explained" if within else "BEGIN")
    try:
        [[plan]] = await raw.fetch(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", *args)
        return sum(_visited(each["Plan"]) for each in json.loads(plan))
    except Exception:  # noqa: BLE001 - it fails again where it counts
        return 0
    finally:
        await raw.execute("ROLLBACK TO SAVEPOINT explained" if within else "ROLLBACK")


def _visited(node: dict[str, Any]) -> int:
    thrown_away = sum(rows for name, rows in node.items() if name.startswith("Rows Removed"))
    own = (node["Actual Rows"] + thrown_away) * node["Actual Loops"]
    return int(own) + sum(map(_visited, node.get("Plans", ())))
