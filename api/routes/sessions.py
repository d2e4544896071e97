"""Signing in and out, and the devices of an account."""

from typing import Annotated, Any, Never, cast

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from msgspec import Meta, Struct

from accounts import Session
from api.auth.attempts import COPIES_BY_PERSON, AttemptLimiter, SecretAttempt
from api.auth.open_session import SessionOpener
from api.auth.session_info import SessionInfo
from api.auth.sessions import NewDevice, Platform, Sessions
from api.auth.sign_in import normalized_login, person_signing_in
from api.guard import EVERYONE, admits, public
from api.ids import IdInPath, new_id
from api.origin import client_networks
from api.settings import Settings
from database.database import Database
from domain.errors import SignInAgain
from program import phones
from records.streams import stream_transaction


class SignIn(NewDevice, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`one_time_code` is the six digits that the authenticator app shows."""

    login: Annotated[str, Meta(min_length=1, max_length=100)]
    password: Annotated[str, Meta(min_length=1, max_length=200)]
    one_time_code: Annotated[str, Meta(min_length=6, max_length=12)]


class DeviceItem(Struct, frozen=True, kw_only=True):
    """A device that may open the account; instants in milliseconds, `this` is the one that asks.

    `copies` are those others of the list that came from it: as copies of it, or by codes that were
    made on it.
    """

    id: int
    label: str
    platform: str
    created_at: int
    last_seen_at: int
    this: bool
    copies: list[int]


@post("/sign-in", opt=public(), status_code=200, summary="Sign in (staff)")
async def sign_in(
    data: JSONBody[SignIn],
    request: Request[Any, Any, Any],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    attempts: NamedDependency[AttemptLimiter],
    entrance: NamedDependency[SessionOpener],
    now: NamedDependency[int],
) -> Response[SessionInfo]:
    """Sign a member of staff in; whatever is wrong, the answer is the same 401, `sign_in_refused`.

    A one-time code works once.
    """
    login = normalized_login(data.login)
    # The login is normalized before it is counted, or each spelling of it would have a limit of its
    # own.
    secrets = {"login": login, "password": data.password, "one_time_code": data.one_time_code}
    tried = SecretAttempt(
        action="sign_in", networks=client_networks(request.scope, settings), login=login
    )
    person = await attempts.judged(
        tried, now, lambda chance: person_signing_in(database, now, chance=chance, **secrets)
    )
    return await entrance.let_in(person, data, status=200)


@post("/sign-out", opt=admits(*EVERYONE), status_code=204, summary="Sign out")
async def sign_out(
    session: NamedDependency[Session],
    sessions: NamedDependency[Sessions],
    database: NamedDependency[Database],
    now: NamedDependency[int],
) -> Response[None]:
    """Revoke this device and remove its push subscription."""
    async with database.transaction() as connection:
        await phones.sign_out_here(connection, session.device, now)
    return Response(None, headers={"Set-Cookie": sessions.cleared_cookie()})


@get("/session", opt=admits(*EVERYONE), summary="Who this is")
async def session_now(
    session: NamedDependency[Session], entrance: NamedDependency[SessionOpener]
) -> SessionInfo:
    """Return what the app needs to open the account on this device."""
    return await entrance.info(session)


@post(
    "/session/device",
    opt=admits(*EVERYONE),
    status_code=201,
    summary="Go on as a new device (participants)",
)
async def go_on_as_new_device(
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    attempts: NamedDependency[AttemptLimiter],
    entrance: NamedDependency[SessionOpener],
    now: NamedDependency[int],
) -> Response[SessionInfo]:
    """Open a new device for a phone whose session was copied (`device_forked` of `/api/sync`).

    The new device came from the one that asked, which stays with the other copy. Every phone of the
    person is told. Of staff, who may read what others wrote, the session ends instead (401
    `sign_in_again`): they sign in again.
    """
    if session.kind == "staff":
        await end_copied_session(database, session, now)
    await attempts.spend(COPIES_BY_PERSON, str(session.person), now)
    async with database.reading() as connection:
        account = await phones.account_of(connection, session.person)
    async with stream_transaction(database, [account], now=now) as writer:
        person, copied = await phones.lock_open_session(writer.connection, session)
        await phones.add_account_event(
            writer.connection, person.id, "phone_copied", copied.label, now=now, new_id=new_id
        )
        known = NewDevice(label=copied.label, platform=cast(Platform, copied.platform))
        return await entrance.open(
            writer.connection, person, known, status=201, came_from=copied.id
        )


@get("/devices", opt=admits(*EVERYONE), summary="My devices")
async def list_devices(
    session: NamedDependency[Session], database: NamedDependency[Database]
) -> list[DeviceItem]:
    """List the devices that may open the account now, the newest first."""
    async with database.reading() as connection:
        found = await phones.open_phones(connection, session.person)
    return [
        DeviceItem(
            id=device.id,
            label=device.label,
            platform=device.platform,
            created_at=device.created_at,
            last_seen_at=device.last_seen_at,
            this=device.id == session.device,
            copies=[copy for copy in copies if copy != session.device],
        )
        for device, copies in found
    ]


@delete("/devices/{device:int}", opt=admits(*EVERYONE), summary="Sign out one of my devices")
async def revoke_device(
    device: IdInPath,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    now: NamedDependency[int],
    with_copies: FromQuery[bool] = False,
) -> None:
    """Sign out one of the person's devices: it is refused from its next request on.

    It is told to wipe what it holds, and gets no more pushes. `with_copies` ends those that came
    from it too, but for the one that asks. They are told to seal what they have not sent and to
    wipe the rest, since one of them may be yours. Every phone that stays is told.
    """
    await phones.sign_out(
        database, session, device, with_copies=with_copies, now=now, new_id=new_id
    )


async def end_copied_session(database: Database, session: Session, now: int) -> Never:
    """End the session for both copies, then raise SignInAgain."""
    async with database.transaction() as connection:
        await phones.sign_out_here(connection, session.device, now)
    raise SignInAgain(
        "This session is open in two places. Sign in again; what is not sent yet stays here."
    )


ROUTES = [sign_in, sign_out, session_now, go_on_as_new_device, list_devices, revoke_device]
