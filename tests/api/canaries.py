"""A record of every kind that a participant writes, each text in it a token that is found nowhere else."""

import secrets
from collections.abc import Iterator
from typing import Any

from msgspec import inspect

from domain.declare import EntitySpec, Role
from domain.entities import SPECS
from tests.sync.devices import NOW, new_id

BY_PARTICIPANTS = [spec for spec in SPECS.values() if spec.policy.created_by is Role.PARTICIPANT]
REQUIRED = {"occurred_at": "2026-09-20T12:00:00Z", "local_date": "2026-09-20"}


class Canaries:
    """Makes mutations, and remembers the token of each text by entity and field."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self._n = 0

    def in_stream(self, stream: int, kind: str) -> Iterator[dict[str, Any]]:
        """One new record of each entity that may stand there, whole."""
        for spec in BY_PARTICIPANTS:
            if kind in spec.policy.streams:
                yield self.mutation(spec, stream, self._groups(spec, kind))

    def mutation(self, spec: EntitySpec, stream: int, groups: dict[str, Any]) -> dict[str, Any]:
        self._n += 1
        return {"id": new_id(), "n": self._n, "at": NOW, "entity": spec.name, "record": new_id(), "stream": stream, "set": groups}

    def _groups(self, spec: EntitySpec, where: str) -> dict[str, Any]:
        return {
            group.name: self._values(inspect.type_info(group.shape), f"{where} {spec.name}")
            for group in spec.groups.values()
            if group.writer is Role.PARTICIPANT
        }

    def _values(self, shape: inspect.Type, where: str) -> dict[str, Any]:
        assert isinstance(shape, inspect.StructType)
        values = {field.name: self._value(field.type, f"{where} {field.name}") for field in shape.fields}
        given = {name: REQUIRED.get(name, value) for name, value in values.items()}
        return {name: value for name, value in given.items() if value is not None}

    def _value(self, kind: inspect.Type, where: str) -> Any:
        """A token for a text, the first of a list of words; None for what holds no text of the person's own."""
        match kind:
            case inspect.Metadata(type=inner):
                return self._value(inner, where)
            case inspect.StrType(pattern=None):
                self.tokens[where] = f"k{secrets.token_hex(8)}"
                return self.tokens[where]
            case inspect.ListType(item_type=item):
                value = self._value(item, where)
                return None if value is None else [value]
            case inspect.LiteralType(values=allowed):
                return allowed[0]
            case _:
                return None
