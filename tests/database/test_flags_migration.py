"""Everyone who was there before support flags has a stream for them, with its readers."""

import pytest

from database.database import Connection, Database
from database.migrate import migrate, steps
from tests.fixtures.opening import open_database

STEP = "0004_flags"
PEOPLE = {
    "tasha": "participant",
    "ray": "participant",
    "marcus": "peer",
    "elena": "peer",
    "ruth": "supervisor",
    "gone": "supervisor",
    "imani": "admin",
}
PERSON = """
    INSERT INTO person (uuid, program, kind, role, display_name, language, time_zone, zone_mode,
        status, created_at)
    VALUES ($1, $2, $3, $4, $1, 'en', 'UTC', 'home', $5, 1) RETURNING id"""
ASSIGNMENT = """
    INSERT INTO assignment (uuid, program, participant, peer, kind, status, stream, starts_on)
    VALUES ($1, $2, $3, $4, $5, $6, 0, '2026-09-01')"""
READERS = """
    SELECT owner.uuid, reading.uuid, r.role FROM reader r JOIN stream s ON s.id = r.stream
        AND s.kind = 'flags'
    JOIN person owner ON owner.id = s.person JOIN person reading ON reading.id = r.person
    WHERE r.program = s.program AND s.program = owner.program AND s.head = 0"""


async def people_of(connection: Connection, program: str) -> dict[str, int]:
    statement = (
        "INSERT INTO program (slug, name, time_zone, languages, coverage, created_at) "
        "VALUES ($1, $1, 'UTC', '[]', '{}', 1) RETURNING id"
    )
    id_ = await connection.value(statement, program)
    ids = {"program": id_}
    for name, role in PEOPLE.items():
        kind = "participant" if role == "participant" else "staff"
        ids[name] = await connection.value(
            PERSON, f"{name} {program}", id_, kind, role, "removed" if name == "gone" else "active"
        )
    return ids


async def assign(
    connection: Connection, program: str, ids: dict[str, int], peer: str, kind: str, status: str
) -> None:
    uuid = f"{program} {peer} {kind} {status}"
    await connection.run(ASSIGNMENT, uuid, ids["program"], ids["tasha"], ids[peer], kind, status)


@pytest.fixture
async def as_it_was(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Two programs of before the step.

    Tasha has had Elena and has Marcus, who covered before; in the second, Elena covers.
    """
    database = open_database(empty_database_url)
    await database.start()
    earlier = [name for name in steps() if name < STEP]
    with monkeypatch.context() as patch:
        patch.setattr("database.migrate.steps", lambda: earlier)
        assert await migrate(database) == earlier
    async with database.transaction() as connection:
        for program in ("lantern", "harbour"):
            ids = await people_of(connection, program)
            await assign(connection, program, ids, "marcus", "backup", "ended")
            await assign(connection, program, ids, "marcus", "primary", "active")
            await assign(connection, program, ids, "elena", "primary", "ended")
            if program == "harbour":
                await assign(connection, program, ids, "elena", "backup", "active")
                await assign(connection, program, ids, "marcus", "backup", "active")
    return database


async def test_everyone_gets_a_stream_of_flags_with_its_readers(as_it_was: Database) -> None:
    assert STEP in await migrate(as_it_was)

    async with as_it_was.reading() as connection:
        found = {
            (*owner.split(), reading, role)
            for owner, reading, role in await connection.rows(READERS)
        }
    expected = {
        ("tasha", "lantern", "tasha lantern", "participant"),
        ("tasha", "lantern", "marcus lantern", "peer"),
        ("tasha", "lantern", "ruth lantern", "reader"),
        ("ray", "lantern", "ray lantern", "participant"),
        ("ray", "lantern", "ruth lantern", "reader"),
        ("tasha", "harbour", "tasha harbour", "participant"),
        ("tasha", "harbour", "marcus harbour", "peer"),
        ("tasha", "harbour", "elena harbour", "peer"),
        ("tasha", "harbour", "ruth harbour", "reader"),
        ("ray", "harbour", "ray harbour", "participant"),
        ("ray", "harbour", "ruth harbour", "reader"),
    }
    await as_it_was.stop()
    assert found == expected
