"""A backup is a copy that can be restored, with everything in it and a new epoch (security: I1)."""

import asyncio
import os
import stat
from pathlib import Path

import pytest

import accounts
from database.database import Database
from database.errors import Unavailable
from domain.errors import BadInput, Conflict, NotReady
from recovery.backup import backup, restore
from tests.fixtures.cast import a_device, a_person, a_program
from tests.fixtures.opening import ledger_beside, open_database

INSERT = "INSERT INTO attempt (bucket, window_start, tries) VALUES ('while it ran', $1, 1)"


@pytest.fixture
async def kept(database: Database, tmp_path: Path) -> Path:
    async with database.transaction() as connection:
        await a_device(connection, await a_person(connection, await a_program(connection)))
    await backup(database, tmp_path / "backup")
    return tmp_path / "backup"


async def test_what_was_backed_up_comes_back_under_a_new_epoch(
    database: Database, kept: Path, empty_of_same: str
) -> None:
    await restore(
        empty_of_same,
        kept,
        epoch="after",
        ledger=ledger_beside(empty_of_same),
        others=[database.ledger.path],
    )
    async with database.reading() as connection:
        before = await accounts.programs(connection)
    restored = open_database(empty_of_same)
    await restored.start()
    async with restored.reading() as connection:
        assert await accounts.programs(connection) == before
        assert await accounts.deployment_epoch(connection) == "after"
        [person] = await accounts.people_of(connection, before[0].id)
        assert len(await accounts.devices_of(connection, person.id)) == 1
    async with restored.transaction() as connection:
        assert (await a_person(connection, before[0])).id > person.id, "ids go on where they stood"
    await restored.stop()


async def test_a_backup_is_made_while_people_write(
    database: Database, tmp_path: Path, empty_of_same: str
) -> None:
    written = 0

    async def go_on_writing() -> None:
        nonlocal written
        while True:
            async with database.transaction() as connection:
                await connection.run(INSERT, written)
            written += 1

    writing = asyncio.create_task(go_on_writing())
    await asyncio.sleep(0.05)
    before = written
    await backup(database, tmp_path / "backup")
    after = written
    writing.cancel()
    await restore(
        empty_of_same,
        tmp_path / "backup",
        epoch="after",
        ledger=ledger_beside(empty_of_same),
        others=[database.ledger.path],
    )
    restored = open_database(empty_of_same)
    await restored.start()
    async with restored.reading() as connection:
        count, last = (await connection.rows("SELECT count(*), max(window_start) FROM attempt"))[0]
    await restored.stop()
    assert 0 < before <= count <= after + 1
    assert count == last + 1, "one moment, without holes"


async def test_a_backup_is_for_its_owner_alone_and_replaces_nothing(
    database: Database, kept: Path
) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    content = kept.read_bytes()
    with pytest.raises(Conflict):
        await backup(database, kept)
    assert kept.read_bytes() == content


async def test_a_backup_that_cannot_be_written_leaves_no_file(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable):
        await backup(database, tmp_path / "no such folder" / "backup")
    assert not [path for path in tmp_path.rglob("*") if "unfinished" in path.name]


async def test_a_database_that_holds_something_is_never_restored_over(
    database: Database, kept: Path
) -> None:
    with pytest.raises(Conflict):
        await restore(database.url, kept, epoch="after", ledger=ledger_beside(database.url))
    async with database.reading() as connection:
        assert await accounts.deployment_epoch(connection) != "after"


async def test_a_damaged_backup_is_refused_and_the_database_stays_empty(
    database: Database, kept: Path, empty_of_same: str
) -> None:
    content = kept.read_bytes()
    kept.write_bytes(b"\0" * 512 + content[512:])
    with pytest.raises(BadInput):
        await restore(
            empty_of_same,
            kept,
            epoch="after",
            ledger=ledger_beside(empty_of_same),
            others=[database.ledger.path],
        )
    kept.write_bytes(content)
    await restore(
        empty_of_same,
        kept,
        epoch="after",
        ledger=ledger_beside(empty_of_same),
        others=[database.ledger.path],
    )


async def test_without_postgresqls_programs_it_says_what_is_missing(
    postgresql_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    with pytest.raises(NotReady, match="pg_dump"):
        await backup(postgresql_database, tmp_path / "backup")
