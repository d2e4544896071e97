"""What a peer did for one made-up person: assignment, notes, plans, and the nudges of those."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from msgspec import Struct

from accounts import AssignmentTerms, Person, Session
from database.database import Database
from demo.cast import NudgePart, ParticipantPart, Words
from demo.chance import Chance
from demo.life import DAYS
from domain.zones import zone_named
from program.assignments import assign, assignment_record_id, start_assignment
from records.streams import stream_transaction, write_system

DAY_MS = 24 * 3600 * 1000
HOUR_MS = 3600 * 1000
MOVED_DAYS_AGO = 30
NOTES_EVERY_DAYS = 8
PAST_NUDGES = 5
REACTIONS = ("heart", "thanks", "strong", None)
OUTCOMES = ("accepted", "accepted", "accepted", "expired")


class AssignmentWriter(Struct, frozen=True):
    """Writes the records of one assignment, each at its own instant."""

    database: Database
    assignment: AssignmentTerms
    chance: Chance

    async def put(
        self, entity: str, groups: dict[str, dict[str, Any]], at: int, *, record: str | None = None
    ) -> str:
        """Write one record and return its id."""
        record = record or self.chance.id_at(at)
        stream = self.assignment.stream
        async with stream_transaction(self.database, [stream], now=at) as writer:
            await write_system(
                writer, stream, entity, record, groups, mutation=self.chance.id_at(at)
            )
        return record


async def write_assignment(
    database: Database,
    part: ParticipantPart,
    person: Person,
    staff: dict[str, Person],
    words: Words,
    chance: Chance,
    *,
    today: date,
    now: int,
) -> None:
    """Write one assignment, or two where the part says that the person got another peer."""
    rng = chance.of(f"{part.display_name}/peer")
    began = now - DAYS * DAY_MS
    async with database.transaction() as connection:
        assignment = await start_assignment(
            connection, person, staff[part.peer], now=began, new_id=chance.ids_at(began)
        )
    moved = now - MOVED_DAYS_AGO * DAY_MS if part.moves_to else now
    await _side_by_side(
        AssignmentWriter(database, assignment, chance), part, words, rng, began, moved, today
    )
    if part.moves_to:
        made = await assign(
            database,
            _session(staff["ruth"], now),
            participant=person.id,
            peer=staff[part.moves_to].id,
            now=moved,
            new_id=chance.ids_at(moved),
            note_to_participant=(
                f"{staff[part.peer].display_name} is on leave. "
                f"{staff[part.moves_to].display_name} is there for you now."
            ),
        )
        await _side_by_side(
            AssignmentWriter(database, made, chance), part, words, rng, moved, now, today
        )


async def _side_by_side(
    companion: AssignmentWriter,
    part: ParticipantPart,
    words: Words,
    rng: Random,
    began: int,
    until: int,
    today: date,
) -> None:
    if part.shares:
        yes = began + 2 * HOUR_MS
        await companion.put(
            "assignment",
            {"sharing": {"shares": True}},
            yes,
            record=assignment_record_id(companion.assignment),
        )
    texts = words.encouragements_es if part.language == "es" else words.encouragements
    for at in range(began + DAY_MS, until - 2 * DAY_MS, NOTES_EVERY_DAYS * DAY_MS):
        await _note(companion, rng.choice(texts), at + rng.randrange(8) * HOUR_MS, rng, words)
    if part.open_to_nudges:
        await companion.put("encouragement", {"words": {"text": texts[0]}}, until - 2 * HOUR_MS)
    if part.language == "en":
        nudge = words.nudge[1] if part.open_to_nudges else rng.choice(words.nudge)
        await _nudges(companion, part, nudge, rng, until, today)


async def _note(companion: AssignmentWriter, text: str, at: int, rng: Random, words: Words) -> None:
    """Write a note that was read, and perhaps answered."""
    answer: dict[str, Any] = {"seen": True, "reaction": rng.choice(REACTIONS)}
    if rng.random() < 0.3:
        # Chance is drawn in a fixed order: one draw more would change every person after this one.
        answer["reply"] = rng.choice(words.replies)
    await companion.put("encouragement", {"words": {"text": text}, "answer": answer}, at)


async def _nudges(
    companion: AssignmentWriter,
    part: ParticipantPart,
    nudge: NudgePart,
    rng: Random,
    until: int,
    today: date,
) -> None:
    """Write a plan that goes on from now, and the last few times that it came due."""
    schedule = {
        "repeat": nudge.repeat,
        "starts_on": (today - timedelta(days=DAYS // 2)).isoformat(),
        "local_time": nudge.local_time,
        "weekdays": nudge.weekdays,
    }
    plan = await companion.put(
        "nudge_plan",
        {"words": {"text": nudge.text, "kind": nudge.kind}, "schedule": schedule},
        until,
    )
    for day in _last_days(nudge, datetime.fromtimestamp(until / 1000, UTC).date()):
        due = datetime.combine(
            day, time.fromisoformat(nudge.local_time), zone_named(part.time_zone)
        )
        told = {
            "plan": plan,
            "text": nudge.text,
            "kind": nudge.kind,
            "due_at": due.isoformat(),
            "local_date": day.isoformat(),
        }
        answer = {"seen": True, "answer": rng.choice(("ok", "later", None))}
        delivery = rng.choice(OUTCOMES) if part.push else "no_channel"
        groups: dict[str, dict[str, Any]] = {
            "words": told,
            "delivery": {"delivery": delivery},
            "answer": answer,
        }
        await companion.put("nudge", groups, int(due.timestamp() * 1000))


def _last_days(nudge: NudgePart, until: date) -> list[date]:
    """Return the last few days before `until` that the plan names, one a week."""
    weekday = nudge.weekdays[0] if nudge.weekdays else until.weekday()
    last = until - timedelta(days=(until.weekday() - weekday) % 7 or 7)
    return [last - timedelta(weeks=weeks) for weeks in range(PAST_NUDGES - 1, -1, -1)]


def _session(person: Person, now: int) -> Session:
    return Session(
        person.id, person.program, 0, person.kind, person.role, person.uuid, now, now, now
    )
