"""Two lives that look the same to whoever may read what was shared of them.

Each is in a database of its own.
"""

import hashlib
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from database.database import Database
from domain.wire import SyncAnswer
from sync.exchange import exchange
from tests.sync.devices import NOW, Device
from tests.sync.town import Town

SHARED_AT = NOW + 5_000
"""Everything private is before this."""


def id_of(name: str) -> str:
    """The same in every world."""
    digest = bytearray(hashlib.sha256(name.encode()).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x70, digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


GOAL = id_of("goal")


class World:
    """A participant with two devices, and the peer who reads what they share."""

    async def begin(self, database: Database) -> "World":
        town = Town(database)
        await town.begin()
        tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
        self.streams, self.assigned = (
            tasha,
            await town.assign(tasha, marcus, ids=(id_of("assignment"), id_of("terms"))),
        )
        await town.grant(marcus["person"], tasha["shared"], "peer")
        self.phone, self.tablet, self.peer = [
            await town.device(person) for person in (tasha, tasha, marcus)
        ]
        return self

    async def write(
        self, name: str, groups: dict[str, Any], *, at: int, by: Device | None = None, **fields: Any
    ) -> None:
        """To the goal, on what the device has read; `at` in milliseconds of that life."""
        device = by or self.phone
        await device.sync_all()
        base = {register: self.heads(device, register) for register in _registers(groups)}
        base = {register: heads for register, heads in base.items() if heads}
        fields = {
            "base": base,
            "entity": "goal",
            "record": GOAL,
            "stream": self.streams["own"],
        } | fields
        device.mutate(id=id_of(name), at=NOW + at, set=groups, **fields)
        await device.sync_all()

    def heads(self, device: Device, register: str) -> list[Any]:
        row = next(
            (
                row
                for (_, record), row in device.rows.items()
                if record == GOAL and row["state"] != "hidden"
            ),
            None,
        )
        return list(row["heads"].get(register, [])) if row else []

    async def note(self, number: int) -> None:
        """Something else, that is not shared."""
        self.phone.write("journal_note", {"words": {"text": f"private {number}"}})
        await self.phone.sync_all()

    async def read(self) -> list[bytes]:
        """Every answer to the peer, byte by byte, without the cursor."""
        return [await self._answer()] + ([await self._answer()] if self.peer.outbox else [])

    async def _answer(self) -> bytes:
        sent, self.peer.outbox = self.peer.outbox, []
        request = self.peer.request(sent, sent_at=NOW)
        encoded = await exchange(
            self.peer.database, self.peer.caller, msgspec.json.encode(request), now=NOW + 10_000
        )
        answer = msgspec.json.decode(encoded, type=SyncAnswer)
        self.peer.take(answer)
        start, end = encoded.index(b'"cursor":"') + 10, encoded.index(b'","server_time"')
        return encoded[:start] + encoded[end:]


Life = Callable[[World], Awaitable[None]]


def _registers(groups: dict[str, Any]) -> list[str]:
    tags = groups.get("tags", {})
    return [
        *(name for name in groups if name != "tags"),
        *(f"tags/{each}" for change in tags.values() for each in change),
    ]
