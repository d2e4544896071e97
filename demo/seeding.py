"""Writes the demo through the same functions as real life, with seeded chance."""

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

import accounts
from accounts import Person, Program
from database.database import Database
from demo.access import DemoAccess, DemoCode, DemoLogin, totp_secret
from demo.alongside import write_assignment
from demo.cast import cast, library_resources, words
from demo.chance import Chance
from demo.life import DAYS, life_of
from demo.participants import add_participant, reminder_of, write_each
from domain.entities.crisis_line import CrisisLine
from domain.entities.resource import Resource
from library.crisis_lines import CHECKED_ON
from library.feed import FeedEntry, ParsedFeed
from library.importing import ImportSummary, import_feed
from library.meeting_guide import read_feed
from program import invitations
from program.setup import found_program, put_crisis_lines
from program.staff import Secrets, hash_password, open_staff_account

NAME, SLUG, TIME_ZONE = "Lantern Bridge Peer Recovery", "lantern-bridge", "America/Chicago"
PASSWORD = "lantern-bridge-demo"  # noqa: S105 (printed by the demo)
DAY_MS = 24 * 3600 * 1000
MEETINGS = Path(__file__).resolve().parents[1] / "data" / "meetings" / "kansas-city.json"
MEETINGS_SOURCE = "Kansas City meetings (code4recovery/tsml-ui, MIT)"
WARM_LINE = CrisisLine(
    label="Lantern Bridge warm line",
    kind="call",
    value="555-0140",
    hours="Mon-Fri 9 am-7 pm, Sat 10 am-2 pm",
    sentence=(
        "Talk with a peer before it gets hard. At other hours nobody answers; then please use 988."
    ),
    sentence_es=(
        "Habla con alguien antes de que sea difícil. Fuera de hora nadie contesta; entonces usa "
        "el 988."
    ),
    region="Millrace, Texas",
    place=70,
    checked_on=CHECKED_ON,
)


async def seed(
    database: Database, *, today: date, now: int, origin: str, seed: int = 7
) -> DemoAccess:
    """Fill a migrated database that holds no program.

    The same seed, `today` and `now` (milliseconds) give the same data.
    """
    chance = Chance(seed)
    began = now - DAYS * DAY_MS
    program, staff = await _program(database, chance, began)
    imported = await _library(database, program, chance, began)
    everyone = {}
    for part in cast().participant:
        person = await add_participant(database, program, part, chance, began)
        everyone[part.display_name] = person
        life = life_of(
            part, words(), chance.of(part.display_name), chance.id_at, today=today, now=now
        )
        await write_each(database, person, reminder_of(person, part, now), chance, seen=False)
        await write_each(database, person, life, chance)
        await write_assignment(database, part, person, staff, words(), chance, today=today, now=now)
    codes = await _codes(database, program, staff, everyone["Tasha"], origin, chance, now)
    logins = [
        DemoLogin(
            login=part.login,
            display_name=part.display_name,
            role=part.role,
            password=PASSWORD,
            totp_secret=totp_secret(part.login),
        )
        for part in cast().staff
    ]
    return DemoAccess(program=program.name, staff=logins, codes=codes, meetings=imported.added)


async def _program(
    database: Database, chance: Chance, began: int
) -> tuple[Program, dict[str, Person]]:
    first, *others = cast().staff
    founded = await found_program(
        database,
        slug=SLUG,
        name=NAME,
        time_zone=TIME_ZONE,
        admin_name=first.display_name,
        admin_login=first.login,
        now=began,
        token_bytes=chance.token_bytes,
        new_id=chance.ids_at(began),
        secrets=Secrets(PASSWORD, totp_secret(first.login)),
    )
    staff = {}
    for part in others:
        secrets = Secrets(PASSWORD, totp_secret(part.login))
        password_hash = await hash_password(secrets)
        async with database.transaction() as connection:
            staff[part.login] = await open_staff_account(
                connection,
                founded.program,
                display_name=part.display_name,
                role=part.role,
                login=part.login,
                secrets=secrets,
                password_hash=password_hash,
                now=began,
                new_id=chance.ids_at(began),
            )
    return founded.program, staff


async def _library(
    database: Database, program: Program, chance: Chance, began: int
) -> ImportSummary:
    """Import the program's own shelf, its warm line, and the real meetings if there are."""
    new_id = chance.ids_at(began)
    async with database.transaction() as connection:
        library = await accounts.library_of(connection, program.id)
        await put_crisis_lines(
            connection, program, {"warm-line": WARM_LINE}, now=began, new_id=new_id
        )
    assert library, "a program has a library"
    readings = [_shelf_reading(program)]
    if MEETINGS.exists():
        readings.append(
            read_feed(
                MEETINGS.read_bytes(), time_zone=TIME_ZONE, source=MEETINGS_SOURCE, licence="MIT"
            )
        )
    imported = ImportSummary()
    for reading in readings:
        imported = await import_feed(
            database,
            stream=library,
            program_slug=program.slug,
            reading=reading,
            now=began,
            new_id=new_id,
        )
    return imported


def _shelf_reading(program: Program) -> ParsedFeed:
    entries = []
    for row, entry in enumerate(library_resources(), 1):
        key = entry.pop("key")
        zone = TIME_ZONE if "schedule" in entry else None
        details = {
            "source": program.name,
            "licence": "Apache-2.0",
            "checked_on": CHECKED_ON.isoformat(),
            "time_zone": zone,
        }
        entries.append(FeedEntry(key, msgspec.convert({**entry, **details}, Resource), (row,)))
    return ParsedFeed(program.name, len(entries), entries)


async def _codes(
    database: Database,
    program: Program,
    staff: dict[str, Person],
    tasha: Person,
    origin: str,
    chance: Chance,
    now: int,
) -> list[DemoCode]:
    """Return two codes for Tasha's account, and one for someone new with Marcus as peer.

    Each is for a phone of its own.
    """
    address = urlsplit(origin)
    codes = []
    for host, person, name in (
        ("phone1", tasha, "Tasha"),
        ("phone2", tasha, "Tasha"),
        ("phone3", None, "Robin"),
    ):
        issued = await invitations.issue_code(
            database,
            program=program.id,
            made_by=staff["ruth"].id,
            display_name=name,
            person=person.id if person else None,
            peer=None if person else staff["marcus"].id,
            origin=f"{address.scheme}://{host}.{address.netloc}",
            now=now,
            life_ms=invitations.INVITATION_MS,
            token_bytes=chance.token_bytes,
        )
        codes.append(DemoCode(host=host, display_name=name, code=issued.code, url=issued.url))
    return codes
