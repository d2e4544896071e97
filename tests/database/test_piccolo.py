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


async def test_a_query_inside_a_transaction_sees_its_rows_and_shares_its_end(
    database: Database,
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as connection:
            await connection.run(
                "INSERT INTO program (slug, name, time_zone, languages, coverage, "
                "created_at) VALUES ('a', '', '', '', '', 1)"
            )
            assert await Program.select(Program.slug) == [{"slug": "a"}]
            await Program.insert(program("b"))
            assert await slugs(database) == ["a", "b"]
            _ = 1 / 0
    assert await Program.count() == 0


async def test_a_query_outside_has_a_transaction_of_its_own(database: Database) -> None:
    await Program.insert(program("a"), program("b"))
    assert await slugs(database) == ["a", "b"]
    assert await Program.exists().where(Program.slug == "a")
    made = await Program.objects().get(Program.slug == "b")
    assert made is not None
    made.name = "Changed"
    await made.save()
    assert await Program.select(Program.name).where(Program.slug == "b").first() == {
        "name": "Changed"
    }
    assert database.current() is None


async def test_concurrent_queries_do_not_meet(database: Database) -> None:
    async def add(number: int) -> None:
        async with database.transaction():
            await Program.insert(program(f"{number:02}"))
            assert await Program.exists().where(Program.slug == f"{number:02}")

    await asyncio.gather(*(add(number) for number in range(20)))
    assert len(await slugs(database)) == 20


async def test_piccolos_own_transactions_nest_for_real(database: Database) -> None:
    engine = Program._meta.db
    async with engine.transaction():
        await Program.insert(program("kept"))
        with pytest.raises(AlreadyThere):
            async with engine.transaction():
                await Program.insert(program("undone"))
                await Program.insert(program("kept"))
        assert engine.transaction_exists()
    assert await slugs(database) == ["kept"]
    atomic = engine.atomic()
    atomic.add(Program.insert(program("one")), Program.insert(program("one")))
    with pytest.raises(AlreadyThere):
        await atomic
    assert await slugs(database) == ["kept"]


async def test_a_query_runs_in_the_transaction_it_stands_in_whichever_database_that_is(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    for database in (sqlite_database, postgresql_database):
        async with database.transaction():
            await Program.insert(program(database.dialect))
            async with Program._meta.db.transaction():
                await Program.insert(program("nested"))
            assert await Program.count() == 2
    assert await slugs(sqlite_database) == ["nested", "sqlite"]
    assert await slugs(postgresql_database) == ["nested", "postgresql"]


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
