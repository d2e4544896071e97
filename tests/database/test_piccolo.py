"""Piccolo's queries over our connections."""

import asyncio

import pytest
from piccolo.columns import BigInt, BigSerial, SmallInt, Text

from database.database import Database
from database.errors import AlreadyThere
from database.tables import TABLES, Program


def program(slug: str) -> Program:
    return Program(slug=slug, name="", time_zone="", languages="[]", coverage="{}", created_at=1)


async def slugs(database: Database) -> list[str]:
    async with database.reading() as connection:
        return [slug for (slug,) in await connection.rows("SELECT slug FROM program ORDER BY slug")]


async def test_a_query_sees_the_rows_of_its_transaction_and_shares_its_end(
    database: Database,
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as connection:
            await connection.run(
                "INSERT INTO program (slug, name, time_zone, languages, coverage, "
                "created_at) VALUES ('a', '', '', '', '', 1)"
            )
            assert await connection.query(Program.select(Program.slug)) == [{"slug": "a"}]
            await connection.query(Program.insert(program("b")))
            assert await connection.rows("SELECT slug FROM program ORDER BY slug") == [
                ("a",),
                ("b",),
            ]
            _ = 1 / 0
    async with database.reading() as connection:
        assert await connection.query(Program.count()) == 0


async def test_every_kind_of_query_is_compiled_for_the_connection(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.query(Program.insert(program("a"), program("b")))
        assert await connection.query(Program.exists().where(Program.slug == "a"))
        [made] = await connection.query(
            Program.update({Program.name: "Changed"})
            .where(Program.slug == "b")
            .returning(Program.id)
        )
        found = Program.select(Program.name).where(Program.id.is_in([made["id"]])).limit(1)
        assert await connection.query(found) == [{"name": "Changed"}]
        again = Program.insert(program("a")).on_conflict(Program.slug, "DO NOTHING")
        assert await connection.query(again.returning(Program.id)) == []
        await connection.query(Program.delete().where(Program.slug == "a"))
    assert await slugs(database) == ["b"]


async def test_a_query_that_no_connection_was_given_is_refused(database: Database) -> None:
    async with database.transaction():
        with pytest.raises(RuntimeError, match="on the connection of a transaction"):
            await Program.select()
        with pytest.raises(RuntimeError, match="on the connection of a transaction"):
            await program("a").save()
        for begin in (Program._meta.db.transaction, Program._meta.db.atomic):
            with pytest.raises(RuntimeError, match="on the connection of a transaction"):
                begin()
    assert await slugs(database) == []


async def test_a_query_that_would_take_every_row_is_refused(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.query(Program.insert(program("a")))
        for query in (Program.delete(), Program.update({Program.name: "x"})):
            with pytest.raises(Exception, match="Do you really want"):
                await connection.query(query)
    assert await slugs(database) == ["a"]


async def test_concurrent_queries_do_not_meet(database: Database) -> None:
    async def add(number: int) -> None:
        async with database.transaction() as connection:
            await connection.query(Program.insert(program(f"{number:02}")))
            assert await connection.query(Program.exists().where(Program.slug == f"{number:02}"))

    await asyncio.gather(*(add(number) for number in range(20)))
    assert len(await slugs(database)) == 20


async def test_queries_in_a_savepoint_are_taken_back_with_it(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.query(Program.insert(program("kept")))
        with pytest.raises(AlreadyThere):
            async with connection.savepoint():
                await connection.query(Program.insert(program("undone")))
                await connection.query(Program.insert(program("kept")))
    assert await slugs(database) == ["kept"]


async def test_a_query_runs_on_the_connection_it_is_given_whichever_database_that_is(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    """The rows are made before either dialect is known, and both transactions are open at once."""
    rows = [program("first"), program("second")]
    async with sqlite_database.transaction() as one, postgresql_database.transaction() as other:
        for connection in (one, other):
            for row in rows:
                await connection.query(Program.insert(row))
            await connection.query(Program.insert(program(connection.dialect)))
            assert await connection.query(Program.count()) == 3
    assert await slugs(sqlite_database) == ["first", "second", "sqlite"]
    assert await slugs(postgresql_database) == ["first", "postgresql", "second"]


async def test_batches_would_hold_a_connection_and_are_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="pages"):
        await Program.select().batch()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)
def test_tables_hold_integers_and_texts_alone(table: type[Program]) -> None:
    """SQLite gives other types back as text, and our connections have no converters."""
    assert {type(column) for column in table._meta.columns} <= {BigSerial, BigInt, SmallInt, Text}
    for column in table._meta.columns:
        if column._meta.null:
            assert column.default is None, f"{column}: a row without it would hold '' or 0"
