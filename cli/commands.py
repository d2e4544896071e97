"""`alongside`: one console command for whoever runs a program. Settings come from the environment (`alongside settings`)."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.complaints import Commands

if TYPE_CHECKING:
    from api.settings import Settings
    from database.database import Database

T = TypeVar("T")


@click.group(cls=Commands, context_settings={"max_content_width": 110})
@click.version_option("0.1.0", prog_name="alongside")
def main() -> None:
    """Alongside: a companion for people in peer-supported recovery, with a peer alongside.

    To look around with made-up people:  alongside demo

    To begin a program:  alongside init, then alongside vapid-keys, then alongside serve
    """
    os.umask(0o077)  # databases, keys and backups are their owner's alone


@main.command()
@click.option(
    "--name",
    prompt="Name of the program",
    help="How the program is called, for example 'Lantern Bridge'.",
)
@click.option(
    "--slug",
    default=None,
    help="Its short name in addresses: small letters and hyphens. Made from the name if left out.",
)
@click.option(
    "--time-zone",
    prompt="Time zone",
    default="America/Chicago",
    show_default=True,
    help="Its IANA time zone.",
)
@click.option(
    "--admin", prompt="Name of the first admin", help="The first admin's name, as others see it."
)
@click.option(
    "--login", prompt="Login of the first admin", help="What the first admin types to sign in."
)
def init(name: str, slug: str | None, time_zone: str, admin: str, login: str) -> None:
    """Make a program and its first admin, in a new database or beside other programs.

    Prints the admin's password and authenticator address once; they cannot be shown again.
    """
    from cli.tasks import begin_program
    from database.clock import system_clock, time_of
    from database.migrate import migrate as bring_up

    async def begin(database: "Database") -> Iterator[str]:
        await bring_up(database)
        now = await time_of(database, system_clock())
        return await begin_program(
            database, name=name, slug=slug, time_zone=time_zone, admin=admin, login=login, now=now
        )

    _say(_run(_with_database(begin, begins=True)))


@main.command()
@click.option("--host", default=None, help="Address to listen on, instead of ALONGSIDE_HOST.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=None,
    help="Port to listen on, instead of ALONGSIDE_PORT.",
)
def serve(host: str | None, port: int | None) -> None:
    """Serve the API and the web app, and send notices, until stopped.

    Behind a reverse proxy, name its network in ALONGSIDE_TRUSTED_PROXIES (such as 10.0.0.0/8): without it
    everyone who comes through the proxy counts as one address, and shares one limit on wrong codes and
    sign-ins.
    """
    from cli.serving import serve as serve_until_stopped

    serve_until_stopped(_settings(host=host, port=port))


@main.command()
def worker() -> None:
    """Send notices only: for deployments whose servers run with ALONGSIDE_WORKER=off."""
    import uvloop

    from cli.serving import work_until_stopped

    uvloop.run(work_until_stopped(_settings()))


@main.command()
def migrate() -> None:
    """Bring the database to the tables of this version. Safe to run again, and from several machines at once."""
    from database.migrate import migrate as bring_up

    done = _run(_with_database(bring_up, begins=True))
    click.echo("\n".join(f"done: {name}" for name in done) or "The database is up to date.")


@main.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--code",
    "login",
    metavar="LOGIN",
    default=None,
    help="Only print the current one-time code of a staff member of the demo.",
)
@click.option("--keep", is_flag=True, help="Go on with the last demo instead of beginning anew.")
def demo(port: int, login: str | None, *, keep: bool) -> None:
    """Start Alongside with a made-up program, in a fresh database under .demo, and print where to open it."""
    from cli.demonstration import one_time_code, run_demo

    if login:
        click.echo(one_time_code(login))
    else:
        run_demo(_settings(port=port), keep=keep)


@main.command("import-meetings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--time-zone",
    required=True,
    help="IANA time zone of the meetings, for example America/Chicago.",
)
@click.option(
    "--program", "slug", default=None, help="Short name of the program; the only one if left out."
)
@click.option(
    "--source",
    required=True,
    help="Where the feed is from, as people read it; the same at every import of this feed.",
)
@click.option("--licence", default="", help="Under what terms it may be used.")
@click.option(
    "--retire-many",
    is_flag=True,
    help="Retire entries that the feed no longer holds even where they are many, or all.",
)
@click.option(
    "--new-source",
    is_flag=True,
    help="Import meetings that the library has from another source already a second time.",
)
@click.option(
    "--new-time-zone",
    is_flag=True,
    help="Move the meetings of this source to another time zone than they had.",
)
@click.option(
    "--every-row", is_flag=True, help="Say what could not be read row by row, instead of by kind."
)
def import_meetings(
    file: Path, time_zone: str, slug: str | None, source: str, licence: str, **flags: bool
) -> None:
    """Read meetings from a Meeting Guide feed (a JSON FILE) into a program's library.

    Says what could not be read, and in which rows. Running it again changes only what the feed changed.
    """
    from cli.tasks import bring_in_meetings
    from database.clock import system_clock, time_of

    feed = file.read_bytes()

    async def bring_in(database: "Database") -> Iterator[str]:
        return await bring_in_meetings(
            database,
            feed,
            source=source,
            licence=licence,
            time_zone=time_zone,
            slug=slug,
            **flags,
            now=await time_of(database, system_clock()),
        )

    _say(_run(_with_database(bring_in)))


@main.command("vapid-keys")
@click.option(
    "--rotate",
    is_flag=True,
    help="Make a new key. The present one signs on for the phones that have not been opened since.",
)
@click.option(
    "--retire",
    is_flag=True,
    help="Remove the former key now. Phones that go by it are not reached until they are opened.",
)
def vapid_keys(*, rotate: bool, retire: bool) -> None:
    """Make the key that signs web pushes, in the folder ALONGSIDE_KEYS_DIR, and print its public half.

    An existing key is kept, unless it is to be rotated: then both live until no phone is left that goes by the former one.
    """
    from cli.tasks import change_push_key, end_former_push_key, make_push_key

    if rotate and retire:
        raise click.UsageError("One after the other: --rotate, and later --retire.")
    settings = _settings()
    if rotate:
        _say(_run(_with_database(lambda database: change_push_key(database, settings))))
    elif retire:
        _say(_run(_with_database(lambda database: end_former_push_key(database, settings))))
    else:
        _say(make_push_key(settings))


@main.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def backup(path: Path) -> None:
    """Write a consistent copy of the database to PATH, while it is in use. Keep it as safe as the database itself."""
    from recovery.backup import backup as copy_to

    _run(_with_database(lambda database: copy_to(database, path), migrated=False))
    click.echo(f"written and verified: {path}")


@main.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--ledger",
    "others",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A ledger to follow besides the one beside the database, such as that of another machine. May be given again.",
)
@click.option(
    "--without-ledger",
    is_flag=True,
    help="The ledger is lost: what was erased or revoked since the backup comes back.",
)
def restore(path: Path, others: tuple[Path, ...], *, without_ledger: bool) -> None:
    """Fill an empty database from the backup at PATH, and take away again what the ledger says.

    Every phone then re-reads everything and offers what came later. Codes that were not used yet end; make new ones.
    """
    import secrets

    from recovery.backup import restore as restore_from

    settings = _settings()
    _run(
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


@main.command("begin-ledger")
def begin_ledger() -> None:
    """Begin the ledger beside the database from the database's own copy: on a further machine, or where the file was lost."""
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

    _run(_with_database(begin))
    click.echo("the ledger is beside the database again")


@main.command("confirm-clock")
def confirm_clock() -> None:
    """Say that the clock is right, after a server wrote that more than 7 days have passed by it and that it deletes nothing.

    The time is the database's on PostgreSQL, and this machine's on SQLite: look at it before. It is printed afterwards.
    """
    from cli.tasks import confirmed_clock
    from database.clock import system_clock

    _say(_run(_with_database(lambda database: confirmed_clock(database, system_clock()))))


@main.command()
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; fail when the committed files differ from the code.",
)
def openapi(check: bool) -> None:
    """Write the published contract: openapi/openapi.json and openapi/entities.json."""
    from cli.contract import FOLDER, stale_files

    stale = stale_files()
    if check and stale:
        raise click.ClickException(
            f"{', '.join(stale)} in openapi/ differ from the code: run `alongside openapi`."
        )
    for name, text in stale.items():
        (FOLDER / name).write_text(text)
    click.echo("up to date" if not stale else f"written: {', '.join(stale)}")


@main.command()
def settings() -> None:
    """Describe every setting that is read from the environment, with its default."""
    import msgspec

    from api.settings import PREFIX, Settings

    fields = msgspec.json.schema(Settings)["$defs"]["Settings"]["properties"]
    for name, field in fields.items():
        click.echo(
            f"{PREFIX}{name.upper()}\n    {field['description']} Default: {field['default']!r}."
        )


def _settings(**given: Any) -> "Settings":
    import msgspec

    from api.settings import settings_from

    return msgspec.structs.replace(
        settings_from(os.environ),
        **{name: value for name, value in given.items() if value is not None},
    )


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


async def _with_database(
    work: Callable[["Database"], Awaitable[T]], *, begins: bool = False, migrated: bool = True
) -> T:
    """Runs one piece of work on the database of the settings (`cli.opening`)."""
    from cli.opening import opened

    async with opened(_settings(), begins=begins, migrated=migrated) as database:
        return await work(database)


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
