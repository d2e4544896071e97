"""What the console commands do once, as functions over an open database that return lines."""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import accounts
from accounts import Program
from api.ids import new_id
from api.settings import Settings
from database.clock import confirm, time_of
from database.database import Database
from domain.errors import BadInput, Conflict, NotFound
from domain.zones import checked_zone
from library import FORMATS, meeting_guide
from library.doubts import ImportAllowances
from library.importing import import_feed
from library.report import report
from notifications.push.rotation import retire, rotate, waiting_for_former
from notifications.push.vapid import VapidKeys, create_key
from program.setup import Founded, found_program

NO_SLUG = re.compile(r"[^a-z0-9]+")


async def begin_program(
    database: Database,
    *,
    name: str,
    slug: str | None,
    time_zone: str,
    admin: str,
    login: str,
    now: int,
) -> Iterator[str]:
    """Found a program and its first admin, whose secrets are in the lines, this once."""
    founded = await found_program(
        database,
        slug=slug or slug_of(name),
        name=name,
        time_zone=time_zone,
        admin_name=admin,
        admin_login=login,
        now=now,
        token_bytes=secrets.token_bytes,
        new_id=new_id,
    )
    return _handed_over(founded)


async def import_meeting_feed(
    database: Database,
    feed: bytes,
    *,
    feed_format: str = meeting_guide.NAME,
    source: str,
    licence: str,
    time_zone: str,
    slug: str | None,
    retire_many: bool,
    new_source: bool,
    new_time_zone: bool,
    every_row: bool,
    now: int,
) -> Iterator[str]:
    """Import a feed into a program's library; a line for what could not be read as it stood."""
    program = await only_program(database, slug)
    _refuse_unfit(source, licence)
    read_feed = FORMATS[feed_format]
    reading = read_feed(feed, time_zone=checked_zone(time_zone), source=source, licence=licence)
    async with database.reading() as connection:
        library = await accounts.library_of(connection, program.id)
    if library is None:
        raise NotFound("The program has no library.")
    imported = await import_feed(
        database,
        stream=library,
        program_slug=program.slug,
        reading=reading,
        now=now,
        new_id=new_id,
        allowed=ImportAllowances(
            retire_many=retire_many, new_source=new_source, new_time_zone=new_time_zone
        ),
    )
    return report(reading, imported, every_row=every_row)


def _refuse_unfit(source: str, licence: str) -> None:
    """Raise BadInput for a source that is missing or too long, and for too long a licence.

    Entries without a source are those that curators write: no import may take them for its own.
    """
    if not source.strip() or len(source) > 300:
        raise BadInput(
            "--source has 1 to 300 characters: where the feed is from, such as its address.",
            where="source",
        )
    if len(licence) > 120:
        raise BadInput("--licence has at most 120 characters.", where="licence")


async def only_program(database: Database, slug: str | None) -> Program:
    """Return the program of that short name, or the only one there is.

    Raises NotFound or Conflict.
    """
    async with database.reading() as connection:
        found = await accounts.programs(connection)
    named = [program for program in found if slug is None or program.slug == slug]
    if not named:
        raise NotFound(
            "There is no such program."
            if found
            else "There is no program yet: run `alongside init` first."
        )
    if len(named) > 1:
        raise Conflict(
            "There are several programs: name one with --program "
            f"({', '.join(program.slug for program in named)})."
        )
    return named[0]


def make_push_key(settings: Settings) -> Iterator[str]:
    """Make the key that signs web pushes, where there is none."""
    folder = Path(settings.keys_dir)
    made = create_key(folder)
    yield f"made in {folder}" if made else f"{folder} has a key already; it is kept"
    yield from _public_keys(VapidKeys.load(folder, settings.vapid_contact))


async def change_push_key(database: Database, settings: Settings) -> Iterator[str]:
    """Make a new key beside the present one.

    Raises Conflict while phones are left of the one before.
    """
    folder = Path(settings.keys_dir)
    keys = VapidKeys.load(folder, settings.vapid_contact)
    await rotate(database, keys)
    return iter(
        (f"made in {folder}; running servers take it up by themselves", *_public_keys(keys))
    )


async def end_former_push_key(database: Database, settings: Settings) -> Iterator[str]:
    """Remove the former key now.

    Raises NotFound where there is none.
    """
    folder = Path(settings.keys_dir)
    keys = VapidKeys.load(folder, settings.vapid_contact)
    if keys.former is None:
        raise NotFound("There is no former key.")
    phones = await waiting_for_former(database, keys)
    if not await retire(database, keys, at_once=True):
        raise Conflict(
            f"The former key cannot be removed from {folder}: remove it where that folder is kept."
        )
    return iter(
        (
            f"the former key is removed; {phones} phones are not reached until they are opened",
            *_public_keys(keys),
        )
    )


def _public_keys(keys: VapidKeys) -> Iterator[str]:
    yield f"public key: {keys.public}"
    if keys.former is not None:
        yield f"former key: {keys.former} (signs for the phones that have not been opened since)"


async def confirmed_clock(database: Database, local: int) -> Iterator[str]:
    """Record that someone has looked at the deployment's clock and finds it right."""
    now = await time_of(database, local)
    async with database.transaction() as connection:
        await confirm(connection, now)
    line = (
        f"it is {datetime.fromtimestamp(now / 1000, UTC):%Y-%m-%d %H:%M} UTC; "
        "what is too old goes at the next daily round"
    )
    return iter((line,))


def slug_of(name: str) -> str:
    """Return the short name of a program: `lantern-bridge` for `Lantern Bridge`.

    Raises BadInput where nothing is left.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = NO_SLUG.sub("-", plain).strip("-")[:40].strip("-")
    if not slug:
        raise BadInput(
            "Give the program a short name with --slug: small letters, digits and hyphens."
        )
    return slug


def _handed_over(founded: Founded) -> Iterator[str]:
    admin = founded.admin
    yield f"{founded.program.name} begins. Its short name is {founded.program.slug}."
    yield "The first admin signs in with these; they are not shown again:"
    yield f"  login          {admin.login}"
    yield f"  password       {admin.password}"
    yield f"  authenticator  {admin.authenticator_uri}"
