"""What a wave came to.

Every message that was sent is decrypted, and held against what the database says of its notice.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from database.database import Database
from notifications.policy.delivery import LONGEST_TTL_SECONDS
from tests.nudges.crowd import Member
from tests.nudges.revoking import Revoked
from tests.push_service.bulk import Bulk, Taken

SENT = ("accepted", "unknown")
NOTICES = "SELECT person, uuid, state FROM notice WHERE kind = 'nudge'"
WITHOUT_ENTRY = """
    SELECT count(*) FROM notice n LEFT JOIN record r ON r.stream = n.stream AND r.record = n.uuid
    WHERE n.kind = 'nudge' AND n.state NOT IN ('cancelled', 'suppressed') AND r.record IS NULL"""


class Killed(Protocol):
    crashes: Counter[str]
    unexpected: list[int | None]


class Findings(Struct, kw_only=True):
    """Figures of one wave.

    `sentences` are those that were seen, by language; `wrong` says what should not be.
    """

    due: int
    sent: int
    states: Counter[str]
    crashes: Counter[str]
    duplicated: int
    sent_after_revocation: int
    revoked_in_time: int
    lengths: set[int]
    sentences: dict[str, set[str]]
    wrong: list[str]


async def judge(
    database: Database,
    members: Sequence[Member],
    service: Bulk,
    revoked: Sequence[Revoked],
    workers: Killed,
) -> Findings:
    async with database.reading() as connection:
        notices = {person: (uuid, state) for person, uuid, state in await connection.rows(NOTICES)}
        without_entry = await connection.value(WITHOUT_ENTRY)
    by_token = {member.browser.token: member for member in members}
    plain = [
        (by_token[taken.token], by_token[taken.token].browser.decrypt(taken.body))
        for taken in service.taken
    ]
    shown = [(member, msgspec.json.decode(data)) for member, data in plain]
    times = Counter(member.person for member, _ in shown)
    in_time = [one for one in revoked if one.in_time]
    return Findings(
        due=len(notices),
        sent=len(shown),
        states=Counter(state for _, state in notices.values()),
        crashes=workers.crashes,
        duplicated=sum(count - 1 for count in times.values()),
        sent_after_revocation=sum(times[one.member.person] for one in in_time),
        revoked_in_time=len(in_time),
        lengths={len(data) for _, data in plain},
        sentences=_sentences(shown),
        wrong=[
            *_wrong(members, notices, times),
            *_wrong_headers(service.taken),
            *(f"the push service refused: {why}" for why in service.refused),
            *(f"a worker ended by itself with {code}" for code in workers.unexpected),
            *(
                f"{member.number} was shown what is not theirs"
                for member, data in shown
                if data["id"] != notices[member.person][0]
            ),
            *([f"{without_entry} nudges are in no inbox"] if without_entry else []),
        ],
    )


def _wrong_headers(taken: Sequence[Taken]) -> list[str]:
    topics = {one.token: one.topic for one in taken}
    wrong = [
        f"a push service is to keep it for {one.ttl} s"
        for one in taken
        if not 0 < one.ttl <= LONGEST_TTL_SECONDS
    ]
    return (
        wrong if len(set(topics.values())) == len(topics) else [*wrong, "two people share a topic"]
    )


def _sentences(shown: Sequence[tuple[Member, Any]]) -> dict[str, set[str]]:
    seen: dict[str, set[str]] = {}
    for member, data in shown:
        notification = data["notification"]
        assert notification["lang"] == member.language
        seen.setdefault(member.language, set()).update(
            (notification["title"], notification["body"])
        )
    return seen


def _wrong(
    members: Sequence[Member], notices: dict[int, tuple[str, str]], times: Counter[int]
) -> list[str]:
    """Accepted is sent; unknown may be; nothing else is."""
    wrong = []
    for member in members:
        _, state = notices.get(member.person, ("", "never planned"))
        if state == "never planned" or (state == "accepted" and not times[member.person]):
            wrong.append(f"{member.number} was lost: {state}")
        if state not in SENT and times[member.person]:
            wrong.append(f"{member.number} was sent a push and is {state}")
    return wrong
