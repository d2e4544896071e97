"""What a push service's answer means, as one table.

By RFC 8030 section 5, and by what the services in use really answer.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal, NamedTuple

FIRST_WAIT = 30_000
LONGEST_WAIT = 3_600_000
LONGEST_ASKED_WAIT = 12 * 3_600_000
"""Milliseconds.

No notice lives longer in a push service, so a longer wait than that is the same as never.
"""
SECONDS = re.compile(r"[0-9]{1,9}")

MOST_REFUSALS = 3
"""Refusals in a row.

Push services do not agree on the status for a wrong key (Apple 400, Google 403). So one such answer
does not end a subscription, and one that always refuses us is not asked for ever.
"""


class PushOutcome(NamedTuple):
    """What a push service's answer means for the notice.

    `accepted` is not `read`. `gone`: forget the subscription. `retry`: after so many milliseconds.
    `reason` is a code. `refused`: it may be our signature, and it may be this subscription; after
    `MOST_REFUSALS` in a row it is set aside.
    """

    kind: Literal["accepted", "gone", "retry", "failed"]
    reason: str = ""
    after: int = 0
    refused: bool = False


def outcome(
    status: int | None, retry_after: str | None, *, now: int, attempts: int, spread: float
) -> PushOutcome:
    """Return the outcome of an answer.

    A status of None stands for no answer (time-out, reset, refused connection). `attempts` counts
    those already made, `spread` is a random number from 0 to 1, `now` in milliseconds is what a
    dated Retry-After counts from.
    """
    match status:
        case None:
            return _retry("no_answer", None, now, attempts, spread)
        case 200 | 201 | 202 | 204:
            return PushOutcome("accepted")
        case 404 | 410:
            return PushOutcome("gone", str(status))
        case 400 | 401 | 403:
            return PushOutcome("failed", str(status), refused=True)
        case 408 | 425 | 429:
            return _retry(str(status), retry_after, now, attempts, spread)
        case _ if 300 <= status <= 399:
            return PushOutcome("failed", "redirected")
        case _ if status >= 500:
            return _retry(str(status), retry_after, now, attempts, spread)
    return PushOutcome(
        "failed", str(status)
    )  # 413 among them: this message is refused, and says nothing of the next


def _retry(
    reason: str, retry_after: str | None, now: int, attempts: int, spread: float
) -> PushOutcome:
    asked = wait_asked(retry_after, now)
    backoff = min(FIRST_WAIT * 2 ** min(attempts, 20), LONGEST_WAIT)
    wait = backoff if asked is None else max(asked, 1_000)
    # Spread, or a whole batch that failed together would come back together.
    return PushOutcome("retry", reason, round(wait * (1 + spread / 4)))


def wait_asked(retry_after: str | None, now: int) -> int | None:
    """Return the milliseconds that a Retry-After asks for; None where it says nothing usable.

    It gives seconds or a date (RFC 9110 section 10.2.3).
    """
    if not retry_after:
        return None
    text = retry_after.strip()
    if SECONDS.fullmatch(text):
        return min(int(text) * 1_000, LONGEST_ASKED_WAIT)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max(_millis(moment) - now, 0), LONGEST_ASKED_WAIT)


def _millis(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
