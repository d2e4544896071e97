"""The place of the ledger is never guessed.

One that depended on where a command is run would be another one for cron.
"""

from pathlib import Path

import pytest

from database.database import open_database
from domain.errors import BadInput
from recovery.backup import restore

POSTGRESQL = "postgresql://nobody@127.0.0.1:1/none"


def test_a_postgresql_database_is_not_opened_without_a_place_for_its_ledger() -> None:
    with pytest.raises(BadInput, match="ALONGSIDE_LEDGER"):
        open_database(POSTGRESQL)


@pytest.mark.parametrize("url", [POSTGRESQL, "sqlite:///one.sqlite"])
@pytest.mark.parametrize("ledger", ["none.ledger", "folder/none.ledger", "./none.ledger"])
def test_nor_with_a_place_that_depends_on_where_one_stands(url: str, ledger: str) -> None:
    with pytest.raises(BadInput, match="full path"):
        open_database(url, ledger=Path(ledger))


async def test_nothing_is_restored_without_one_either(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"a backup")
    with pytest.raises(BadInput, match="ALONGSIDE_LEDGER"):
        await restore(POSTGRESQL, tmp_path / "copy", epoch="after")


@pytest.mark.parametrize("url", ["sqlite:////var/lib/alongside/one.sqlite", "sqlite:///one.sqlite"])
def test_that_of_a_sqlite_file_is_beside_it(url: str) -> None:
    assert open_database(url).ledger.path == Path(f"{url.removeprefix('sqlite:///')}.ledger")
