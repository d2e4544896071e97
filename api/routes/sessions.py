"""Signing in and out, and the devices of an account."""

from typing import Annotated, Any, cast

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.attempts import Attempts, Try
from api.door import EVERYONE, admits, public
from api.entrance import Entrance
from api.ids import IdInPath
from api.origin import client_networks
from api.session_info import SessionInfo
from api.sessions import NewDevice, Platform, Sessions
from api.settings import Settings
from api.sign_in import normalized_login, person_signing_in
from domain.errors import NotFound, NotSignedIn
from storage import people
from storage.database import Database
from storage.people import Session


class SignIn(NewDevice, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`one_time_code` is the six digits that the authenticator app shows."""

    login: Annotated[str, Meta(min_length=1, max_length=100)]
    password: Annotated[str, Meta(min_length=1, max_length=200)]
    one_time_code: Annotated[str, Meta(min_length=6, max_length=12)]


class DeviceItem(Struct, frozen=True, kw_only=True):
    """A device that may open the account. Instants in milliseconds; `this` is the one that asks."""

    id: int
    label: str
    platform: str
    created_at: int
    last_seen_at: int
    this: bool


@post("/sign-in", opt=public(), status_code=200, summary="Sign in (staff)")
async def sign_in(
    data: JSONBody[SignIn],
    request: Request[Any, Any, Any],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    attempts: NamedDependency[Attempts],
    entrance: NamedDependency[Entrance],
    now: NamedDependency[int],
) -> Response[SessionInfo]:
    """Whatever is wrong, the answer is the same 401, `sign_in_refused`. A one-time code works once."""
    login = normalized_login(data.login)
    secrets = {"login": login, "password": data.password, "one_time_code": data.one_time_code}
    tried = Try(door="sign_in", networks=client_networks(request.scope, settings), login=login)
    person = await attempts.judged(tried, now, lambda chance: person_signing_in(database, now, chance=chance, **secrets))
    return await entrance.let_in(person, data, status=200)


@post("/sign-out", opt=admits(*EVERYONE), status_code=204, summary="Sign out")
async def sign_out(
    session: NamedDependency[Session], sessions: NamedDependency[Sessions], database: NamedDependency[Database], now: NamedDependency[int]
) -> Response[None]:
    """Revokes this device, and removes its push subscription."""
    async with database.transaction() as connection:
        await people.revoke_device(connection, session.device, now)
        await people.end_sessions_on(connection, session.device)
    return Response(None, headers={"Set-Cookie": sessions.cleared_cookie()})


@get("/session", opt=admits(*EVERYONE), summary="Who this is")
async def session_now(session: NamedDependency[Session], entrance: NamedDependency[Entrance]) -> SessionInfo:
    """What the app needs to open the account on this device."""
    return await entrance.info(session)


@post("/session/device", opt=admits(*EVERYONE), status_code=201, summary="Go on as a new device")
async def go_on_as_new_device(
    session: NamedDependency[Session], database: NamedDependency[Database], entrance: NamedDependency[Entrance]
) -> Response[SessionInfo]:
    """For a phone that `/api/sync` answered with `device_forked`: its session was copied, and another goes on with it.

    A new session for a new device; the one that asked stays with the other copy.
    """
    async with database.transaction() as connection:
        person = await people.person(connection, session.person)
        copied = await people.device(connection, session.device)
        if person is None or copied is None:
            raise NotSignedIn("The session has ended.")
        known = NewDevice(label=copied.label, platform=cast(Platform, copied.platform))
        return await entrance.open(connection, person, known, status=201)


@get("/devices", opt=admits(*EVERYONE), summary="My devices")
async def list_devices(session: NamedDependency[Session], database: NamedDependency[Database]) -> list[DeviceItem]:
    """Those that may open the account now, the newest first."""
    async with database.reading() as connection:
        found = await people.devices_of(connection, session.person)
    return [
        DeviceItem(
            id=device.id,
            label=device.label,
            platform=device.platform,
            created_at=device.created_at,
            last_seen_at=device.last_seen_at,
            this=device.id == session.device,
        )
        for device in found
    ]


@delete("/devices/{device:int}", opt=admits(*EVERYONE), summary="Sign out one of my devices")
async def revoke_device(
    device: IdInPath, session: NamedDependency[Session], database: NamedDependency[Database], now: NamedDependency[int]
) -> None:
    """It is refused from its next request on, is told to wipe what it holds, and is reached by no more pushes."""
    async with database.transaction() as connection:
        found = await people.device(connection, device)
        if found is None or found.person != session.person or not await people.revoke_device(connection, device, now):
            raise NotFound("There is no such device.")


ROUTES = [sign_in, sign_out, session_now, go_on_as_new_device, list_devices, revoke_device]
