"""No one else on the machine may read the file of a SQLite database.

It holds what people wrote (security: J5).
"""

import os
import stat
from pathlib import Path

from database.migrate import migrate
from tests.fixtures.opening import open_database


def modes(folder: Path) -> dict[str, str]:
    return {path.name: stat.filemode(path.stat().st_mode) for path in folder.iterdir()}


async def test_a_new_database_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    before = os.umask(0o022)
    try:
        database = open_database(f"sqlite:///{folder / 'alongside.sqlite'}")
        await database.start()
        await migrate(database)
        found = modes(folder)
        await database.stop()
    finally:
        os.umask(before)

    assert found == dict.fromkeys(
        ("alongside.sqlite", "alongside.sqlite-wal", "alongside.sqlite-shm"), "-rw-------"
    )


async def test_a_file_that_is_there_keeps_what_its_operator_chose(tmp_path: Path) -> None:
    path = tmp_path / "alongside.sqlite"
    path.touch()
    path.chmod(0o640)
    database = open_database(f"sqlite:///{path}")
    await database.start()
    await database.stop()

    assert stat.filemode(path.stat().st_mode) == "-rw-r-----"
