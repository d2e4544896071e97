"""Opens the database of the settings for one command, and says what to do if it is wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.settings import Settings
from database.database import Database, open_database
from database.migrate import has_begun, pending
from domain.errors import NotReady
from projections.registered import PROJECTIONS

UNMIGRATED = "The database is not at this version's tables: run `alongside migrate` first."
NOT_BEGUN = (
    "There is no program in this database yet. Is ALONGSIDE_DATABASE_URL the one that you mean? "
    "`alongside init` begins a program, `alongside migrate` only makes the tables."
)


@asynccontextmanager
async def opened_for_command(
    settings: Settings, *, begins: bool = False, migrated: bool = True
) -> AsyncIterator[Database]:
    """Open the database.

    Raises NotReady, with what to do, unless the command `begins` a database or takes one as it is
    (not `migrated`). A command that only uses a database makes none: run from another folder, or
    with a mistyped address, it would do its work on an empty one and report success.
    """
    database = open_database(
        settings.database_url, ledger=settings.ledger_path, projections=PROJECTIONS
    )
    if not begins:
        # Before the file is opened: SQLite would make an empty one at a mistyped path.
        refuse_missing(settings)
    await database.start()
    try:
        if not begins:
            await refuse_other(database, migrated=migrated)
        yield database
    finally:
        await database.stop()


def refuse_missing(settings: Settings) -> None:
    """Raise NotReady where a SQLite file is not there."""
    scheme, _, path = settings.database_url.partition(":///")
    if scheme != "sqlite" or Path(path).exists():
        return
    here = Path(path).name
    hint = (
        f" There is one of that name in this folder: name it by its full path, "
        f"sqlite:///{Path(here).absolute()}." * Path(here).exists()
    )
    raise NotReady(
        f"There is no database at {Path(path).absolute()}. {NOT_BEGUN.split('. ', 1)[1]}{hint}"
    )


async def refuse_other(database: Database, *, migrated: bool = True) -> None:
    """Raise NotReady for a database that is not Alongside's or needs `alongside migrate`."""
    if not await has_begun(database):
        raise NotReady(NOT_BEGUN)
    if migrated and await pending(database):
        raise NotReady(UNMIGRATED)
