"""What a participant writes that their own reminders depend on.

It is written into their own streams, as the product writes it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

import accounts
from database.database import Database
from domain.declare import StreamKind
from domain.records import singleton_id
from notifications.queue import reminders
from notifications.worker import Worker
from records.streams import lock_streams, write_system
from tests.notifications.pair import OPEN_RULES, Pair, uuid


async def write_in(
    pair: Pair, kind: StreamKind, entity: str, groups: dict[str, Any], record: str = ""
) -> str:
    """A record of the participant; its id."""
    record = record or uuid()
    async with pair.database.transaction() as connection:
        stream = await accounts.stream_of(connection, pair.participant.id, kind)
        assert stream is not None
        async with lock_streams(connection, [stream], now=pair.now) as writer:
            await write_system(writer, stream, entity, record, groups, mutation=uuid())
    return record


async def check_in(
    pair: Pair, day: str = "2026-06-03", kind: StreamKind = StreamKind.OWN, record: str = ""
) -> str:
    """Its id begins with its time, as a phone makes it (UUIDv7)."""
    morning = datetime.fromisoformat(f"{day}T08:00:00-05:00")
    record = record or str(UUID(int=round(morning.timestamp() * 1000) << 80 | uuid4().int >> 48))
    answers = {
        "occurred_at": f"{day}T08:00:00-05:00",
        "time_zone": "America/Chicago",
        "local_date": day,
        "mood": 3,
        "grateful": '"local',
    }
    return await write_in(pair, kind, "check_in", {"answers": answers}, record)


async def goal(
    pair: Pair, kind: StreamKind = StreamKind.OWN, record: str = "", status: str = "active"
) -> str:
    return await write_in(
        pair, kind, "goal", {"words": {"title": "Bus pass"}, "status": {"status": status}}, record
    )


async def step(
    pair: Pair,
    of: str,
    due_on: str | None,
    *,
    done_on: str | None = None,
    record: str = "",
    kind: StreamKind = StreamKind.OWN,
) -> str:
    groups = {
        "goal": {"goal": of},
        "words": {"text": "Ask at the desk"},
        "due": {"due_on": due_on},
        "done": {"done_on": done_on},
    }
    return await write_in(pair, kind, "goal_step", groups, record)


async def keeps(pair: Pair, *entries: str) -> None:
    """The participant's favourites are these entries of the library."""
    record = singleton_id(pair.participant.uuid, "favourites")
    await write_in(
        pair, StreamKind.OWN, "favourites", {"resources": {"resources": list(entries)}}, record
    )


async def meeting(
    pair: Pair,
    day: int,
    time: str,
    *,
    record: str = "",
    zone: str | None = "America/Chicago",
    state: str = "published",
    **more: Any,
) -> str:
    """A meeting of the program's library, weekly; 0 is Sunday."""
    async with pair.database.transaction() as connection:
        library = await accounts.library_of(connection, pair.participant.program)
        assert library is not None
        content = {
            "type": "meeting", "topic": "community", "title": "Morning light",
        "schedule": [{"day": day, "time": time}], "time_zone": zone,
            **more,
        }  # fmt: skip
        record = record or uuid()
        async with lock_streams(connection, [library], now=pair.now) as writer:
            await write_system(
                writer,
                library,
                "resource",
                record,
                {"content": content, "state": {"state": state}},
                mutation=uuid(),
            )
    return record


async def planned(pair: Pair) -> list[str]:
    """Plans, and then the kinds and UTC times of what is to come, the soonest first."""
    await reminders.plan_reminders(pair.database, now=pair.now, new_id=uuid)
    return [
        f"{kind} {due}"
        for kind, due in zip(await kinds(pair.database), await pair.due(), strict=True)
    ]


async def kinds(database: Database) -> list[str]:
    async with database.reading() as connection:
        return [
            row[0]
            for row in await connection.rows(
                "SELECT kind FROM notice WHERE state = 'due' ORDER BY due_at, kind"
            )
        ]


async def wish(pair: Pair, **wishes: Any) -> None:
    await pair.rules(msgspec.structs.replace(OPEN_RULES, **wishes))


async def goes_out_at(pair: Pair, worker: Worker, at: int) -> tuple[int, list[tuple[str, str]]]:
    """How many pushes go out then, and what became of every notice that was not in the future."""
    await worker.tick()
    pair.now = at
    sent = await worker.tick()
    async with pair.database.reading() as connection:
        rows = await connection.rows(
            "SELECT state, reason FROM notice WHERE due_at <= $1 ORDER BY due_at, id", at
        )
    return sent, [(row[0], row[1]) for row in rows]
