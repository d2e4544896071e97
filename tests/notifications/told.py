"""What is written down of notices, and what the peer and the participant read of them."""

from domain.entities.nudge_plan import NudgePlan
from notifications.queue.inbox import read_plans
from records.streams import stream_transaction
from tests.notifications.pair import MINUTE, NOON, Pair


async def life(pair: Pair) -> list[str]:
    """Every step that was written down of every notice, in order: instants in minutes from noon."""
    async with pair.database.reading() as connection:
        order = "rowid" if pair.database.dialect == "sqlite" else "ctid"
        rows = await connection.rows(
            "SELECT at, from_state, to_state, reason FROM notice_transition "
            f"ORDER BY notice, {order}"
        )
    return [
        f"{(at - NOON) // MINUTE} {before} {after} {reason}".strip()
        for at, before, after, reason in rows
    ]


async def left_out(pair: Pair, plan: str) -> list[tuple[str, str]]:
    """What the peer reads in the plan."""
    async with stream_transaction(pair.database, [pair.stream], now=pair.now) as writer:
        [found] = (await read_plans(writer, [(pair.stream, plan)])).values()
    assert isinstance(found, NudgePlan)
    return [(one.on.isoformat()[5:], one.why) for one in found.left_out]


async def entries(pair: Pair) -> list[str]:
    return [nudge.delivery for nudge in await pair.inbox()]


async def over(pair: Pair) -> list[tuple[str, str]]:
    """State and reason of the notices whose time has come."""
    return [notice for notice in await pair.notices() if notice[0] != "due"]


async def the_nudge(pair: Pair) -> str:
    """The id of the entry of the one nudge there is."""
    async with pair.database.reading() as connection:
        return str(await connection.value("SELECT uuid FROM notice WHERE kind = 'nudge'"))
