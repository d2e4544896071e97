"""One-time codes that let a participant in, for the first time or on another phone.

No e-mail and no phone number is needed. Who comes in and as what is said by the code's row alone,
never by whoever types it (`docs/decisions/0018-codes-that-are-read-aloud.md`).
"""

from msgspec import Struct

import accounts
from accounts import EnrolmentCode, Person, Session
from database.database import Connection, Database
from domain.errors import CodeRefused, Conflict, NotFound
from domain.values import NewId
from program.assignments import start_assignment
from program.codes import TokenBytes, code_hash, enrolment_url, new_code, qr_svg, typed_code
from program.newcomers import add_newcomer, chosen_name
from program.rights import INVITING, SUPERVISING, participant_of, peer_of, require_role

INVITATION_MS = 48 * 3600 * 1000
PHONE_MS = 15 * 60 * 1000


class IssuedCode(Struct, frozen=True, kw_only=True):
    """A new code, this once.

    `url` holds it in the fragment; `qr_svg` is the same as a picture. `expires_at` in milliseconds.
    """

    id: int
    code: str
    url: str
    qr_svg: str
    expires_at: int


class RedeemedCode(Struct, frozen=True):
    """Who came in by a code.

    Whether for the first time, and on which device of theirs the code was made.
    """

    person: Person
    is_new: bool
    came_from: int | None


class CodeState(Struct, frozen=True, kw_only=True):
    """What staff see of a code afterwards: never the code itself.

    Instants in milliseconds.
    """

    id: int
    display_name: str
    expires_at: int
    used_at: int | None
    voided_at: int | None


async def invite(
    database: Database,
    actor: Session,
    *,
    display_name: str,
    origin: str,
    now: int,
    token_bytes: TokenBytes,
    peer: int | None = None,
) -> IssuedCode:
    """Make a code for a new participant, who is assigned to `peer` on coming in.

    Only those who assign may name a peer.
    """
    require_role(actor, *INVITING)
    name = chosen_name(display_name)
    if peer is not None:
        require_role(actor, *SUPERVISING)
        async with database.reading() as connection:
            await peer_of(connection, actor.program, peer)
    return await issue_code(
        database,
        program=actor.program,
        made_by=actor.person,
        display_name=name,
        peer=peer,
        origin=origin,
        now=now,
        life_ms=INVITATION_MS,
        token_bytes=token_bytes,
    )


async def invite_again(
    database: Database,
    actor: Session,
    *,
    participant: int,
    origin: str,
    now: int,
    token_bytes: TokenBytes,
) -> IssuedCode:
    """Make a code for one more phone of a participant, by staff who may see the participant."""
    require_role(actor, *INVITING)
    async with database.reading() as connection:
        person = await participant_of(connection, actor, participant)
    return await _issue_for(
        database, actor, person, INVITATION_MS, origin=origin, now=now, token_bytes=token_bytes
    )


async def add_phone(
    database: Database, actor: Session, *, origin: str, now: int, token_bytes: TokenBytes
) -> IssuedCode:
    """Make a code for the participant's own other phone, valid for a quarter of an hour."""
    require_role(actor, "participant")
    async with database.reading() as connection:
        person = await participant_of(connection, actor, actor.person)
    return await _issue_for(
        database,
        actor,
        person,
        PHONE_MS,
        origin=origin,
        now=now,
        token_bytes=token_bytes,
        made_on=actor.device,
    )


async def list_codes(database: Database, actor: Session) -> list[CodeState]:
    """List the program's codes, the newest first; a peer sees their own."""
    require_role(actor, *INVITING)
    async with database.reading() as connection:
        found = await accounts.codes_of(connection, actor.program)
    return [
        CodeState(
            id=code.id,
            display_name=code.display_name,
            expires_at=code.expires_at,
            used_at=code.used_at,
            voided_at=code.voided_at,
        )
        for code in found
        if _may_see(actor, code)
    ]


async def void_invitation(database: Database, actor: Session, code: int, *, now: int) -> None:
    """Take a code back.

    Raises NotFound, or Conflict where it is used or voided already.
    """
    require_role(actor, *INVITING)
    async with database.transaction() as connection:
        found = await accounts.code(connection, code)
        if found is None or not _may_see(actor, found):
            raise NotFound("There is no such code.")
        if not await accounts.void_code(connection, actor.program, code, now):
            raise Conflict("This code was used or taken back already.")


async def hash_of(typed: str) -> str:
    """Return what is stored of a typed code, as slowly for any other; before any transaction."""
    return await code_hash(typed_code(typed) or "")


async def redeem(connection: Connection, hashed: str, *, now: int, new_id: NewId) -> RedeemedCode:
    """Use a code up and return who came in; of requests at the same time one wins.

    The caller opens their device in the same transaction. Raises CodeRefused, the same for a code
    that is unknown, used, voided, expired, of an account that is closed, or made by someone who may
    not make it any more.
    """
    # One UPDATE that only an unused row matches: of two requests the second finds none.
    code = await accounts.redeem_code(connection, hashed, now)
    if code is None:
        raise code_refused()
    if code.person is None:
        person = await _newcomer(connection, code, now, new_id)
    else:
        person = await _known(connection, code.person)
        if not await _may_open(connection, code, person):
            raise code_refused()
    await accounts.set_code_user(connection, code.id, person.id)
    return RedeemedCode(person, code.person is None, code.made_on)


async def issue_code(
    database: Database,
    *,
    program: int,
    made_by: int,
    display_name: str,
    origin: str,
    now: int,
    life_ms: int,
    token_bytes: TokenBytes,
    person: int | None = None,
    peer: int | None = None,
    made_on: int | None = None,
) -> IssuedCode:
    """Make a code; it does not ask whether the actor may."""
    code = new_code(token_bytes)
    hashed = await hash_of(code)
    async with database.transaction() as connection:
        made = await accounts.add_code(
            connection,
            code_hash=hashed,
            program=program,
            made_by=made_by,
            now=now,
            expires_at=now + life_ms,
            display_name=display_name,
            person=person,
            peer=peer,
            made_on=made_on,
        )
    url = enrolment_url(origin, code)
    return IssuedCode(
        id=made.id, code=code, url=url, qr_svg=qr_svg(url), expires_at=made.expires_at
    )


async def _issue_for(
    database: Database,
    actor: Session,
    person: Person,
    life_ms: int,
    *,
    origin: str,
    now: int,
    token_bytes: TokenBytes,
    made_on: int | None = None,
) -> IssuedCode:
    return await issue_code(
        database,
        program=actor.program,
        made_by=actor.person,
        display_name=person.display_name,
        person=person.id,
        origin=origin,
        now=now,
        life_ms=life_ms,
        token_bytes=token_bytes,
        made_on=made_on,
    )


async def _newcomer(connection: Connection, code: EnrolmentCode, now: int, new_id: NewId) -> Person:
    program = await accounts.program(connection, code.program)
    if program is None:
        raise code_refused()
    person = await add_newcomer(
        connection, program, "participant", code.display_name, now=now, new_id=new_id
    )
    if (
        code.peer is not None
        and (peer := await accounts.person(connection, code.peer)) is not None
        # The peer may have left since the code was made: then the participant comes in without one.
        and peer.status == "active"
    ):
        await start_assignment(connection, person, peer, now=now, new_id=new_id)
    return person


async def _known(connection: Connection, id_: int) -> Person:
    person = await accounts.person(connection, id_)
    if person is None or person.status != "active" or person.role != "participant":
        raise code_refused()
    return person


async def _may_open(connection: Connection, code: EnrolmentCode, participant: Person) -> bool:
    """Return whether who made the code could make it now; a re-assignment ends a peer's.

    One's own outlives a phone that signs itself out: so an account moves to a new phone.
    """
    maker = await accounts.person(connection, code.made_by)
    if maker is None or maker.status != "active" or maker.program != participant.program:
        return False
    if maker.id == participant.id:
        return True
    if maker.role == "peer":
        assignment = await accounts.active_assignment(connection, participant.id)
        return assignment is not None and assignment.peer == maker.id
    return maker.role in SUPERVISING


def _may_see(actor: Session, code: EnrolmentCode) -> bool:
    return code.program == actor.program and (
        actor.role in SUPERVISING or code.made_by == actor.person
    )


def code_refused() -> CodeRefused:
    """Return the error for a code, the same whatever is wrong with it."""
    return CodeRefused(
        "This code does not work. It may be mistyped, used already or too old. Ask for a new one.",
        where="code",
    )
