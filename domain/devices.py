"""Which of a person's devices came from which, and which of them a record tells about."""

from collections.abc import Iterable, Mapping

import msgspec

from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.records import Mutation, Op, Record


def device_line(device: int, came_from: Mapping[int, int]) -> frozenset[int]:
    """Return the device, the one that it came from, and so on."""
    origin = came_from.get(device, device)
    # A device is older than those that came from it, so a ring in the data cannot make this
    # endless.
    return frozenset({device}) if origin >= device else device_line(origin, came_from) | {device}


def needs_device_line(mutations: Iterable[Mutation]) -> bool:
    """Return whether something is to be removed that may tell about the device that asks."""
    return any(
        each.op is Op.REMOVE and each.entity in SPECS and SPECS[each.entity].policy.about_device
        for each in mutations
    )


def device_told_of(spec: EntitySpec, record: Record) -> int | None:
    """Return the device that the record tells the person's other devices about."""
    if spec.policy.about_device is None or record.is_set_aside:
        return None
    group, field = spec.policy.about_device
    told: dict[str, object] = msgspec.json.decode(
        record.body.get(group, b"{}"), type=dict[str, object]
    )
    device = told.get(field)
    return device if isinstance(device, int) else None
