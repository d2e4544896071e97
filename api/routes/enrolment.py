"""One-time codes: made by staff, or by a person for another phone, and used to come in."""

import secrets
from typing import Annotated, Any

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from accounts import Session
from api.auth.attempts import CODES_BY_PERSON, AttemptLimiter, AttemptOutcome, SecretAttempt
from api.auth.open_session import SessionOpener
from api.auth.session_info import SessionInfo
from api.auth.sessions import NewDevice
from api.guard import PARTICIPANT, admits, public
from api.ids import IdInPath, new_id
from api.origin import client_networks
from api.settings import Settings
from database.database import Database
from domain.errors import BadInput
from domain.keys import RowId
from program import invitations, phones
from program.invitations import CodeState, IssuedCode

INVITING = ("peer", "supervisor", "admin")


class Enrol(NewDevice, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code as it was typed or read from a picture.

    Capitals, hyphens and spaces do not matter.
    """

    code: Annotated[str, Meta(min_length=1, max_length=40)]


class NewEnrolmentCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code for someone new (`display_name`), or for a participant's next phone (`person`)."""

    display_name: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    person: RowId | None = None
    peer: RowId | None = None


@post("/enrol", opt=public(), summary="Come in with a one-time code")
async def enrol(
    data: JSONBody[Enrol],
    request: Request[Any, Any, Any],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    attempts: NamedDependency[AttemptLimiter],
    entrance: NamedDependency[SessionOpener],
    now: NamedDependency[int],
) -> Response[SessionInfo]:
    """Make a new account, or open an existing one on this device.

    A code that does not work says nothing about why.
    """

    async def redeemed(_: AttemptOutcome) -> Response[SessionInfo]:
        hashed = await invitations.hash_of(data.code)
        async with database.transaction() as connection:
            entered = await invitations.redeem(connection, hashed, now=now, new_id=new_id)
            if not entered.is_new:
                # Before the session opens: an account that has ended must not gain a device.
                await phones.enrol_phone(connection, entered, now=now)
            opened = await entrance.open(
                connection, entered.person, data, status=201, came_from=entered.came_from
            )
            if not entered.is_new:
                device = opened.content.device.id
                await phones.add_account_event(
                    connection,
                    entered.person.id,
                    "phone_added",
                    data.label,
                    device=device,
                    now=now,
                    new_id=new_id,
                )
            return opened

    tried = SecretAttempt(action="enrol", networks=client_networks(request.scope, settings))
    return await attempts.judged(tried, now, redeemed)


@post("/phone-codes", opt=admits(*PARTICIPANT), summary="A code for another phone of mine")
async def make_phone_code(
    session: NamedDependency[Session],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    attempts: NamedDependency[AttemptLimiter],
    now: NamedDependency[int],
) -> IssuedCode:
    """Make a code that opens this account once, within a quarter of an hour."""
    await attempts.spend(CODES_BY_PERSON, str(session.person), now)
    return await invitations.add_phone(
        database, session, origin=settings.origin, now=now, token_bytes=secrets.token_bytes
    )


@post("/enrolment-codes", opt=admits(*INVITING), summary="A code for a participant")
async def make_enrolment_code(
    data: JSONBody[NewEnrolmentCode],
    session: NamedDependency[Session],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    attempts: NamedDependency[AttemptLimiter],
    now: NamedDependency[int],
) -> IssuedCode:
    """Make a code, which is shown this once, to be read aloud, scanned or written down."""
    await attempts.spend(CODES_BY_PERSON, str(session.person), now)
    made: dict[str, Any] = {
        "origin": settings.origin,
        "now": now,
        "token_bytes": secrets.token_bytes,
    }
    if data.person is not None and data.display_name is None and data.peer is None:
        return await invitations.invite_again(database, session, participant=data.person, **made)
    if data.display_name is not None and data.person is None:
        return await invitations.invite(
            database, session, display_name=data.display_name, peer=data.peer, **made
        )
    raise BadInput("Give either a display_name or a person.", where="display_name")


@get("/enrolment-codes", opt=admits(*INVITING), summary="Codes that were made")
async def list_enrolment_codes(
    session: NamedDependency[Session], database: NamedDependency[Database]
) -> list[CodeState]:
    """List codes, the newest first and without the codes themselves; a peer sees their own."""
    return await invitations.list_codes(database, session)


@delete("/enrolment-codes/{code:int}", opt=admits(*INVITING), summary="Take a code back")
async def void_enrolment_code(
    code: IdInPath,
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    now: NamedDependency[int],
) -> None:
    """Take a code back; 409 where it was used already."""
    await invitations.void_invitation(database, session, code, now=now)


ROUTES = [enrol, make_phone_code, make_enrolment_code, list_enrolment_codes, void_enrolment_code]
