"""Commands that keep a program's data safe: backup, restore, the ledger and the clock."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cli.command_work import run_command, say, settings_of_environment, with_database

if TYPE_CHECKING:
    from database.database import Database

T = TypeVar("T")


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def backup(path: Path) -> None:
    """Write a consistent copy of the database to PATH, while it is in use.

    Keep it as safe as the database itself.
    """
    from recovery.backup import backup as copy_to

    run_command(with_database(lambda database: copy_to(database, path), migrated=False))
    click.echo(f"written and verified: {path}")


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--ledger",
    "others",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A ledger to follow besides the one beside the database, "
    "such as that of another machine. May be given again.",
)
@click.option(
    "--without-ledger",
    is_flag=True,
    help="The ledger is lost: what was erased or revoked since the backup comes back.",
)
def restore(path: Path, others: tuple[Path, ...], *, without_ledger: bool) -> None:
    """Fill an empty database from the backup at PATH, and take away again what the ledger says.

    Every phone then re-reads everything and offers what came later. Codes that were not used yet
    end; make new ones.
    """
    import secrets

    from recovery.backup import restore as restore_from

    settings = settings_of_environment()
    run_command(
        restore_from(
            settings.database_url,
            path,
            epoch=secrets.token_hex(8),
            ledger=settings.ledger_path,
            others=others,
            without_ledger=without_ledger,
        )
    )
    click.echo(
        f"restored from {path}, {'without a ledger' if without_ledger else 'as the ledger says'}"
    )


@click.command("begin-ledger")
def begin_ledger() -> None:
    """Begin the ledger beside the database from the database's own copy.

    On a further machine, or where the file was lost.
    """
    import secrets

    from database.clock import system_clock, time_of
    from recovery.startup_recovery import catch_up

    async def begin(database: "Database") -> None:
        await catch_up(
            database,
            epoch=secrets.token_hex(8),
            now=await time_of(database, system_clock()),
            anew=True,
        )

    run_command(with_database(begin))
    click.echo("the ledger is beside the database again")


@click.command("confirm-clock")
def confirm_clock() -> None:
    """Say that the clock is right, so that a server deletes again what is too old.

    A server stops deleting, and says so, when more than 7 days have passed by its clock at once.
    The time is the database's on PostgreSQL, and this machine's on SQLite: look at it before. It is
    printed afterwards.
    """
    from cli.tasks import confirmed_clock
    from database.clock import system_clock

    say(run_command(with_database(lambda database: confirmed_clock(database, system_clock()))))
