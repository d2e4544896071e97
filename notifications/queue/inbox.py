"""The inbox: records in the assignment's stream, written by the system."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.authority import SYSTEM
from domain.entities import SPECS
from domain.entities.nudge_plan import MOST_LEFT_OUT, LeftOut, NudgePlan, Why
from domain.overwrite import next_key, overwrite
from domain.records import Head, Record, State
from records.streams import StreamWriter

NUDGE = SPECS["nudge"]
PLAN = SPECS["nudge_plan"]


class InboxEntry(Struct, frozen=True):
    """Groups of one record, to be written whole: of the `Nudge` in the inbox, or of its plan."""

    stream: int
    record: str
    groups: dict[str, dict[str, Any]]
    entity: str = NUDGE.name


async def write_entries(
    writer: StreamWriter, entries: Iterable[InboxEntry], new_id: Callable[[], str]
) -> None:
    """Make or change records in any of the open streams, all at once.

    Where a group is given twice, the last one holds.
    """
    wanted: dict[tuple[int, str], InboxEntry] = {}
    for entry in entries:
        before = wanted.get((entry.stream, entry.record))
        wanted[entry.stream, entry.record] = (
            replace(entry, groups=before.groups | entry.groups) if before else entry
        )
    held = await writer.records_at(wanted)
    records = []
    for place, entry in wanted.items():
        if place in writer.unreadable:
            continue
        record = held.get(place) or Record(
            stream=entry.stream, record=entry.record, entity=entry.entity
        )
        overwrite(
            record, SPECS[entry.entity], entry.groups, Head(new_id(), next_key(record, writer.now))
        )
        writer.number(record)
        records.append(record)
    await writer.save(records, SYSTEM)


def with_left_out(plan: NudgePlan, day: date, why: str) -> list[LeftOut]:
    """Return what a plan says of its latest skipped occurrences, with one more."""
    return [LeftOut(on=day, why=cast(Why, why)), *(one for one in plan.left_out if one.on != day)][
        :MOST_LEFT_OUT
    ]


async def read_seen(
    writer: StreamWriter, wanted: Iterable[tuple[int, str]]
) -> set[tuple[int, str]]:
    """Return those of these entries that the participant has opened, by (stream, record)."""
    answers = {
        key: record.body.get("answer") for key, record in (await writer.records_at(wanted)).items()
    }
    return {
        key for key, answer in answers.items() if answer and msgspec.json.decode(answer).get("seen")
    }


async def read_plans(
    writer: StreamWriter, wanted: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], NudgePlan]:
    """Return the plans of these places as their peers left them, by (stream, record).

    One that was removed or erased is not there.
    """
    plans: dict[tuple[int, str], NudgePlan] = {}
    for key, record in (await writer.records_at(wanted)).items():
        if record.entity == PLAN.name and record.state is State.LIVE:
            with suppress(
                msgspec.ValidationError
            ):  # as one that is not there: it must not hold up the others
                plans[key] = cast(
                    NudgePlan,
                    PLAN.read(
                        {group: msgspec.json.decode(value) for group, value in record.body.items()}
                    ),
                )
    return plans
