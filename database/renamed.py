"""Whose chosen name may have changed since those who walk with them were told it."""

import asyncio
from collections.abc import Iterable


class Renamed:
    """Collects people whose names may have changed, after each commit.

    Whatever copies the names waits for them (`program/following_names.py`).
    """

    def __init__(self) -> None:
        self._people: set[int] = set()
        self._said = asyncio.Event()

    def tell(self, people: Iterable[int]) -> None:
        """Add people."""
        self._people.update(people)
        self._said.set()

    async def wait(self) -> set[int]:
        """Return everyone since the last call, as soon as there is someone."""
        await self._said.wait()
        self._said.clear()
        people, self._people = self._people, set()
        return people
