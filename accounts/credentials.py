"""What staff sign in with."""

from msgspec import Struct

from accounts.rows import to_struct
from database.database import Connection
from database.tables import StaffCredential as CredentialRow


class StaffCredential(Struct, frozen=True, kw_only=True):
    """A login, with hash and secret."""

    person: int
    program: int
    login: str
    password_hash: str
    totp_secret: str
    totp_last_step: int


async def add_credential(
    connection: Connection,
    *,
    person: int,
    program: int,
    login: str,
    password_hash: str,
    totp_secret: str,
) -> StaffCredential:
    """Store a login.

    Raises `AlreadyThere` where the login is taken, in any program.
    """
    made = StaffCredential(
        person=person,
        program=program,
        login=login,
        password_hash=password_hash,
        totp_secret=totp_secret,
        totp_last_step=0,
    )
    await connection.query(
        CredentialRow.insert(
            CredentialRow(
                person=person,
                program=program,
                login=login,
                password_hash=password_hash,
                totp_secret=totp_secret,
            )
        )
    )
    return made


async def credential_of_login(connection: Connection, login: str) -> StaffCredential | None:
    """Return the credential of a login, also where its person is no longer active."""
    return to_struct(
        await connection.query(CredentialRow.select().where(CredentialRow.login == login)),
        StaffCredential,
    )


async def use_totp_step(connection: Connection, person: int, step: int) -> bool:
    """Use up a one-time code's step and all before it; return False where it was used.

    Also by a request at the same time.
    """
    # One UPDATE decides: reading first would let two requests use the same code.
    use = CredentialRow.update({CredentialRow.totp_last_step: step}).where(
        CredentialRow.person == person, CredentialRow.totp_last_step < step
    )
    return bool(await connection.query(use.returning(CredentialRow.person)))


async def set_password(connection: Connection, person: int, password_hash: str) -> None:
    """Replace the hash of a person's password."""
    await connection.query(
        CredentialRow.update({CredentialRow.password_hash: password_hash}).where(
            CredentialRow.person == person
        )
    )
