"""`alongside`: one console command for whoever runs a program.

Settings come from the environment (`alongside settings`).
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

import click

from cli import library_commands, push_key_commands, recovery_commands
from cli.command_work import run_command, say, settings_of_environment, with_database
from cli.complaints import CommandGroup

if TYPE_CHECKING:
    from database.database import Database

T = TypeVar("T")


@click.group(cls=CommandGroup, context_settings={"max_content_width": 110})
@click.version_option(package_name="alongside")
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
    # Imported here, as in every command: `alongside --help` must not load the whole application.
    from cli.tasks import begin_program
    from database.clock import system_clock, time_of
    from database.migrate import migrate as bring_up

    async def begin(database: "Database") -> Iterator[str]:
        await bring_up(database)
        now = await time_of(database, system_clock())
        return await begin_program(
            database, name=name, slug=slug, time_zone=time_zone, admin=admin, login=login, now=now
        )

    say(run_command(with_database(begin, begins=True)))


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

    Behind a reverse proxy, name its network in ALONGSIDE_TRUSTED_PROXIES (such as 10.0.0.0/8):
    without it everyone who comes through the proxy counts as one address, and shares one limit on
    wrong codes and sign-ins.
    """
    from cli.serving import serve as serve_until_stopped

    serve_until_stopped(settings_of_environment(host=host, port=port))


@main.command()
def worker() -> None:
    """Send notices only: for deployments whose servers run with ALONGSIDE_WORKER=off."""
    import uvloop

    from cli.serving import work_until_stopped

    uvloop.run(work_until_stopped(settings_of_environment()))


@main.command()
def migrate() -> None:
    """Bring the database to the tables of this version.

    Safe to run again, and from several machines at once.
    """
    from database.migrate import migrate as bring_up

    done = run_command(with_database(bring_up, begins=True))
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
    """Start Alongside with a made-up program in a fresh database, and print where to open it.

    The database is under .demo.
    """
    from cli.demonstration import one_time_code, run_demo

    if login:
        click.echo(one_time_code(login))
    else:
        run_demo(settings_of_environment(port=port), keep=keep)


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


for _command in (
    recovery_commands.backup,
    recovery_commands.restore,
    recovery_commands.begin_ledger,
    recovery_commands.confirm_clock,
    library_commands.import_meetings,
    push_key_commands.vapid_keys,
):
    main.add_command(_command)
