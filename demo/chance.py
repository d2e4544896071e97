"""Seeded chance: ids, codes and choices that are the same on every run of one seed."""

import uuid
from random import Random

from domain.values import NewId


class Chance:
    """Seeded chance; each part draws from its own source, so that changing one moves no other."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._ids = self.of("ids")
        self.token_bytes = self.of("codes").randbytes

    def of(self, part: str) -> Random:
        """Return the source of one part."""
        return Random(f"{self._seed}/{part}")  # noqa: S311 (fictional data alone)

    def id_at(self, at: int) -> str:
        """Return a UUID of version 7 for an instant in milliseconds (RFC 9562)."""
        low = self._ids.getrandbits(76)
        return str(
            uuid.UUID(int=at << 80 | 7 << 76 | low >> 64 << 64 | 2 << 62 | low & (1 << 62) - 1)
        )

    def ids_at(self, at: int) -> NewId:
        """Return a function that makes ids for an instant."""
        return lambda: self.id_at(at)
