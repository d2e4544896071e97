"""A record of every kind that a participant writes.

Each text in it is a token that is found nowhere else.
"""

import secrets
from collections.abc import Iterator
from typing import Any

from msgspec import inspect

from domain.declare import Role
from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.records import singleton_id
from domain.standing import VISIBILITY
from tests.phone.ids import new_id
from tests.sync.devices import NOW

BY_PARTICIPANTS = [spec for spec in SPECS.values() if spec.policy.created_by is Role.PARTICIPANT]
INSTANT, DAY = "2026-09-20T12:00:00Z", "2026-09-20"
REQUIRED = {"occurred_at": INSTANT, "recorded_at": INSTANT, "local_date": DAY, "from_date": DAY}


class Canaries:
    """Makes mutations of a person, and remembers the token of each text by entity and field."""

    def __init__(self, owner: str) -> None:
        self.tokens: dict[str, str] = {}
        self._owner = owner
        self._n = 0

    def in_stream(self, stream: int, kind: str) -> Iterator[dict[str, Any]]:
        """One new record of each entity that may stand there, whole.

        A part belongs to the whole that was made before it.
        """
        made: dict[str, str] = {}
        for spec in BY_PARTICIPANTS:
            if kind in spec.policy.streams:
                mutation = self.mutation(spec, stream, self._groups(spec, kind, made))
                made[spec.name.rpartition("_")[2]] = mutation["record"]
                yield mutation

    def mutation(self, spec: EntitySpec, stream: int, groups: dict[str, Any]) -> dict[str, Any]:
        self._n += 1
        record = singleton_id(self._owner, spec.name) if spec.policy.singleton else new_id()
        return {
            "id": new_id(),
            "n": self._n,
            "at": NOW,
            "entity": spec.name,
            "record": record,
            "stream": stream,
            "set": groups,
        }

    def _groups(self, spec: EntitySpec, where: str, made: dict[str, str]) -> dict[str, Any]:
        """Of a new record, all that its author writes; where it stands is said by its stream."""
        groups = {}
        for group in spec.groups.values():
            if group.writer is Role.PARTICIPANT and group.name != VISIBILITY:
                values = self._values(inspect.type_info(group.shape), f"{where} {spec.name}")
                groups[group.name] = (
                    {"add": next(iter(values.values()), [])} if group.change else values
                )
        if spec.policy.part_of:
            link, field = spec.policy.part_of
            groups[link][field] = made[field]
        return groups

    def _values(self, shape: inspect.Type, where: str) -> dict[str, Any]:
        assert isinstance(shape, inspect.StructType)
        values = {
            field.name: self._value(field.type, f"{where} {field.name}") for field in shape.fields
        }
        given = {name: REQUIRED.get(name, value) for name, value in values.items()}
        return {name: value for name, value in given.items() if value is not None}

    def _value(self, kind: inspect.Type, where: str) -> Any:
        """A token for a text, the first of a list of words.

        None for what holds no text of the person's own.
        """
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
