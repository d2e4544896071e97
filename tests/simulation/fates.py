"""A mutation as it is frozen on a device, with what its writer knows of it beside the wire."""

from typing import Any

from msgspec import Struct


class Frozen(Struct, kw_only=True):
    """`wire` is sent as it is, on every try. `flaw` is the code with which it must be refused, and `flaw_at` where it lies.

    `tokens` are the words in it that were never written before.
    """

    id: str
    author: str
    device: int
    n: int
    at: int
    offset: int | None
    op: str
    entity: str
    record: str
    stream: int
    base: dict[str, list[list[Any]]]
    groups: dict[str, dict[str, Any]]
    wire: dict[str, Any]
    flaw: str | None = None
    flaw_at: str | None = None
    tokens: list[str] = []

    @property
    def named(self) -> set[str]:
        return {base[0] for bases in self.base.values() for base in bases}
