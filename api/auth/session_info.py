"""What the app is told about a session: who, which program, which device, what it may read."""

from msgspec import Struct

import accounts
from accounts import Session
from database.database import Connection
from domain.errors import NotSignedIn
from domain.wire import StreamInfo


class PersonInfo(Struct, frozen=True, kw_only=True):
    """The person who is signed in."""

    id: int
    uuid: str
    kind: str
    role: str
    display_name: str
    language: str


class ProgramInfo(Struct, frozen=True, kw_only=True):
    """The program that the person belongs to."""

    slug: str
    name: str
    time_zone: str


class DeviceInfo(Struct, frozen=True, kw_only=True):
    """The device that the session is open on."""

    id: int
    label: str


class SessionInfo(Struct, frozen=True, kw_only=True):
    """What the app learns about its session.

    `push_key` is null where this server sends no pushes. `push_at` is the address that this device
    is reached at, null where there is none, or where its push service no longer knows it.
    """

    person: PersonInfo
    program: ProgramInfo
    device: DeviceInfo
    streams: list[StreamInfo]
    epoch: str
    server_time: int
    push_key: str | None
    push_at: str | None
    demo: bool


async def session_info(
    connection: Connection, session: Session, *, now: int, push_key: str | None, demo: bool
) -> SessionInfo:
    """Return what the app needs at its start: person, program, device, readable streams, epoch.

    Raises NotSignedIn where one of them is gone.
    """
    person = await accounts.person(connection, session.person)
    program = await accounts.program(connection, session.program)
    device = await accounts.device(connection, session.device)
    if person is None or program is None or device is None:
        raise NotSignedIn("The session has ended.")
    return SessionInfo(
        person=PersonInfo(
            id=person.id,
            uuid=person.uuid,
            kind=person.kind,
            role=person.role,
            display_name=person.display_name,
            language=person.language,
        ),
        program=ProgramInfo(slug=program.slug, name=program.name, time_zone=program.time_zone),
        device=DeviceInfo(id=device.id, label=device.label),
        streams=await accounts.stream_infos(connection, session.person),
        epoch=await accounts.deployment_epoch(connection),
        server_time=now,
        push_key=push_key,
        push_at=await accounts.push_address(connection, session.device),
        demo=demo,
    )
