"""A no holds whatever crosses it: a yes from another phone, or the peer's own reading.

Security: C2, K2.
"""

import asyncio

from tests.sync.devices import Device, singleton_of
from tests.sync.town import Town

ROUNDS = 8


async def test_a_stop_that_crosses_a_yes_closes_the_door(town: Town) -> None:
    for _ in range(ROUNDS):
        tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
        stream = await town.assign(tasha, marcus)
        first, second, desk = (
            await town.device(tasha),
            await town.device(tasha),
            await town.device(marcus),
        )
        secret = first.write(
            "goal", {"words": {"title": "token-crossing-6601"}}, stream=tasha["shared"]
        )
        await first.sync_all()
        (terms,) = [
            record
            for (each, record), row in first.rows.items()
            if each == stream and row["entity"] == "assignment"
        ]
        first.mutate(
            entity="assignment", record=terms, stream=stream, set={"sharing": {"shares": True}}
        )
        stop = {"stop": {"stop_all_sharing": True}}
        second.write(
            "sharing_settings",
            stop,
            stream=tasha["account"],
            record=singleton_of(tasha, "sharing_settings"),
        )
        await asyncio.gather(first.sync(), second.sync(), _read_on(desk))
        await desk.sync_all()

        assert tasha["shared"] not in desk.listed
        assert secret["record"] not in {record for _, record in desk.rows}
        async with town.database.reading() as connection:
            assert (
                await connection.rows(
                    "SELECT person FROM reader WHERE stream = $1 AND role = 'peer'", tasha["shared"]
                )
                == []
            )


async def _read_on(device: Device) -> None:
    """One request after the other, as a phone asks."""
    for _ in range(3):
        await device.sync()
