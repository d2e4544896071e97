"""Whose chosen name may have changed since those who walk with them were told it."""

import asyncio
from collections.abc import Iterable


class Renamed:
    """Said after a commit, and waited for by whatever has the names follow (`program/following_names.py`)."""

    def __init__(self) -> None:
        self._people: set[int] = set()
        self._said = asyncio.Event()

    def tell(self, people: Iterable[int]) -> None:
        self._people.update(people)
        self._said.set()

    async def wait(self) -> set[int]:
        """Everyone of whom it was said since this was asked last, as soon as there is someone."""
        await self._said.wait()
        self._said.clear()
        people, self._people = self._people, set()
        return people
