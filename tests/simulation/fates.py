"""A mutation as it is frozen on a device, with what its writer knows of it beside the wire."""

from typing import Any, Self

from msgspec import Struct

from domain.entities import SPECS

UNKNOWN_TO_ANYONE = 3
"""A schema that no server has yet."""


class Told(Struct, frozen=True):
    """What a server answered that has lost the mutation since."""

    key: tuple[int, int, int, int]
    rank: int
    seal: str

    @property
    def wire(self) -> dict[str, Any]:
        return {"key": self.key, "rank": self.rank, "seal": self.seal}


class Frozen(Struct, kw_only=True):
    """`wire` is sent as it is, on every try.

    `flaw` is the code with which it must be refused, and `flaw_at` where it lies.

    `tokens` are the words in it that were never written before.
    """

    id: str
    author: str
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

    def __deepcopy__(self, _memory: Any) -> Self:
        return self

    @property
    def named(self) -> set[str]:
        return {base[0] for bases in self.base.values() for base in bases}

    @property
    def whole(self) -> str | None:
        """The record that this one says it is a part of."""
        return whole_of(self.entity, self.groups)

    @property
    def waits_for_a_server(self) -> bool:
        return bool(self.wire.get("schema", 1) == UNKNOWN_TO_ANYONE)

    @property
    def begins(self) -> bool:
        """Whether a record can begin with what is written.

        Every group that it cannot do without is there.
        """
        spec = SPECS.get(self.entity)
        if spec is None:
            return False
        own = [group for group in spec.groups.values() if group.writer is spec.policy.created_by]
        return self.op == "edit" and all(
            group.name in self.groups or not group.required for group in own
        )


class Sent(Struct, frozen=True):
    """A mutation in a request.

    The first time and on retries as it is, to a restored server with what the former one said.
    """

    frozen: Frozen
    told: Told | None = None

    @property
    def wire(self) -> dict[str, Any]:
        return (
            {**self.frozen.wire, "acknowledged": self.told.wire} if self.told else self.frozen.wire
        )


def whole_of(entity: str, groups: dict[str, Any]) -> str | None:
    spec = SPECS.get(entity)
    if spec is None or spec.policy.part_of is None:
        return None
    group, field = spec.policy.part_of
    whole: str | None = groups.get(group, {}).get(field)
    return whole
