"""Adds staff: a login, a password and a secret for their authenticator app, each shown once."""

import asyncio
import base64
import re
import unicodedata
from typing import Literal, get_args

import pyotp
from argon2 import PasswordHasher
from msgspec import Struct

import accounts
from accounts import Person, Program, Session
from database.database import Connection, Database
from database.errors import AlreadyThere
from domain.errors import BadInput, Conflict
from domain.values import NewId
from program.codes import ALPHABET, TokenBytes, qr_svg, read_letters
from program.newcomers import add_newcomer
from program.rights import require_role

StaffRole = Literal["peer", "supervisor", "curator", "admin", "evaluator"]
SECRET_BYTES = 20
"""As RFC 4226 recommends."""
_LOGIN = re.compile(r"[\w.@+-]{2,100}")
_PASSWORD_BYTES = 20


class NewStaff(Struct, frozen=True, kw_only=True):
    """What the new member of staff is told, once.

    `authenticator_uri` and its picture set their authenticator app up.
    """

    person: int
    login: str
    password: str
    authenticator_uri: str
    qr_svg: str


class Secrets(Struct, frozen=True):
    """What someone signs in with.

    `totp_secret` is in base 32.
    """

    password: str
    totp_secret: str


def new_secrets(token_bytes: TokenBytes) -> Secrets:
    """Return a password of 100 random bits, easy to copy by hand, and a one-time code secret."""
    password = _grouped("".join(ALPHABET[byte & 31] for byte in token_bytes(_PASSWORD_BYTES)))
    return Secrets(password, base64.b32encode(token_bytes(SECRET_BYTES)).decode())


def typed_password(text: str) -> str:
    """Return a password that was made here, however it was read, typed or pasted.

    Any other is returned as it was typed.
    """
    letters = read_letters(text, _PASSWORD_BYTES)
    return _grouped(letters) if letters else text


def _grouped(letters: str) -> str:
    """Return the letters as they are handed over: small, five by five."""
    return "-".join(letters[start : start + 5] for start in range(0, len(letters), 5)).lower()


async def add_staff(
    database: Database,
    actor: Session,
    *,
    display_name: str,
    role: StaffRole,
    login: str,
    now: int,
    token_bytes: TokenBytes,
    new_id: NewId,
) -> NewStaff:
    """Add a member of staff of the actor's program.

    Raises NotAllowed, BadInput, and Conflict where the login is taken.
    """
    require_role(actor, "admin")
    async with database.reading() as connection:
        program = await accounts.program(connection, actor.program)
    assert program, "a session has a program"
    secrets = new_secrets(token_bytes)
    password_hash = await hash_password(secrets)
    async with database.transaction() as connection:
        person = await open_staff_account(
            connection,
            program,
            display_name=display_name,
            role=role,
            login=login,
            secrets=secrets,
            password_hash=password_hash,
            now=now,
            new_id=new_id,
        )
    return shown_once(program, person, login, secrets)


async def hash_password(secrets: Secrets) -> str:
    """Return what is stored of a password. Call it before any transaction.

    On a thread, and it takes long: in a transaction it would hold SQLite's only writer.
    """
    return await asyncio.to_thread(PasswordHasher().hash, secrets.password)


async def open_staff_account(
    connection: Connection,
    program: Program,
    *,
    display_name: str,
    role: StaffRole,
    login: str,
    secrets: Secrets,
    password_hash: str,
    now: int,
    new_id: NewId,
) -> Person:
    """Open the account; it does not ask whether the actor may.

    Raises BadInput, and Conflict where the login is taken.
    """
    if role not in get_args(StaffRole):
        raise BadInput("There is no such role.", where="role")
    login = checked_login(login)
    person = await add_newcomer(connection, program, role, display_name, now=now, new_id=new_id)
    try:
        await accounts.add_credential(
            connection,
            person=person.id,
            program=program.id,
            login=login,
            password_hash=password_hash,
            totp_secret=secrets.totp_secret,
        )
    except AlreadyThere as error:
        raise Conflict("This login is taken.", where="login") from error
    return person


def shown_once(program: Program, person: Person, login: str, secrets: Secrets) -> NewStaff:
    """Return what staff are handed on paper or screen; of the password only a hash is kept."""
    uri = pyotp.TOTP(secrets.totp_secret).provisioning_uri(
        name=checked_login(login), issuer_name=program.name
    )
    return NewStaff(
        person=person.id,
        login=checked_login(login),
        password=secrets.password,
        authenticator_uri=uri,
        qr_svg=qr_svg(uri),
    )


def checked_login(text: str) -> str:
    """Return the login as it is looked up at sign-in: Unicode form C, small letters.

    Raises BadInput.
    """
    login = unicodedata.normalize("NFC", text).strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise BadInput("A login has 2 to 100 letters, digits or . @ + - _", where="login")
    return login
