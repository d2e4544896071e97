"""A database from before the ledger keeps everything.

What lay in its bin already is emptied from then on.
"""

import pytest

from database.database import Connection
from database.migrate import migrate, steps
from recovery.retention import DAY, apply_retention
from recovery.startup_recovery import catch_up
from tests.fixtures.cast import NOW, a_device_of_then, a_person, a_program
from tests.fixtures.opening import open_database

STEP = "0003_ledger"
ROW = """
    INSERT INTO record (stream, record, seq, program, entity, state, heads, body, covered, history)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{}')"""
KEPT = (
    "SELECT stream, record, seq, program, entity, state, heads, body, kept, covered, history "
    "FROM record ORDER BY seq"
)
ONE, TWO = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"
HEADS = f'{{"words":[["{ONE}",[1,0,1,1]]]}}'
REMOVED = f'{{"heads":{{"words":["{ONE}"]}}}}'
REFUSED = f'{{"what":[["{TWO}",[{NOW - 200 * DAY},0,0,0]]]}}'


async def fill(connection: Connection) -> None:
    program = await a_program(connection)
    person = await a_person(connection, program)
    await a_device_of_then(connection, person)
    add = (
        "INSERT INTO stream (program, kind, person, head, live) VALUES ($1, $2, $3, 3, 1) "
        "RETURNING id"
    )
    stream, account = [
        int(await connection.value(add, program.id, kind, person.id)) for kind in ("own", "account")
    ]
    await connection.run(
        ROW,
        stream,
        "removed",
        1,
        program.id,
        "goal",
        1,
        HEADS,
        '{"words":{"title":"old-token"}}',
        REMOVED,
    )
    await connection.run(
        ROW, stream, "live", 2, program.id, "goal", 0, HEADS, '{"words":{"title":"stays"}}', None
    )
    await connection.run(
        ROW,
        account,
        "refused",
        3,
        program.id,
        "refused_write",
        0,
        REFUSED,
        '{"what":{"words":"old-token"}}',
        None,
    )


async def test_everything_is_kept_and_time_begins(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(empty_database_url)
    await database.start()
    with monkeypatch.context() as patched:
        earlier = [name for name in steps() if name < STEP]
        patched.setattr("database.migrate.steps", lambda: earlier)
        await migrate(database)
    async with database.transaction() as connection:
        await fill(connection)
        before = await connection.rows(KEPT)

    assert STEP in await migrate(database)
    async with database.reading() as connection:
        assert await connection.rows(KEPT) == before
    assert not await catch_up(database, epoch="no", now=NOW), (
        "a first start with a ledger is no restore"
    )

    assert (await apply_retention(database, now=NOW)).refused == 1
    assert (await apply_retention(database, now=NOW + 90 * DAY)).emptied == 1
    async with database.reading() as connection:
        bodies = dict(await connection.rows("SELECT record, body FROM record"))
    assert bodies == {"removed": "{}", "refused": "{}", "live": '{"words":{"title":"stays"}}'}
    await database.stop()
