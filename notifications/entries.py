"""The inbox is the record: entries in the assignment's stream, written by the system through the one door."""

from collections.abc import Callable, Iterable
from typing import Any, cast

import msgspec
from msgspec import Struct

from domain.entities import SPECS
from domain.entities.nudge_plan import NudgePlan
from domain.overwrite import next_key, overwrite
from domain.records import Head, Record, State
from storage.streams import Door

NUDGE = SPECS["nudge"]
PLAN = SPECS["nudge_plan"]


class Entry(Struct, frozen=True):
    """Groups of one `Nudge`, to be written whole."""

    stream: int
    record: str
    groups: dict[str, dict[str, Any]]


async def write_entries(door: Door, entries: Iterable[Entry], new_id: Callable[[], str]) -> None:
    """Makes or changes `Nudge` records, of any of the open streams, at once."""
    wanted = list(entries)
    held = await door.records([entry.record for entry in wanted])
    records = []
    for entry in wanted:
        record = held.get((entry.stream, entry.record)) or Record(stream=entry.stream, record=entry.record, entity=NUDGE.name)
        overwrite(record, NUDGE, entry.groups, Head(new_id(), next_key(record, door.now)))
        door.number(record)
        records.append(record)
    await door.save(records)


async def read_seen(door: Door, wanted: Iterable[str]) -> set[tuple[int, str]]:
    """Those of these entries that the participant has opened, by (stream, record)."""
    answers = {key: record.body.get("answer") for key, record in (await door.records(wanted)).items()}
    return {key for key, answer in answers.items() if answer and msgspec.json.decode(answer).get("seen")}


async def read_plans(door: Door, wanted: Iterable[str]) -> dict[tuple[int, str], NudgePlan]:
    """The plans of these ids as their peers left them, by (stream, record). One that was removed or erased is not there."""
    plans: dict[tuple[int, str], NudgePlan] = {}
    for key, record in (await door.records(wanted)).items():
        if record.entity == PLAN.name and record.state is State.LIVE:
            plans[key] = cast(NudgePlan, PLAN.read({group: msgspec.json.decode(value) for group, value in record.body.items()}))
    return plans
