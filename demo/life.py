"""Ninety days of one made-up person's records: check-ins, notes, goals, plan, people. Pure."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Literal

from msgspec import Struct

from demo.cast import ParticipantPart, Words
from domain.zones import zone_named

DAYS = 90
SATURDAY = 5
MEASURE = ("measure", "target", "unit", "period")

NewIdAt = Callable[[int], str]
"""Makes a UUID for a record that is made at that instant, in milliseconds."""


class DatedRecord(Struct, frozen=True):
    """A record as it was written, at an instant in milliseconds."""

    stream: Literal["own", "shared", "account"]
    entity: str
    record: str
    groups: dict[str, dict[str, Any]]
    at: int


def life_of(
    person: ParticipantPart, words: Words, rng: Random, new_id: NewIdAt, *, today: date, now: int
) -> list[DatedRecord]:
    """Return everything that the person wrote until yesterday.

    Today is left to whoever tries the demo.
    """
    began = _at(person, today - timedelta(days=DAYS), time(9))
    written = [
        *_goals(person, rng, new_id, today, began),
        *_plan(person, words, rng, new_id, began),
        *_contacts(person, words, rng, new_id, began),
    ]
    written += _check_ins(person, words, rng, new_id, today)
    return [each for each in written if each.at < now]


def _goals(
    person: ParticipantPart, rng: Random, new_id: NewIdAt, today: date, began: int
) -> Iterator[DatedRecord]:
    for goal in person.goals:
        start = today - timedelta(days=rng.randint(20, 80))
        groups: dict[str, dict[str, Any]] = {
            "words": {
                name: goal[name]
                for name in ("title", "why", "first_step", "barriers")
                if name in goal
            },
            "area": {"dimension": goal["dimension"]},
            "dates": {
                "start_on": start.isoformat(),
                "review_on": (today + timedelta(days=rng.randint(3, 30))).isoformat(),
            },
            "status": {"status": goal.get("status", "active")},
            "confidence": {"confidence": goal["confidence"]},
        }
        if "measure" in goal:
            groups["measure"] = {name: goal[name] for name in MEASURE if name in goal}
        if "status" in goal:
            groups["status"]["came_from"] = "active"
        if goal.get("status") == "achieved":
            groups["status"]["achieved_on"] = (start + timedelta(days=15)).isoformat()
        yield DatedRecord(person.stream_for("goals"), "goal", new_id(began), groups, began)


def _plan(
    person: ParticipantPart, words: Words, rng: Random, new_id: NewIdAt, began: int
) -> Iterator[DatedRecord]:
    lines = [(line.section, line.text, line.shared) for line in person.plan]
    if not lines:
        lines = [
            (section, rng.choice(texts), "plan" in person.share)
            for section, texts in words.plan.items()
            if rng.random() < 0.9
        ]
    for section, text, shared in lines:
        groups = {
            "place": {"section": section},
            "words": {"text": text},
            "state": {"state": "active"},
        }
        yield DatedRecord("shared" if shared else "own", "plan_item", new_id(began), groups, began)


def _contacts(
    person: ParticipantPart, words: Words, rng: Random, new_id: NewIdAt, began: int
) -> Iterator[DatedRecord]:
    for contact in person.contacts or rng.sample(words.contact, 2):
        groups: dict[str, dict[str, Any]] = {
            "who": {"name": contact.name, "relation": contact.relation, "phone": contact.phone},
            "when": {"when_to_call": contact.when_to_call},
            "card": {"in_crisis_card": True},
        }
        yield DatedRecord("own", "support_contact", new_id(began), groups, began)


def _check_ins(
    person: ParticipantPart, words: Words, rng: Random, new_id: NewIdAt, today: date
) -> Iterator[DatedRecord]:
    for ago in range(DAYS, person.away, -1):
        day = today - timedelta(days=ago)
        weekend = day.weekday() >= SATURDAY
        if (
            rng.random() >= person.rate * (0.75 if weekend and person.rate < 0.9 else 1)
            and ago != person.dip
        ):
            continue
        at = _at(person, day, time(rng.choice((7, 8, 8, 12, 18, 19, 20, 21)), rng.randrange(60)))
        answers = _answers(person, words, rng, ago)
        moment = datetime.fromtimestamp(at / 1000, zone_named(person.time_zone))
        answers |= {
            "occurred_at": moment.isoformat(),
            "time_zone": person.time_zone,
            "local_date": day.isoformat(),
        }
        check_in = new_id(at)
        yield DatedRecord(
            person.stream_for("check_ins"), "check_in", check_in, {"answers": answers}, at
        )
        if ago == person.dip:
            use = {"used": "yes", "check_in": check_in}
            yield DatedRecord(
                person.stream_for("use"), "use_report", new_id(at), {"answer": use}, at
            )
        if person.language == "en" and rng.random() < 0.08:
            note = {"text": rng.choice(words.notes), "check_in": check_in}
            yield DatedRecord(
                "own", "journal_note", new_id(at + 60_000), {"words": note}, at + 60_000
            )


def _answers(person: ParticipantPart, words: Words, rng: Random, ago: int) -> dict[str, Any]:
    """Return the answers of one day.

    The last weeks are a little lighter than the first; a dip is a hard day and the few after it.
    """
    lift = (DAYS - ago) / DAYS * 0.6
    hard = 1.5 if person.dip is not None and 0 <= person.dip - ago <= 4 else 0.0
    answers: dict[str, Any] = {"mood": _within(rng.gauss(person.mood + lift - hard, 0.8), 1, 5)}
    answers["craving"] = _within(rng.gauss(person.craving - 2 * lift + 2 * hard, 1.8), 0, 10)
    if rng.random() < 0.7:
        answers |= {
            "stress": _within(rng.gauss(4 + hard, 2), 0, 10),
            "sleep_quality": _within(rng.gauss(3.2 + lift, 0.9), 1, 5),
        }
        answers["sleep_hours"] = _within(rng.gauss(13 + 2 * lift, 2), 4, 20) / 2
    if rng.random() < 0.5:
        answers |= {
            "connected": _within(rng.gauss(3.2, 0.9), 1, 5),
            "confidence": _within(rng.gauss(6.5 + lift - hard, 1.6), 0, 10),
        }
    if answers["craving"] >= 4 and person.language == "en":
        answers |= {
            "triggers": sorted(rng.sample(words.triggers, rng.randint(1, 2))),
            "helped": [rng.choice(words.helped)],
        }
    if person.language == "en" and rng.random() < 0.2:
        answers["grateful"] = rng.choice(words.grateful)
    if person.takes_medicine:
        answers["took_meds_as_planned"] = "yes" if rng.random() < 0.95 else "no"
    return answers


def _within(value: float, least: int, most: int) -> int:
    return max(least, min(most, round(value)))


def _at(person: ParticipantPart, day: date, clock: time) -> int:
    return int(datetime.combine(day, clock, zone_named(person.time_zone)).timestamp() * 1000)
