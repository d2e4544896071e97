"""Nothing that a client may write makes a job fail.

Not once, not for ever, and not for the one beside (security: F7).

Each field that the worker reads, one at a time, holds what validation lets through at its edges. In
the same minute somebody else's note must go out, and so must the note of the very person whose
field it is, if only in the morning of their fallback zone.
"""

import logging
from typing import Any

import pytest

from database.database import Database
from domain.declare import StreamKind
from domain.records import singleton_id
from notifications.worker import Worker
from tests.notifications.pair import HOUR, MINUTE, Pair, make_pair
from tests.notifications.wishing import goal, keeps, meeting, step, write_in

ZONES = [
    "Etc/Unknown",
    "America",
    "CST",
    "Mars/Olympus_Mons",
    "localtime",
    "posixrules",
    "+02:00",
    "UTC/x",
    "x" * 64,
    "Factory",
]
DAYS = ["0001-01-01", "9999-12-31", "9999-12-30", "2026-06-03", "2400-02-29"]
TIMES = ["00:00", "23:59", "02:30"]
LINE = "\N{RIGHT-TO-LEFT OVERRIDE}'\"; DROP TABLE notice; --\u2028%s{}\\u0000"

PLANS: list[dict[str, Any]] = [
    *({"starts_on": day, "local_time": TIMES[number % 3]} for number, day in enumerate(DAYS)),
    *(
        {"repeat": "daily", "every": 30, "starts_on": day, "ends_on": end}
        for day, end in zip(DAYS, reversed(DAYS), strict=True)
    ),
    *(
        {"repeat": "weekly", "weekdays": [0, 0, 6, 6], "starts_on": day, "times": 26}
        for day in DAYS
    ),
    *({"repeat": "monthly", "every": 30, "starts_on": day} for day in DAYS),
]
RULES: list[dict[str, dict[str, Any]]] = [
    *({"pause": {"pause_until": day}} for day in DAYS),
    *({"plan_review": {"plan_review_on": day}} for day in DAYS),
    *({"reminder": {"reminder_at": time, "reminder_days": [6, 6, 0]}} for time in TIMES),
    {"quiet": {"quiet": [{"since": "00:00", "until": "00:00"}]}},
    {"quiet": {"quiet": [{"since": "23:59", "until": "23:58", "weekdays": [6, 6]}] * 7}},
    {"cap_day": {"cap_day": 0}, "cap_week": {"cap_week": 0}},
]


async def somebody_else(database: Database) -> Pair:
    pair = await make_pair(database)
    await pair.encourages("Proud of you.")
    return pair


async def states(pair: Pair) -> list[str]:
    async with pair.database.reading() as connection:
        return [
            row[0]
            for row in await connection.rows(
                "SELECT state FROM notice WHERE stream = $1 ORDER BY id", pair.stream
            )
        ]


async def nothing_fails(pair: Pair, worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    """For two days in steps that meet each hour of the wall.

    What else was due has been decided by then.
    """
    other = await somebody_else(pair.database)
    with caplog.at_level(logging.WARNING):
        for _ in range(16):
            await worker.tick()
            pair.now += 3 * HOUR + MINUTE
        assert [
            record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR
        ] == []
    assert await states(other) == ["no_channel"]


@pytest.mark.parametrize("zone", ZONES)
async def test_whatever_a_profile_calls_its_zone(
    pair: Pair, worker: Worker, caplog: pytest.LogCaptureFixture, zone: str
) -> None:
    await pair.zone(zone)
    await pair.encourages()
    await pair.plans(minutes=1)
    await write_in(
        pair,
        StreamKind.ACCOUNT,
        "notification_settings",
        {"reminder": {"reminder_at": "18:00"}},
        settings_of(pair),
    )
    await nothing_fails(pair, worker, caplog)
    assert "due" not in await states(pair)


@pytest.mark.parametrize("schedule", PLANS, ids=lambda plan: "-".join(map(str, plan.values())))
async def test_whatever_a_plan_says(
    pair: Pair, worker: Worker, caplog: pytest.LogCaptureFixture, schedule: dict[str, Any]
) -> None:
    await pair.plans(text=LINE, **schedule)
    await nothing_fails(pair, worker, caplog)


@pytest.mark.parametrize("groups", RULES, ids=str)
async def test_whatever_a_person_wishes(
    pair: Pair, worker: Worker, caplog: pytest.LogCaptureFixture, groups: dict[str, dict[str, Any]]
) -> None:
    await write_in(pair, StreamKind.ACCOUNT, "notification_settings", groups, settings_of(pair))
    await pair.encourages(LINE)
    await nothing_fails(pair, worker, caplog)


@pytest.mark.parametrize("day", DAYS)
async def test_whatever_day_a_step_or_a_check_in_has(
    pair: Pair, worker: Worker, caplog: pytest.LogCaptureFixture, day: str
) -> None:
    await write_in(
        pair,
        StreamKind.ACCOUNT,
        "notification_settings",
        {"goal_steps": {"goal_steps": True}},
        settings_of(pair),
    )
    await step(pair, await goal(pair), day)
    answers = {
        "occurred_at": f"{day}T12:00:00Z",
        "time_zone": "Etc/Unknown",
        "local_date": day,
        "mood": 3,
    }
    await write_in(pair, StreamKind.OWN, "check_in", {"answers": answers})
    await pair.plans(minutes=60, only_if_no_check_in=True)
    await nothing_fails(pair, worker, caplog)


@pytest.mark.parametrize("zone", ZONES)
async def test_whatever_a_kept_meeting_says(
    pair: Pair, worker: Worker, caplog: pytest.LogCaptureFixture, zone: str
) -> None:
    await write_in(
        pair,
        StreamKind.ACCOUNT,
        "notification_settings",
        {"meetings": {"meetings": True}},
        settings_of(pair),
    )
    await keeps(
        pair,
        *[await meeting(pair, day, "23:59", zone=zone) for day in range(7)],
        "00000000-0000-4000-8000-00000000dead",
    )
    await nothing_fails(pair, worker, caplog)


def settings_of(pair: Pair) -> str:
    return singleton_id(pair.participant.uuid, "notification_settings")
