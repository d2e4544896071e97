"""What ends the right to reach someone, while workers claim and send.

Whatever it is, no push may follow that was not on its way.
"""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

import accounts
from database.database import Connection, Database
from notifications.queue.notices import cancel_assignment
from records.streams import stream_transaction, write_system
from tests.nudges.crowd import Member

WAYS = ("assignment ended", "device revoked", "push turned off")
ON_ITS_WAY = ("claimed", "accepted", "unknown", "gone", "failed")


class Revoked(Struct, frozen=True):
    """`in_time`: when it was committed, the nudge was not on its way yet."""

    member: Member
    way: str
    in_time: bool


async def revoke_all(
    database: Database, members: Sequence[Member], *, now: int, pause: float
) -> list[Revoked]:
    """End one right after the other, each in another way. So many seconds lie between them."""
    revoked = []
    for place, member in enumerate(members):
        revoked.append(await _revoke(database, member, WAYS[place % len(WAYS)], now))
        await asyncio.sleep(pause)
    return revoked


async def _revoke(database: Database, member: Member, way: str, now: int) -> Revoked:
    if way == "device revoked":
        async with database.transaction() as connection:
            await accounts.revoke_device(connection, member.device, now)
            return Revoked(member, way, await _in_time(connection, member))
    stream = member.stream if way == "assignment ended" else member.account
    async with stream_transaction(database, [stream], now=now) as writer:
        if way == "assignment ended":
            await accounts.mark_assignment_ended(
                writer.connection, member.assignment, date(2026, 6, 3)
            )
            await cancel_assignment(writer.connection, member.stream, now)
        else:
            groups = {"push": {"push": False}}
            await write_system(
                writer,
                stream,
                "notification_settings",
                str(uuid.uuid4()),
                groups,
                mutation=str(uuid.uuid4()),
            )
        return Revoked(member, way, await _in_time(writer.connection, member))


async def _in_time(connection: Connection, member: Member) -> bool:
    """Read last, with all the locks that it took: a claim under way is waited for."""
    states = await connection.rows(
        "SELECT state FROM notice WHERE person = $1 AND kind = 'nudge'", member.person
    )
    return not [state for (state,) in states if state in ON_ITS_WAY]
