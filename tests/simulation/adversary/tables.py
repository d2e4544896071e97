"""Every table as it stands, by its rows' keys, and which rows are not as they were."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from database.database import Database

Row = tuple[Any, ...]
Rows = dict[Row, Row]

KEYS = {
    "record": ("stream", "record"),
    "stream": ("id",),
    "receipt": ("person", "mutation"),
    "past_receipt": ("shelf", "mutation"),
    "reader": ("person", "stream"),
    "assignment": ("id",),
    "person": ("id",),
    "device": ("id",),
    "ledger": ("entry",),
    "notice": ("id",),
    "nudge_schedule": ("stream", "plan"),
}
"""Of tables whose rows change; of any other the whole row is its key."""
UNREAD = ("migration", "deployment", "attempt", "sqlite_sequence")

NAMES = {
    "sqlite": (
        "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c "
        "WHERE m.type = 'table' ORDER BY m.name, c.cid"
    ),
    "postgresql": """
        SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
        ORDER BY table_name, ordinal_position""",
}
LIVE, REMOVED, EMPTIED, ERASED, HIDDEN = range(5)
"""States as they are stored."""


class Changed(Struct, frozen=True):
    """One row, as it was and as it is; None where it was not there, or is no longer."""

    before: Row | None
    after: Row | None


class Layout:
    """The tables' columns, asked of the database itself.

    A new table is watched from the day on which it is there.
    """

    def __init__(self, columns: dict[str, list[str]]) -> None:
        self.columns = columns
        self._select = {
            name: f"SELECT {', '.join(names)} FROM {name}" for name, names in columns.items()
        }
        self._keys = {
            name: [names.index(each) for each in KEYS.get(name, names)]
            for name, names in columns.items()
        }

    @classmethod
    async def of(cls, database: Database) -> "Layout":
        columns: dict[str, list[str]] = {}
        async with database.reading() as connection:
            for table, column in await connection.rows(NAMES[database.dialect]):
                if table not in UNREAD:
                    columns.setdefault(table, []).append(column)
        return cls(columns)

    async def read(self, database: Database) -> "Tables":
        found: dict[str, Rows] = {}
        async with database.reading() as connection:
            for name, select in self._select.items():
                key = self._keys[name]
                found[name] = {
                    tuple(row[at] for at in key): row for row in await connection.rows(select)
                }
        return Tables(self, found)


class Tables:
    """All rows at one moment."""

    def __init__(self, layout: Layout, rows: dict[str, Rows]) -> None:
        self.layout = layout
        self.rows = rows

    def named(self, table: str, row: Row) -> dict[str, Any]:
        return dict(zip(self.layout.columns[table], row, strict=True))

    def all(self, table: str) -> Iterator[dict[str, Any]]:
        for row in self.rows.get(table, {}).values():
            yield self.named(table, row)

    def record(self, stream: int, record: str) -> "Seen | None":
        row = self.rows["record"].get((stream, record))
        return None if row is None else Seen(self.named("record", row))

    @cached_property
    def records(self) -> list["Seen"]:
        return [Seen(each) for each in self.all("record")]

    @cached_property
    def shelves(self) -> dict[str, dict[str, Any]]:
        """Receipts that have left their record's row."""
        found: dict[str, dict[str, Any]] = {}
        for each in self.all("past_receipt"):
            found.setdefault(each["shelf"], {})[each["mutation"]] = msgspec.json.decode(
                each["receipt"]
            )
        return found

    def receipts(self, row: "Seen") -> dict[str, Any]:
        """Of the mutations that were applied to the record, wherever they are kept."""
        return (
            self.shelves.get(row.row["shelf"], {}) | row.history
            if row.row.get("shelf")
            else row.history
        )

    @cached_property
    def streams(self) -> dict[int, dict[str, Any]]:
        return {each["id"]: each for each in self.all("stream")}

    def roles(self, person: int) -> dict[int, str]:
        """The person's role in each stream that they read."""
        return {
            each["stream"]: each["role"] for each in self.all("reader") if each["person"] == person
        }

    def since(self, before: "Tables") -> dict[str, dict[Row, Changed]]:
        """The rows that are not as they were, by table and key."""
        return {
            name: _changed(before.rows[name], rows)
            for name, rows in self.rows.items()
            if rows != before.rows[name]
        }


class Seen:
    """A row of `record`, its columns decoded where they are asked for."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.stream: int = row["stream"]
        self.record: str = row["record"]
        self.entity: str = row["entity"]
        self.state: int = row["state"]
        self.seq: int = row["seq"]

    @property
    def place(self) -> tuple[int, str]:
        return self.stream, self.record

    @cached_property
    def heads(self) -> dict[str, list[Any]]:
        return msgspec.json.decode(self.row["heads"] or "{}", type=dict[str, list[Any]])

    @cached_property
    def body(self) -> dict[str, dict[str, Any]]:
        return msgspec.json.decode(self.row["body"] or "{}", type=dict[str, dict[str, Any]])

    @cached_property
    def kept(self) -> dict[str, dict[str, Any]]:
        return msgspec.json.decode(self.row["kept"] or "{}", type=dict[str, dict[str, Any]])

    @cached_property
    def aside(self) -> dict[str, dict[str, Any]]:
        return msgspec.json.decode(self.row["covered"] or "{}", type=dict[str, dict[str, Any]])

    @cached_property
    def dismissed(self) -> dict[str, dict[str, Any]]:
        return msgspec.json.decode(self.row["dismissed"] or "{}", type=dict[str, dict[str, Any]])

    @cached_property
    def history(self) -> dict[str, Any]:
        return msgspec.json.decode(self.row["history"] or "{}", type=dict[str, Any])

    @property
    def versions(self) -> dict[str, Any]:
        """What is known of each group, by where it is kept."""
        told = {
            "heads": self.heads,
            "body": self.body,
            "kept": self.kept,
            "dismissed": self.dismissed,
        }
        return told | {f"{name} aside": held for name, held in self.aside.items()}


def _changed(before: Rows, after: Rows) -> dict[Row, Changed]:
    keys = before.keys() | after.keys()
    return {
        key: Changed(before.get(key), after.get(key))
        for key in keys
        if before.get(key) != after.get(key)
    }
