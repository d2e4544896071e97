"""How often a secret may be tried (`docs/security.md`, A1, A14; decision 0030).

Failures are counted, in the database: shared by replicas and kept over restarts. A good code or
password counts nothing. The network that a try comes from is limited first; whoever came in from
theirs before has a bucket of their own there, so that no one else's failures reach them. Where the
limit of one login, or of all, is spent, strangers wait in a queue (`api.auth.slow_lane`) and are
not refused. A spent bucket is read and never written.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

import accounts
from api.auth.slow_lane import HashingQueue, QueuePriority
from api.settings import Settings
from database.database import Database
from domain.errors import CodeRefused, NotSignedIn, TooManyTries

T = TypeVar("T")

MINUTE_MS = 60_000
QUARTER_MS = 15 * MINUTE_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
EVERYONE = ""
"""The subject of a limit over all."""
KNOWN_MS = 90 * DAY_MS
"""How long a network is remembered from which someone came in."""
KNOWN_DIGITS = 6
"""24 bits: each remembered network could be any of 256 addresses, so the table proves no one's."""


class RateLimit(Struct, frozen=True):
    """At most `count` in each window of `window_ms`."""

    name: str
    count: int
    window_ms: int


class RateBucket(Struct, frozen=True):
    """A limit for one subject.

    Subjects are hashed: the table is no list of addresses and logins.
    """

    limit: RateLimit
    subject: str

    @property
    def key(self) -> str:
        """Return the row's key: the limit's name and a hash, so that the table names nobody."""
        return f"{self.limit.name}:{_digest(self.subject)[:24]}"


ENROL_BY_ALL = RateLimit("enrol.all", 600, HOUR_MS)
"""All wrong enrolment codes of everybody in an hour.

With 60-bit codes, 1,000 of them open and a queue that never empties, a year of guessing finds one
with a chance below 1 in 5,000,000.
"""

SIGN_IN_BY_LOGIN = RateLimit("sign_in.login", 100, DAY_MS)
SIGN_IN_BY_ALL = RateLimit("sign_in.all", 1_200, HOUR_MS)

ONE_TIME_CODES = RateLimit("sign_in.one_time_code", 30, DAY_MS)
"""Wrong one-time codes behind the right password.

Whoever knows a password and guesses the six digits through the queue would find them within days;
past this the digits open nothing.
"""

WRONG_PASSWORDS = msgspec.structs.replace(ONE_TIME_CODES, name="sign_in.password")
"""Counted instead of a one-time code where the password was wrong.

It limits nothing. It is there so that both cases do the same work and take the same time.
"""

CODES_BY_PERSON = RateLimit("codes.person", 60, HOUR_MS)
"""Codes that one person may make: enough for a full day of intake, too few to fill a database."""

COPIES_BY_PERSON = RateLimit("copies.person", 20, DAY_MS)
"""New devices for copied phones."""


class SecretAttempt(Struct, frozen=True, kw_only=True):
    """One try of a secret: where, from which networks (the narrowest first), for which login."""

    action: Literal["enrol", "sign_in"]
    networks: tuple[str, ...]
    login: str = ""

    @property
    def subject(self) -> str:
        """Return who comes from where: what is remembered of those who came in."""
        return f"{self.login} {self.networks[0]}"

    @property
    def known_as(self) -> str:
        """Return the shortened hash under which a successful source is remembered."""
        return f"{self.action}:{_digest(self.subject)[:KNOWN_DIGITS]}"


class AttemptBuckets(Struct, frozen=True):
    """`own` are refused once they are spent; `shared` are filled by others too, so strangers queue.

    The first of `shared` is that of all.
    """

    own: tuple[RateBucket, ...]
    shared: tuple[RateBucket, ...]
    second_factor: tuple[RateBucket, ...] = ()


def buckets_of(attempt: SecretAttempt, settings: Settings, *, is_known: bool) -> AttemptBuckets:
    """Return where a failure of this try counts."""
    if is_known:
        own = RateLimit(f"{attempt.action}.known", settings.tries_by_ipv4, QUARTER_MS)
        return AttemptBuckets(
            (RateBucket(own, attempt.subject),), (), _second_factor(attempt, attempt.subject)
        )
    networks = tuple(
        RateBucket(_limit_of(each, attempt.action, settings), each) for each in attempt.networks
    )
    if attempt.action == "enrol":
        return AttemptBuckets(networks, (RateBucket(ENROL_BY_ALL, EVERYONE),))
    shared = (RateBucket(SIGN_IN_BY_ALL, EVERYONE), RateBucket(SIGN_IN_BY_LOGIN, attempt.login))
    return AttemptBuckets(networks, shared, _second_factor(attempt, attempt.login))


class AttemptOutcome(Struct):
    """What the judge of a try learns (may it succeed?) and reports (was the password right?)."""

    may_succeed: bool
    password_was_right: bool = False


class AttemptLimiter:
    """Lets a secret be judged, or says to wait."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._lane = HashingQueue()
        self._tidied_at = 0

    async def judged(
        self, attempt: SecretAttempt, now: int, judge: Callable[[AttemptOutcome], Awaitable[T]]
    ) -> T:
        """Return what `judge` returns; its refusals are counted.

        Raises TooManyTries where this source has failed too often, or the queue is full.
        """
        is_known = await self._is_known(attempt, now)
        buckets = buckets_of(attempt, self._settings, is_known=is_known)
        # Read the counts only inside the turn: guesses sent at once would otherwise all see the
        # same count and pass.
        async with self._lane.turn_of(attempt.subject if is_known else attempt.networks[-1]):
            spent = await self._spent((*buckets.own, *buckets.shared, *buckets.second_factor), now)
            refuse_spent(spent & set(buckets.own), now)
            outcome = AttemptOutcome(may_succeed=not spent & set(buckets.second_factor))
            async with self._lane.place(lane_of(buckets, spent, is_known=is_known)):
                try:
                    done = await judge(outcome)
                except (CodeRefused, NotSignedIn):
                    await self._count(buckets_to_count(buckets, spent, outcome), now)
                    raise
        await self._remember(attempt, now)
        return done

    async def spend(self, limit: RateLimit, subject: str, now: int) -> None:
        """Count one of what is limited whether or not it succeeds.

        Raises TooManyTries.
        """
        bucket = RateBucket(limit, subject)
        refuse_spent(await self._spent((bucket,), now), now)
        await self._count((bucket,), now)

    async def _is_known(self, attempt: SecretAttempt, now: int) -> bool:
        async with self._database.reading() as connection:
            return await accounts.is_known_source(connection, attempt.known_as, now - KNOWN_MS)

    async def _spent(self, buckets: tuple[RateBucket, ...], now: int) -> set[RateBucket]:
        async with self._database.reading() as connection:
            counts = {
                each: await accounts.attempts_in(connection, each.key, each.limit.window_ms, now)
                for each in buckets
            }
        return {bucket for bucket, count in counts.items() if count >= bucket.limit.count}

    async def _count(self, buckets: Iterable[RateBucket], now: int) -> None:
        """Count a failure in each bucket, always in one order, so that none deadlocks."""
        async with self._database.transaction() as connection:
            for bucket in sorted(buckets, key=lambda each: each.key):
                await accounts.count_attempt(
                    connection, bucket.key, bucket.limit.window_ms, now, most=bucket.limit.count
                )
            # Expired rows are deleted as a side effect, at most four times an hour: no job of its
            # own is needed.
            if now - self._tidied_at >= QUARTER_MS:
                self._tidied_at = now
                await accounts.forget_attempts(connection, now, known_before=now - KNOWN_MS)

    async def _remember(self, attempt: SecretAttempt, now: int) -> None:
        async with self._database.reading() as connection:
            # Written once a day at most, so that an ordinary sign-in costs a read and no write.
            if await accounts.is_known_source(connection, attempt.known_as, now - DAY_MS):
                return
        async with self._database.transaction() as connection:
            await accounts.remember_source(connection, attempt.known_as, now)


def lane_of(buckets: AttemptBuckets, spent: set[RateBucket], *, is_known: bool) -> QueuePriority:
    """Return the queue for a try: known sources never wait behind strangers."""
    if is_known:
        return QueuePriority.KNOWN
    return QueuePriority.HELD if spent & set(buckets.shared) else QueuePriority.USUAL


def buckets_to_count(
    buckets: AttemptBuckets, spent: set[RateBucket], outcome: AttemptOutcome
) -> tuple[RateBucket, ...]:
    """Return the buckets that a refused try counts in.

    Where the limit over all is spent everyone queues, so no login is counted: names that attackers
    make up would fill the table. A wrong password counts as a one-time code of no one, so that the
    work is the same.
    """
    # Where everyone queues already, counting each login would only fill the table with made-up
    # names.
    all_queue = bool(spent & set(buckets.shared[:1]))
    guessed = buckets.second_factor
    if not outcome.password_was_right:
        guessed = tuple(RateBucket(WRONG_PASSWORDS, EVERYONE) for _ in guessed)
    return (*buckets.own, *(() if all_queue else buckets.shared), *guessed)


def refuse_spent(spent: set[RateBucket], now: int) -> None:
    """Raise TooManyTries where there are any."""
    if spent:
        wait = max(bucket.limit.window_ms - now % bucket.limit.window_ms for bucket in spent)
        raise TooManyTries("There were too many tries. Wait a while.", retry_after=wait // 1000 + 1)


def _second_factor(attempt: SecretAttempt, subject: str) -> tuple[RateBucket, ...]:
    return (RateBucket(ONE_TIME_CODES, subject),) if attempt.action == "sign_in" else ()


def _limit_of(network: str, action: str, settings: Settings) -> RateLimit:
    counts = {
        "/64": settings.tries_by_ipv6_64,
        "/56": settings.tries_by_ipv6_56,
        "/48": settings.tries_by_ipv6_48,
    }
    prefix = network[network.find("/") :] if "/" in network else ""
    return RateLimit(
        f"{action}.network{prefix}", counts.get(prefix, settings.tries_by_ipv4), QUARTER_MS
    )


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()
