"""Days in recovery, progress and trends, whatever is recorded. The app passes the same vectors."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from domain.entities.check_in import CheckIn
from domain.entities.goal import Goal
from domain.entities.goal_progress import GoalProgress
from domain.entities.recovery_period import RecoveryPeriod
from domain.figures import (
    TRENDED,
    Days,
    counting_day,
    days_in_recovery,
    goal_progress,
    latest_corrections,
    trend,
)

FOLDER = Path(__file__).parents[2] / "openapi" / "vectors" / "figures"
NOBODY = "00000000-0000-7000-8000-000000000000"
DAY = timedelta(days=1)
TODAY = date(2026, 9, 21)
NEAR = st.dates(TODAY - 60 * DAY, TODAY + 20 * DAY)
PERIODS = st.lists(
    st.builds(RecoveryPeriod, clock=st.just(NOBODY), from_date=NEAR, to_date=st.none() | NEAR),
    max_size=8,
)
IDS = st.sampled_from("abcdef")


def cases(name: str) -> pytest.MarkDecorator:
    found = json.loads((FOLDER / f"{name}.json").read_text())["cases"]
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in found])


def check_in(**answers: Any) -> CheckIn:
    whole = {"occurred_at": "2026-09-21T12:00:00Z", "time_zone": "UTC", **answers}
    return msgspec.convert(
        {name: value for name, value in whole.items() if name not in ("id", "replaces")}, CheckIn
    )


def corrected(entries: list[Any], made: list[Any]) -> dict[str, Any]:
    """By their short names, which stand for record ids."""
    for entry, record in zip(entries, made, strict=True):
        record.replaces = entry.get("replaces")
    return {entry["id"]: record for entry, record in zip(entries, made, strict=True)}


def progress(entries: list[Any]) -> dict[str, GoalProgress]:
    made = [
        GoalProgress(
            goal=NOBODY, amount=each["amount"], local_date=date.fromisoformat(each["local_date"])
        )
        for each in entries
    ]
    return corrected(entries, made)


def test_every_file_of_vectors_is_asked() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {
        "days_in_recovery",
        "counting_day",
        "goal_progress",
        "trends",
    }


@cases("days_in_recovery")
def test_days_in_recovery(case: Any) -> None:
    periods = [
        msgspec.convert({"clock": NOBODY, **each}, RecoveryPeriod) for each in case["periods"]
    ]
    assert (
        msgspec.to_builtins(days_in_recovery(periods, date.fromisoformat(case["today"])))
        == case["expect"]
    )


@cases("counting_day")
def test_the_day_to_count_by(case: Any) -> None:
    before = case["before"] and date.fromisoformat(case["before"])
    assert (
        counting_day(date.fromisoformat(case["local"]), case["now"], before).isoformat()
        == case["expect"]
    )


@cases("goal_progress")
def test_progress_towards_a_goal(case: Any) -> None:
    goal = msgspec.convert({"title": "Walk", **case["goal"]}, Goal)
    found = goal_progress(goal, progress(case["entries"]), date.fromisoformat(case["day"]))
    assert json.loads(msgspec.json.encode(found)) == case["expect"]


@cases("trends")
def test_trends(case: Any) -> None:
    check_ins = corrected(case["check_ins"], [check_in(**each) for each in case["check_ins"]])
    found = trend(check_ins, case["answer"], date.fromisoformat(case["today"]), case["days"])
    assert json.loads(msgspec.json.encode(found)) == case["expect"]


def test_every_answer_that_is_a_number_has_a_trend() -> None:
    def is_number(kind: Any) -> bool:
        while isinstance(kind, inspect.Metadata):
            kind = kind.type
        kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
        return any(
            is_number(each)
            if isinstance(each, inspect.Metadata)
            else isinstance(each, inspect.IntType | inspect.FloatType)
            for each in kinds
        )

    described = inspect.type_info(CheckIn)
    assert isinstance(described, inspect.StructType)
    assert tuple(field.name for field in described.fields if is_number(field.type)) == TRENDED


def test_periods_without_a_day_between_them_are_one_run_whatever_came_before_them() -> None:
    """A period is held against the one before it, and not against the first."""
    spans = [("2026-01-01", "2026-01-10"), ("2026-03-01", "2026-03-05"), ("2026-03-06", None)]
    periods = [
        RecoveryPeriod(
            clock=NOBODY,
            from_date=date.fromisoformat(first),
            to_date=date.fromisoformat(last) if last else None,
        )
        for first, last in spans
    ]
    today = date(2026, 3, 31)
    assert days_in_recovery(periods, today) == Days(current_days=31, total_days=41, longest_days=31)
    assert days_in_recovery(periods[1:], today) == Days(
        current_days=31, total_days=31, longest_days=31
    )


@given(PERIODS)
def test_days_are_those_that_a_calendar_with_every_day_crossed_shows(
    periods: list[RecoveryPeriod],
) -> None:
    crossed = {
        TODAY - back * DAY
        for back in range(61)
        if any(each.from_date <= TODAY - back * DAY <= (each.to_date or TODAY) for each in periods)
    }
    runs, run = [0], 0
    for back in range(60, -1, -1):
        run = run + 1 if TODAY - back * DAY in crossed else 0
        runs.append(run)
    assert days_in_recovery(periods, TODAY) == Days(
        current_days=run, total_days=len(crossed), longest_days=max(runs)
    )


@given(PERIODS, st.integers(1, 400))
def test_time_takes_no_day_away(periods: list[RecoveryPeriod], later: int) -> None:
    now, then = days_in_recovery(periods, TODAY), days_in_recovery(periods, TODAY + later * DAY)
    assert then.total_days >= now.total_days
    assert then.longest_days >= now.longest_days


@given(PERIODS, NEAR)
def test_one_more_period_takes_no_day_away(periods: list[RecoveryPeriod], first: date) -> None:
    """So a setback and a new period cost nothing of what was."""
    now, then = (
        days_in_recovery(periods, TODAY),
        days_in_recovery([*periods, RecoveryPeriod(clock=NOBODY, from_date=first)], TODAY),
    )
    assert then.total_days >= now.total_days
    assert then.longest_days >= now.longest_days


@given(
    st.lists(
        st.tuples(st.integers(0, 48 * 60), st.integers(-12 * 60, 14 * 60)), min_size=1, max_size=30
    )
)
def test_a_change_of_zone_never_lowers_a_count(journey: list[tuple[int, int]]) -> None:
    """`journey`: minutes that passed, then the offset from UTC in minutes."""
    instant, before, counted = datetime(2026, 9, 21, tzinfo=UTC), None, 0
    for passed, offset in journey:
        instant += timedelta(minutes=passed)
        local = instant.astimezone(timezone(timedelta(minutes=offset))).date()
        before = counting_day(local, int(instant.timestamp() * 1000), before)
        assert local <= before <= local + DAY * 2
        days = days_in_recovery(
            [RecoveryPeriod(clock=NOBODY, from_date=date(2026, 9, 1))], before
        ).current_days
        assert days >= counted
        counted = days


@given(st.dictionaries(IDS, st.none() | IDS | st.just("z"), max_size=6))
def test_of_records_that_correct_one_another_exactly_one_stands(
    replaces: dict[str, str | None],
) -> None:
    records = {
        id_: GoalProgress(goal=NOBODY, local_date=TODAY, replaces=named)
        for id_, named in replaces.items()
    }
    families: list[set[str]] = []
    for id_, named in replaces.items():
        together = {id_} | ({named} if named else set())
        for family in [each for each in families if each & together]:
            families.remove(family)
            together |= family
        families.append(together)
    stand = latest_corrections(records)
    assert [len(stand.keys() & family) for family in families] == [1] * len(families)
    named_by_others = {named for id_, named in replaces.items() if named != id_}
    assert all(id_ not in named_by_others or _in_a_ring(id_, replaces) for id_ in stand)


def _in_a_ring(id_: str, replaces: dict[str, str | None]) -> bool:
    at, steps = replaces.get(id_), 0
    while at is not None and at != id_ and steps < len(replaces):
        at, steps = replaces.get(at), steps + 1
    return at == id_


@given(
    st.lists(st.tuples(st.integers(0, 10**9), NEAR), max_size=20), st.randoms(use_true_random=False)
)
def test_progress_is_the_same_in_every_order(made: list[tuple[int, date]], random: Any) -> None:
    entries = {
        str(n): GoalProgress(goal=NOBODY, amount=amount / 1000, local_date=day)
        for n, (amount, day) in enumerate(made)
    }
    other = list(entries.items())
    random.shuffle(other)
    goal = Goal(title="Save", measure="amount", target=5, period="month")
    assert goal_progress(goal, entries, TODAY) == goal_progress(goal, dict(other), TODAY)


@given(
    st.lists(st.tuples(NEAR, st.integers(0, 10)), max_size=20), st.sampled_from([7, 30, 90]), NEAR
)
def test_a_day_without_an_entry_changes_no_other_day(
    made: list[tuple[date, int]], days: int, gap: date
) -> None:
    check_ins = {
        str(n): check_in(local_date=day.isoformat(), craving=craving)
        for n, (day, craving) in enumerate(made)
    }
    whole = trend(check_ins, "craving", TODAY, days)
    less = trend(
        {id_: each for id_, each in check_ins.items() if each.local_date != gap},
        "craving",
        TODAY,
        days,
    )
    assert less.points == [(day, value) for day, value in whole.points if day != gap]
    assert all(0 <= value <= 10 for _, value in whole.points)
    assert (whole.average is None) == (not whole.points)
