"""Everyone at once: phones write and pull for a few rounds.

Whatever becomes of the server meanwhile.
"""

import asyncio

from msgspec import Struct

from tests.faults.http import Broken, Silent
from tests.faults.phone import Phone, Refused503, WrongAnswer

ROUNDS = 5
ACTS = 3
PATIENCE = 4
"""Times that a phone is turned away in one load before it rests until the fault is over."""
PAUSE = 0.02


class Load(Struct):
    """What the phones met."""

    phones: list[Phone]
    turned_away: int = 0
    cut_off: int = 0
    wrong: list[str] = []
    silent: list[str] = []

    async def run(self, *, until: asyncio.Event | None = None) -> None:
        """A few rounds each; with `until`, rounds until it is set."""
        await asyncio.gather(*(self._of(phone, until) for phone in self.phones))

    def leave(self) -> None:
        for phone in self.phones:
            phone.http.close()

    async def _of(self, phone: Phone, until: asyncio.Event | None) -> None:
        rounds, away = 0, 0
        while (rounds < ROUNDS or (until is not None and not until.is_set())) and (
            away < PATIENCE or until is not None
        ):
            rounds += 1
            if len(phone.outbox) < 50:
                for _ in range(phone.rng.randint(1, ACTS)):
                    phone.act()
            if not await self._sync(phone):
                away += 1
                await asyncio.sleep(PAUSE)

    async def _sync(self, phone: Phone) -> bool:
        try:
            await phone.sync()
        except Refused503:
            self.turned_away += 1
        except Silent as silent:
            self.silent.append(f"{phone.seat.name}: {silent}")
        except Broken:
            self.cut_off += 1
        except WrongAnswer as wrong:
            self.wrong.append(f"{phone.seat.name}: {wrong}")
        else:
            return True
        return False
