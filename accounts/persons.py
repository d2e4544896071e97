"""Participants and staff."""

from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from accounts.rows import to_struct, to_structs
from database.database import Connection, Sql
from database.ledger import note
from database.tables import Person as PersonRow
from domain.ledger_entries import PersonRemoved
from domain.zones import zone_of

PersonKind = Literal["participant", "staff"]
PersonRole = Literal["participant", "peer", "supervisor", "curator", "admin", "evaluator"]
LOCK = Sql(
    sqlite="SELECT id FROM person WHERE id = $1",
    postgresql="SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE",
)
Status = Literal["active", "on_leave", "removed", "discharged", "erased"]

ZONES = """
    SELECT p.time_zone, g.time_zone FROM person p JOIN program g ON g.id = p.program
      WHERE p.id = $1"""


class Person(Struct, frozen=True, kw_only=True):
    """A participant or a member of staff.

    Name, language, zone, sharing and notification rules follow the person's own records.
    """

    id: int
    uuid: str
    program: int
    kind: PersonKind
    role: PersonRole
    display_name: str
    language: str
    time_zone: str
    zone_mode: str
    status: Status
    stop_sharing: bool
    notification_rules: str | None
    last_seen_at: int | None
    created_at: int


async def add_person(
    connection: Connection,
    *,
    uuid: str,
    program: int,
    role: PersonRole,
    display_name: str,
    time_zone: str,
    now: int,
    language: str = "en",
    zone_mode: str = "home",
) -> Person:
    """Add a person without streams; `open_streams` makes those.

    Raises `AlreadyThere` where the UUID is taken.
    """
    row = PersonRow(
        uuid=uuid,
        program=program,
        kind="participant" if role == "participant" else "staff",
        role=role,
        display_name=display_name,
        language=language,
        time_zone=time_zone,
        zone_mode=zone_mode,
        status="active",
        created_at=now,
    )
    [made] = await connection.query(PersonRow.insert(row).returning(*PersonRow.all_columns()))
    return to_structs([made], Person)[0]


async def person(connection: Connection, id_: int) -> Person | None:
    """Return the person of this id, if there is one."""
    return to_struct(await connection.query(PersonRow.select().where(PersonRow.id == id_)), Person)


async def lock_person(connection: Connection, id_: int) -> None:
    """Let no one else lock this person before the transaction ends."""
    await connection.value(LOCK, id_)


async def person_of_uuid(connection: Connection, uuid: str) -> Person | None:
    """Return the person of this UUID, if there is one."""
    return to_struct(
        await connection.query(PersonRow.select().where(PersonRow.uuid == uuid)), Person
    )


async def zone_of_person(connection: Connection, id_: int) -> ZoneInfo:
    """Return the zone by which a person's days go.

    Their own, or their program's where this machine knows no such zone.
    """
    # Two candidates: a phone may have sent a zone that only newer machines know.
    return zone_of(*await connection.row(ZONES, id_) or ())


async def people_of(
    connection: Connection, program: int, *, kind: PersonKind | None = None
) -> list[Person]:
    """Return the people of a program, the longest there first, whatever their status."""
    query = PersonRow.select().where(PersonRow.program == program).order_by(PersonRow.id)
    return to_structs(
        await connection.query(query if kind is None else query.where(PersonRow.kind == kind)),
        Person,
    )


async def set_status(connection: Connection, person: int, status: Status) -> None:
    """Set a person's status; sessions of one who is not active are no longer found."""
    # Into the ledger, or a restore would open the account again.
    if status != "active":
        await note(connection, PersonRemoved(person=person, status=status))
    await connection.query(
        PersonRow.update({PersonRow.status: status}).where(PersonRow.id == person)
    )


async def touch_person(connection: Connection, person: int, now: int) -> None:
    """Note when the person was last seen; never backwards."""
    not_later = PersonRow.last_seen_at.is_null() | (PersonRow.last_seen_at < now)
    await connection.query(
        PersonRow.update({PersonRow.last_seen_at: now}).where(PersonRow.id == person, not_later)
    )
