"""The migrated tables are the same on both engines, and those that `database/tables.py` names."""

from typing import Any

import pytest
from piccolo.table import Table

from database.database import Database
from database.errors import AlreadyThere
from database.tables import TABLES
from tests.fixtures.cast import a_person, a_program

NAMES = {table._meta.tablename for table in TABLES}
POSTGRESQL_COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable = 'YES' FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'migration'"""
SQLITE_TABLES = """
    SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'migration'
      AND name NOT LIKE 'sqlite_%'"""
POSTGRESQL_INDEXES = """
    SELECT t.relname, i.indisunique, i.indpred IS NOT NULL,
        array_to_string(ARRAY(SELECT a.attname FROM unnest(i.indkey::int[])
            WITH ORDINALITY AS k(n, place)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.place), ',')
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE n.nspname = 'public' AND t.relname <> 'migration'"""

Column = tuple[str, str, str, bool]
Index = tuple[str, bool, bool, str]


async def sqlite_columns(database: Database) -> set[Column]:
    async with database.reading() as connection:
        names = [name for (name,) in await connection.rows(SQLITE_TABLES)]
        return {
            (table, name, "bigint" if kind == "INTEGER" else kind.lower(), not (required or key))
            for table in names
            for _, name, kind, required, _, key in await connection.rows(
                f"PRAGMA table_info({table})"
            )
        }


async def sqlite_indexes(database: Database) -> set[Index]:
    found = set()
    async with database.reading() as connection:
        for table in NAMES:
            for _, name, unique, _, partial in await connection.rows(f"PRAGMA index_list({table})"):
                # An expression in an index has no name; PostgreSQL's list above leaves it out too.
                columns = ",".join(
                    row[2] for row in await connection.rows(f"PRAGMA index_info({name})") if row[2]
                )
                found.add((table, bool(unique), bool(partial), columns))
            if [
                row
                for row in await connection.rows(f"PRAGMA table_info({table})")
                if row[1] == "id" and row[5]
            ]:
                found.add((table, True, False, "id"))
    return found


async def postgresql(database: Database, statement: str) -> set[Any]:
    async with database.reading() as connection:
        return set(await connection.rows(statement))


async def test_both_engines_have_the_same_columns_and_those_that_piccolo_knows(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    columns = await sqlite_columns(sqlite_database)
    assert columns == await postgresql(postgresql_database, POSTGRESQL_COLUMNS)
    kinds = {"bigserial": "bigint", "bigint": "bigint", "smallint": "smallint", "text": "text"}
    assert columns == {
        (
            table._meta.tablename,
            column._meta.name,
            kinds[column.column_type.lower()],
            column._meta.null,
        )
        for table in TABLES
        for column in table._meta.columns
    }


def test_every_table_that_is_declared_is_among_the_tables() -> None:
    """One that is left out would be held against nothing, and asked without its engine."""
    declared = {each for each in Table.__subclasses__() if each.__module__.startswith("database.")}
    assert declared == set(TABLES)


async def test_both_engines_have_the_same_indexes(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    indexes = await sqlite_indexes(sqlite_database)
    assert indexes == await postgresql(postgresql_database, POSTGRESQL_INDEXES)
    assert {
        ("record", True, False, "stream,record"),
        ("record", True, False, "stream,seq"),
        ("notice", True, False, "stream,source,local_date,slot,person"),
        ("notice", False, False, "state,due_at"),
        ("stream", True, True, "person,kind"),
        ("reader", True, False, "person,stream"),
        ("receipt", True, False, "person,mutation"),
    } <= indexes


async def test_every_table_bears_its_program() -> None:
    without = {
        table._meta.tablename
        for table in TABLES
        if "program" not in {column._meta.name for column in table._meta.columns}
    }
    assert without == {"program", "deployment", "attempt", "known_source", "ledger"}


async def test_an_id_is_never_given_out_again(database: Database) -> None:
    async with database.transaction() as connection:
        program = await a_program(connection)
        first = await a_person(connection, program)
        await connection.run("DELETE FROM person WHERE id = $1", first.id)
        second = await a_person(connection, program)
    assert second.id > first.id


RECORD = """
    INSERT INTO record (stream, record, seq, program, entity, state, heads, body, history)
    VALUES ($1, $2, $3, 1, 'goal', 0, '{}', '{}', '{}')"""


@pytest.mark.parametrize(
    "again", [(1, "a", 9), (1, "z", 1)], ids=["a record twice", "a number twice"]
)
async def test_a_stream_holds_a_record_and_a_number_once(
    database: Database, again: tuple[int, str, int]
) -> None:
    async with database.transaction() as connection:
        await connection.run_many(RECORD, [(1, "a", 1), (1, "b", 2), (2, "a", 1)])
    with pytest.raises(AlreadyThere):
        async with database.transaction() as connection:
            await connection.run(RECORD, *again)
