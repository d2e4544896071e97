"""How often a secret may be tried, counted in the database: shared by replicas and kept over restarts (`docs/security.md`, A1, A14).

Every try is counted before it is judged. Sources are limited first, so that no one is locked out by someone else's tries alone.
"""

import hashlib

from msgspec import Struct

from domain.errors import TooManyTries
from storage import people
from storage.database import Database

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
EVERYONE = ""
"""The subject of a limit over all; its first try in a window is also when old windows are forgotten."""


class Limit(Struct, frozen=True):
    """At most `count` tries in each window of `window_ms`."""

    name: str
    count: int
    window_ms: int


ENROL_BY_ADDRESS = Limit("enrol.address", 20, 15 * MINUTE_MS)
ENROL_BY_ALL = Limit("enrol.all", 600, HOUR_MS)
"""With 60-bit codes and 1,000 of them open, a year of this finds one with a chance below 1 in 100,000,000."""

SIGN_IN_BY_ADDRESS = Limit("sign_in.address", 30, 15 * MINUTE_MS)
SIGN_IN_BY_LOGIN_AND_ADDRESS = Limit("sign_in.login_and_address", 10, 15 * MINUTE_MS)
SIGN_IN_BY_LOGIN = Limit("sign_in.login", 100, DAY_MS)
"""NIST SP 800-63B-4: no more than 100 failures in a row for one account."""
SIGN_IN_BY_ALL = Limit("sign_in.all", 1_200, HOUR_MS)

CODES_BY_PERSON = Limit("codes.person", 60, HOUR_MS)
"""Codes that one person may make: enough for a full day of intake, too few to fill a database."""


async def count_tries(database: Database, now: int, *tries: tuple[Limit, str]) -> None:
    """Counts one try for each limit and its subject, in a transaction of its own. Raises TooManyTries past any of them."""
    spent = []
    async with database.transaction() as connection:
        for limit, subject in tries:
            count = await people.count_attempt(connection, _bucket(limit, subject), limit.window_ms, now)
            if count > limit.count:
                spent.append(limit)
            if count == 1 and subject == EVERYONE:
                await people.forget_attempts(connection, now - 2 * DAY_MS)
    if spent:
        raise TooManyTries("There were too many tries. Wait a while.", retry_after=max(_wait(limit, now) for limit in spent))


def _wait(limit: Limit, now: int) -> int:
    """Seconds until the window ends."""
    return (limit.window_ms - now % limit.window_ms) // 1000 + 1


def _bucket(limit: Limit, subject: str) -> str:
    """Subjects are hashed: the table of tries is no list of addresses and logins."""
    return f"{limit.name}:{hashlib.sha256(subject.encode()).hexdigest()[:24]}"
