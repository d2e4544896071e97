"""Staff sign in with a password and a one-time code.

Whatever is wrong, the answer and the time that it takes are the same (`docs/security.md`, A12).
"""

import asyncio
import hmac
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

import accounts
from accounts import Person, StaffCredential
from api.auth.attempts import AttemptOutcome
from database.database import Database
from domain.errors import NotSignedIn
from program.staff import typed_password

STEP_MS = 30_000
DRIFT = 1
"""Steps of 30 seconds by which an authenticator's clock may be off (RFC 6238)."""
CHECKERS = ThreadPoolExecutor(2, "password")
"""A check takes 64 MiB: a flood of sign-ins may wait, the machine may not run out."""


class SignInRefused(NotSignedIn):
    """The login, the password or the one-time code is wrong; which one is not said."""

    code = "sign_in_refused"


async def person_signing_in(
    database: Database,
    now: int,
    *,
    login: str,
    password: str,
    one_time_code: str,
    chance: AttemptOutcome,
) -> Person:
    """Return the staff member; their one-time code is spent.

    Raises SignInRefused.
    """
    async with database.reading() as connection:
        known = await accounts.credential_of_login(connection, login)
    credential = known or _nobody()
    # On a thread: argon2 takes a tenth of a second, in which the event loop would serve nobody.
    is_right = await asyncio.get_running_loop().run_in_executor(
        CHECKERS, _is_password, credential.password_hash, typed_password(password)
    )
    step = matching_step(credential.totp_secret, one_time_code, now)
    # Set before any refusal, since the caller counts a wrong code and a wrong password differently.
    chance.password_was_right = is_right and known is not None
    if known is None or not is_right or step is None or not chance.may_succeed:
        raise _refused()
    async with database.transaction() as connection:
        person = await accounts.person(connection, known.person)
        if (
            person is None
            or person.status != "active"
            or not await accounts.use_totp_step(connection, known.person, step)
        ):
            raise _refused()
    return person


def normalized_login(login: str) -> str:
    """Return the login as it is compared: Unicode NFC, no spaces around it, case folded."""
    return unicodedata.normalize("NFC", login).strip().casefold()


def matching_step(secret: str, one_time_code: str, now: int) -> int | None:
    """Return the 30-second step of this code, within the drift allowed to a clock, or None."""
    codes = pyotp.TOTP(secret)
    typed = "".join(filter(str.isdigit, unicodedata.normalize("NFKC", one_time_code))).encode()
    steps = range(now // STEP_MS - DRIFT, now // STEP_MS + DRIFT + 1)
    found = [
        # All steps are compared, in constant time: the answer's time tells nothing about the
        # digits.
        step
        for step in steps
        if hmac.compare_digest(codes.generate_otp(step).encode(), typed)
    ]
    # The latest step: the code counts as used up to it, so an earlier one cannot be used again.
    return found[-1] if found else None


def _is_password(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> StaffCredential:
    """Return what an unknown login is checked against, so that it takes as long."""
    return StaffCredential(
        person=0,
        program=0,
        login="",
        password_hash=PasswordHasher().hash("no one's password"),
        totp_secret=pyotp.random_base32(),
        totp_last_step=0,
    )


def _refused() -> SignInRefused:
    return SignInRefused(
        "The name, the password or the one-time code is wrong, or the code was used already."
    )
