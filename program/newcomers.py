"""Makes a person: their row, their streams with the rights to them, and their profile."""

import accounts
from accounts import Person, Program
from accounts.persons import PersonRole
from database.database import Connection
from domain.composing import to_nfc
from domain.errors import BadInput
from domain.records import singleton_id
from domain.values import NewId
from records.streams import lock_streams, write_system

"""Makes a UUID in lower case: of version 7 in use, seeded in the demo."""

LONGEST_NAME = 40
_JOINERS = {0x200C: None, 0x200D: None}
"""Not printable by themselves, but part of names in Persian and of joined emoji."""


def chosen_name(text: str) -> str:
    """Return a name as it is shown.

    Raises BadInput where it is empty or longer than 40 characters.
    """
    # Composed first: two spellings of one name would look alike and compare as different.
    name = " ".join(to_nfc(text).split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.translate(_JOINERS).isprintable():
        raise BadInput(f"A name has 1 to {LONGEST_NAME} characters.", where="display_name")
    return name


async def add_newcomer(
    connection: Connection,
    program: Program,
    role: PersonRole,
    display_name: str,
    *,
    now: int,
    new_id: NewId,
    time_zone: str | None = None,
    language: str = "en",
) -> Person:
    """Make a person of the program."""
    person = await accounts.add_person(
        connection,
        uuid=new_id(),
        program=program.id,
        role=role,
        display_name=chosen_name(display_name),
        time_zone=time_zone or program.time_zone,
        language=language,
        now=now,
    )
    streams = await accounts.open_streams(connection, person, now)
    account = streams["account"]
    async with lock_streams(connection, [account], now=now) as writer:
        profile = {
            "name": {"display_name": person.display_name},
            "language": {"language": person.language},
            "zone": {"time_zone": person.time_zone, "zone_mode": person.zone_mode},
        }
        await write_system(
            writer,
            account,
            "profile",
            singleton_id(person.uuid, "profile"),
            profile,
            mutation=new_id(),
        )
    return person
