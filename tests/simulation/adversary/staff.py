"""What others do meanwhile, through the real commands and as an app does.

Rights come and go, flags move, a nudge comes due.
"""

import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from domain.errors import Conflict, NotFound
from domain.records import singleton_id
from program import assignments, flags
from records.streams import stream_transaction, write_system
from tests.simulation.adversary.cast import DION, TASHA
from tests.simulation.cast import PARTICIPANTS, PEERS

if TYPE_CHECKING:
    from tests.simulation.adversary.play import Play

DAY = 86_400_000


async def reassign(play: "Play", seat: int, rng: random.Random) -> None:
    participant, peer = rng.choice(PARTICIPANTS), rng.choice(PEERS)
    people = play.cast.people
    try:
        await assignments.assign(
            play.database,
            play.cast.session("ruth"),
            participant=people[participant].id,
            peer=people[peer].id,
            now=play.now,
            new_id=play.new_id,
        )
    except Conflict:
        return


async def unassign(play: "Play", seat: int, rng: random.Random) -> None:
    participant = play.cast.people[rng.choice(PARTICIPANTS)].id
    try:
        await assignments.end_running_assignment(
            play.database,
            play.cast.session("ruth"),
            participant=participant,
            now=play.now,
            new_id=play.new_id,
        )
    except NotFound:
        return


async def move_flag(play: "Play", seat: int, rng: random.Random) -> None:
    flagged = sorted(
        row.record for row in play.tables.records if row.entity == "support_flag" and row.state == 0
    )
    if not flagged:
        return
    to = rng.choice(("seen", "contacted", "handed_over", "closed"))
    try:
        await flags.move_flag(
            play.database,
            play.cast.session("ruth"),
            flag=rng.choice(flagged),
            to=to,  # type: ignore[arg-type]
            now=play.now,
            new_id=play.new_id,
        )
    except (Conflict, NotFound):
        return


async def nudge(play: "Play", seat: int, rng: random.Random) -> None:
    """An entry in the inbox, as the worker writes it."""
    running = [
        each["stream"] for each in play.tables.all("assignment") if each["status"] == "active"
    ]
    if not running:
        return
    stream, record = rng.choice(sorted(running)), play.new_id()
    words = {
        "plan": play.new_id(),
        "text": "Hello",
        "due_at": "2026-10-01T14:30:00Z",
        "local_date": "2026-10-01",
    }
    async with stream_transaction(play.database, [stream], now=play.now) as writer:
        await write_system(
            writer,
            stream,
            "nudge",
            record,
            {"words": words, "delivery": {"delivery": "accepted"}},
            mutation=play.new_id(),
        )


def _sharing(*, stopped: bool) -> "Act":
    async def switch(play: "Play", seat: int, rng: random.Random) -> None:
        seat = rng.choice((TASHA, DION))
        uuid = play.cast.people[play.cast.seats[seat].person].uuid
        row = play.tables.record(
            play.streams(seat)["account"], singleton_id(uuid, "sharing_settings")
        )
        if row:
            hand = play.hand(seat, rng)
            told = {
                "set": {"stop": {"stop_all_sharing": stopped}},
                "base": {"stop": row.heads.get("stop", [])},
            }
            await play.push(
                seat, [hand.write("sharing_settings", row.record, stream=row.stream, **told)]
            )

    return switch


def _trust(*, shares: bool) -> "Act":
    async def trust(play: "Play", seat: int, rng: random.Random) -> None:
        seat = rng.choice((TASHA, DION))
        person = play.cast.people[play.cast.seats[seat].person]
        walk = next(
            (
                each
                for each in play.tables.all("assignment")
                if each["participant"] == person.id and each["status"] == "active"
            ),
            None,
        )
        row = walk and play.tables.record(walk["stream"], singleton_id(walk["uuid"], "assignment"))
        if row:
            hand = play.hand(seat, rng)
            told = {
                "set": {"sharing": {"shares": shares}},
                "base": {"sharing": row.heads.get("sharing", [])},
            }
            await play.push(seat, [hand.write("assignment", row.record, stream=row.stream, **told)])

    return trust


async def wait(play: "Play", seat: int, rng: random.Random) -> None:
    play.now += rng.choice((1, 2, 40)) * DAY


Act = Callable[["Play", int, random.Random], Awaitable[None]]
ACTS: dict[str, Act] = {
    "reassign": reassign,
    "unassign": unassign,
    "move_flag": move_flag,
    "nudge": nudge,
    "stop": _sharing(stopped=True),
    "resume": _sharing(stopped=False),
    "trust": _trust(shares=True),
    "distrust": _trust(shares=False),
    "wait": wait,
}
