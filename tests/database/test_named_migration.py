"""What names a record is found by a column.

So is what was written before that column, or by a former version meanwhile.
"""

import re

import pytest

from database.database import Connection, Database
from database.migrate import migrate, steps
from domain.standing import NAMING
from records.naming import NAMING_ROWS
from records.streams import stream_transaction
from tests.fixtures.cast import NOW, a_device, a_person, a_program
from tests.fixtures.opening import open_database

STEP = "0014_named"
ROW = """
    INSERT INTO record (stream, record, seq, program, entity, state, heads, body, history)
    VALUES ($1, $2, $3, $4, $5, 0, '{}', $6, '{}')"""
GOAL = "00000000-0000-7000-8000-00000000000a"
ROWS = (
    ("own", "goal_step", f'{{"goal":{{"goal":"{GOAL}"}},"words":{{"text":"Ring"}}}}'),
    ("own", "goal_progress", f'{{"words":{{"goal":"{GOAL}","note":"Rang"}}}}'),
    ("own", "recovery_period", f'{{"clock":{{"clock":"{GOAL}"}}}}'),
    (
        "account",
        "refused_write",
        f'{{"what":{{"entity":"goal","record":"{GOAL}","words":"{{}}"}}}}',
    ),
    (
        "account",
        "refused_write",
        (
            f'{{"what":{{"entity":"goal_step","record":"x",'
            f'"words":"{{\\"goal\\":{{\\"goal\\":\\"{GOAL}\\"}}}}"}}}}'
        ),
    ),
)
OTHERS = (
    ("own", "goal_step", '{"goal":{"goal":"00000000-0000-7000-8000-00000000000b"}}'),
    ("own", "journal_note", f'{{"words":{{"text":"{GOAL}"}}}}'),
    (
        "account",
        "refused_write",
        '{"what":{"entity":"goal_step","record":"' + "x" * 3_000 + '","words":"not JSON"}}',
    ),
    ("account", "refused_write", '{"what":{"entity":null,"record":7,"words":"[]"}}'),
    ("account", "refused_write", "{}"),
)


async def fill(connection: Connection) -> dict[str, int]:
    program = await a_program(connection)
    person = await a_person(connection, program)
    await a_device(connection, person)
    add = (
        "INSERT INTO stream (program, kind, person, head, live) VALUES ($1, $2, $3, 50, 0) "
        "RETURNING id"
    )
    streams = {
        kind: int(await connection.value(add, program.id, kind, person.id))
        for kind in ("own", "account")
    }
    for number, (kind, entity, body) in enumerate((*ROWS, *OTHERS), start=1):
        await connection.run(ROW, streams[kind], record(number), number, program.id, entity, body)
    return streams


def record(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012}"


@pytest.mark.parametrize(
    "meanwhile", [False, True], ids=["before the step", "by a former version after it"]
)
async def test_what_names_a_record_is_found(
    meanwhile: bool, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(empty_database_url)
    await database.start()
    with monkeypatch.context() as patched:
        earlier = [name for name in steps() if name < STEP]
        patched.setattr("database.migrate.steps", lambda: earlier)
        await migrate(database)
    if meanwhile:
        await migrate(database)
    async with database.transaction() as connection:
        streams = await fill(connection)
    await migrate(database)

    async with stream_transaction(database, streams.values(), now=NOW) as writer:
        found = await writer.mentioning([GOAL], NAMING)
        assert {each.record for each in found.values()} == {
            record(number) for number in range(1, len(ROWS) + 1)
        }
        rows = await writer.naming([GOAL], NAMING)
        assert {row.record for row in rows} == {each.record for each in found.values()}
        assert await writer.count_parts([GOAL]) == ({} if meanwhile else {GOAL: 3})
    await database.stop()


async def test_no_look_up_reads_a_whole_stream(sqlite_database: Database) -> None:
    """Each of its three ways goes by an index of its own."""
    async with sqlite_database.reading() as connection:
        rows = await connection.rows(
            f"EXPLAIN QUERY PLAN {NAMING_ROWS.sqlite}", "[1]", f'["{GOAL}"]', 10
        )
    plan = "\n".join(f"{row[-1]}" for row in rows)
    assert re.findall(r"USING (?:COVERING )?INDEX (\w+) \(([^)]*)\)", plan) == [
        ("record_of_whole", "stream=? AND whole=?"),
        ("record_about", "stream=? AND about=?"),
        ("record_unnamed", "stream=?"),
    ]
    assert "SCAN record" not in plan
