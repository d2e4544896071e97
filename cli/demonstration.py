"""`alongside demo`: made-up people, one process that serves them, and where to open it."""

import asyncio
import shutil
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import msgspec
import pyotp

from api.settings import REPOSITORY, Settings
from cli.serving import serve
from database.clock import system_clock
from database.database import open_database
from database.migrate import migrate
from demo import DemoAccess, seed
from demo.access import totp_secret
from demo.cast import cast
from demo.seeding import TIME_ZONE
from domain.errors import Conflict, NotFound
from domain.zones import zone_named
from notifications.push.vapid import create_key
from projections.registered import PROJECTIONS

FOLDER = REPOSITORY / ".demo"


def run_demo(given: Settings, folder: Path = FOLDER, *, keep: bool = False) -> None:
    """Serve the demo until stopped.

    An earlier demo is deleted, unless it is to be kept. Raises Conflict where the port is taken.
    """
    refuse_taken(given.host, given.port)
    settings = msgspec.structs.replace(
        given,
        demo=True,
        database_url=f"sqlite:///{folder / 'alongside.sqlite'}",
        keys_dir=str(folder / "keys"),
        origin=f"http://localhost:{given.port}",
        vapid_contact="mailto:demo@alongside.example",
        worker="on",
    )
    if keep and (folder / "alongside.sqlite").exists():
        click.echo(
            f"The last demo goes on. The peer: {_peer_address(settings)}. The phones: where "
            "they were opened."
        )
    else:
        shutil.rmtree(folder, ignore_errors=True)
        create_key(Path(settings.keys_dir))
        for line in _where_to_look(asyncio.run(_seeded(settings)), settings):
            click.echo(line)
    serve(settings)


def one_time_code(login: str) -> str:
    """Return what the authenticator of a made-up member of staff shows now.

    Raises NotFound.
    """
    if login not in {part.login for part in cast().staff}:
        raise NotFound(f"The demo's staff are {', '.join(part.login for part in cast().staff)}.")
    return pyotp.TOTP(totp_secret(login)).at(system_clock() // 1000)


def refuse_taken(host: str, port: int) -> None:
    """Raise Conflict where another demo may be running, before anything is deleted."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Conflict(
                f"Port {port} is taken. Stop what listens there, or choose another with --port."
            ) from None


async def _seeded(settings: Settings) -> DemoAccess:
    database, now = open_database(settings.database_url, projections=PROJECTIONS), system_clock()
    today = datetime.fromtimestamp(now / 1000, zone_named(TIME_ZONE)).date()
    await database.start()
    try:
        await migrate(database)
        return await seed(database, today=today, now=now, origin=settings.origin)
    finally:
        await database.stop()


def _where_to_look(access: DemoAccess, settings: Settings) -> Iterator[str]:
    yield (
        f"{access.program}: everyone in it is made up. {access.meetings} real meetings are in "
        "its library."
    )
    if not (Path(settings.web_dir) / "index.html").exists():
        yield "The web app is not built yet (`make demo` builds it); only the API answers."
    yield ""
    yield "Phones, each with cookies of its own in one browser. Open the address, or type the code:"
    for code in access.codes:
        yield f"  {code.display_name:8} {code.code}   {code.url}"
    yield ""
    marcus = next(login for login in access.staff if login.login == "marcus")
    yield f"The peer, {marcus.display_name}: {_peer_address(settings)}"
    yield (
        f"  login {marcus.login}   password {marcus.password}   one-time code "
        f"{one_time_code(marcus.login)}"
    )
    yield f"  authenticator secret {marcus.totp_secret}"
    yield (
        "  A one-time code works once and for half a minute; the next one:  alongside demo "
        f"--code {marcus.login}"
    )
    others = ", ".join(
        f"{login.login} ({login.role})" for login in access.staff if login is not marcus
    )
    yield f"  Others with the same password: {others}"
    yield ""
    yield "Stop with Ctrl+C. To start again where you stopped:  alongside demo --keep"


def _peer_address(settings: Settings) -> str:
    return f"http://peer.localhost:{settings.port}/sign-in"
