"""The bench's people, made in the database with open sessions.

Participants with two phones each and a peer who reads.
"""

import hashlib
import secrets
import uuid
from datetime import date
from typing import Literal

from msgspec import Struct

import accounts
from database.database import Connection, Database
from domain.declare import Role

PARTICIPANTS = 50
SESSION_MS = 3600 * 1000


class Phone(Struct, frozen=True):
    """A device with its session's token, and the stream that its records are made in."""

    device: int
    token: str
    stream: int


class Circle(Struct, frozen=True):
    """A participant's two phones and the reading peer's, and the stream of their assignment."""

    first: Phone
    second: Phone
    peer: Phone
    assignment: int


async def make_circles(
    database: Database, now: int, participants: int = PARTICIPANTS
) -> list[Circle]:
    """Make participants who share with their peer, so that a push is read three times.

    `now` in milliseconds.
    """
    async with database.transaction() as connection:
        program = await accounts.add_program(
            connection,
            slug="bench",
            name="Bench",
            time_zone="America/Chicago",
            languages=["en"],
            now=now,
        )
        return [await _circle(connection, program.id, now) for _ in range(participants)]


async def _circle(connection: Connection, program: int, now: int) -> Circle:
    participant, streams = await _person(connection, program, "participant", now)
    peer, _ = await _person(connection, program, "peer", now)
    shared = streams["shared"]
    await accounts.grant(connection, peer, shared, Role.PEER, now)
    walk = await accounts.add_assignment(
        connection,
        uuid=str(uuid.uuid4()),
        program=program,
        participant=participant,
        peer=peer,
        starts_on=date(2026, 9, 1),
    )
    await accounts.grant(connection, participant, walk.stream, Role.PARTICIPANT, now)
    await accounts.grant(connection, peer, walk.stream, Role.PEER, now)
    first, second, third = [
        await _phone(connection, program, person, shared, now)
        for person in (participant, participant, peer)
    ]
    return Circle(first, second, third, walk.stream)


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


async def _phone(connection: Connection, program: int, person: int, stream: int, now: int) -> Phone:
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
    return Phone(device.id, token, stream)
