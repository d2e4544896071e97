"""New people for every fault.

Two write, one of them on two phones, and a peer reads what they share.
"""

import hashlib
import secrets
import uuid
from typing import Literal

from msgspec import Struct

import accounts
from database.database import Connection, Database
from domain.declare import Role

SESSION_MS = 3600 * 1000


class Seat(Struct, frozen=True):
    """A device with an open session.

    `streams` are its person's own, by kind; the peer's `reads` are the streams of others.
    """

    name: str
    role: str
    person: int
    device: int
    token: str
    streams: dict[str, int]
    reads: frozenset[int]


class Cast(Struct, frozen=True):
    """The phones that act, and one more for each person that reads everything anew in the end."""

    phones: list[Seat]
    fresh: list[Seat]


async def make_program(database: Database, now: int) -> int:
    async with database.transaction() as connection:
        made = await accounts.add_program(
            connection,
            slug="faults",
            name="Faults",
            time_zone="America/Chicago",
            languages=["en"],
            now=now,
        )
        return int(made.id)


async def make_cast(database: Database, program: int, now: int) -> Cast:
    """`now` in milliseconds."""
    async with database.transaction() as connection:
        tasha = await _person(connection, program, "participant", now)
        luis = await _person(connection, program, "participant", now)
        marcus = await _person(connection, program, "peer", now)
        for _, streams in (tasha, luis):
            await accounts.grant(connection, marcus[0], streams["shared"], Role.PEER, now)
        shared = frozenset({tasha[1]["shared"], luis[1]["shared"]})
        seats = []
        for name, role, (person, streams), more in (
            ("tasha 1", "participant", tasha, frozenset[int]()),
            ("tasha 2", "participant", tasha, frozenset[int]()),
            ("luis", "participant", luis, frozenset[int]()),
            ("marcus", "peer", marcus, shared),
            ("tasha anew", "participant", tasha, frozenset[int]()),
            ("luis anew", "participant", luis, frozenset[int]()),
            ("marcus anew", "peer", marcus, shared),
        ):
            device, token = await _phone(connection, program, person, now)
            seats.append(
                Seat(name, role, person, device, token, streams, more | frozenset(streams.values()))
            )
        return Cast(seats[:4], seats[4:])


async def _person(
    connection: Connection, program: int, role: Literal["participant", "peer"], now: int
) -> tuple[int, dict[str, int]]:
    person = await accounts.add_person(
        connection,
        uuid=str(uuid.uuid4()),
        program=program,
        role=role,
        display_name="Someone",
        time_zone="America/Chicago",
        now=now,
    )
    return person.id, await accounts.open_streams(connection, person, now)


async def _phone(connection: Connection, program: int, person: int, now: int) -> tuple[int, str]:
    device = await accounts.add_device(
        connection, program=program, person=person, label="phone", platform="android", now=now
    )
    token = secrets.token_urlsafe(32)
    await accounts.add_session(
        connection,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        program=program,
        person=person,
        device=device.id,
        now=now,
        expires_at=now + SESSION_MS,
    )
    return device.id, token
