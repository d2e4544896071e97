"""The declared entities as JSON Schema components and as `openapi/entities.json`.

Clients draw and check their forms with it.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from domain.entity_specs import EntitySpec, GroupSpec

REFERENCE = "#/components/schemas/{name}"
Schema = dict[str, Any]


def components_of(specs: Iterable[EntitySpec]) -> dict[str, Schema]:
    """Return one component an entity (its body on the wire, a property a group) and one a group.

    Raises TypeError where two would have one name.
    """
    components: dict[str, Schema] = {}
    for spec in specs:
        own = {spec.type.__name__: _entity(spec), **_groups(spec)}
        for name, schema in own.items():
            if components.setdefault(name, schema) != schema:
                raise TypeError(f"two components are named {name}")
    return components


def export(specs: Iterable[EntitySpec]) -> dict[str, Any]:
    """Return what a client needs to know of each entity beyond its types.

    Who writes what where, merge rules and limits.
    """
    return {spec.name: _exported(spec) for spec in specs}


def _entity(spec: EntitySpec) -> Schema:
    return {
        "title": spec.type.__name__,
        "description": spec.type.__doc__ or "",
        "type": "object",
        "properties": {
            name: {"$ref": REFERENCE.format(name=group.shape.__name__)}
            for name, group in spec.groups.items()
        },
        "additionalProperties": False,
    }


def _groups(spec: EntitySpec) -> dict[str, Schema]:
    """Return a group's schema, with the schemas of the types inside it."""
    components: dict[str, Schema] = {}
    for group in spec.groups.values():
        found = _group(group)
        found[group.shape.__name__] |= {
            "x-group": group.name,
            "x-merge": group.rule.value,
            "x-writer": group.writer.value,
        }
        components |= found | _change(group, found)
    return components


def _change(group: GroupSpec, described: dict[str, Schema]) -> dict[str, Schema]:
    """Return the schema of what a mutation says about a set, which the list names as `x-change`."""
    if group.change is None:
        return {}
    described[group.shape.__name__]["x-change"] = {
        "$ref": REFERENCE.format(name=group.change.__name__)
    }
    _, found = msgspec.json.schema_components([group.change], ref_template=REFERENCE)
    found[group.change.__name__]["description"] = (
        "What is added to the set and removed from it. What is in neither list is not touched."
    )
    return found


def _group(group: GroupSpec) -> dict[str, Schema]:
    """Return the group's schema, with defaults that msgspec leaves out (a function makes them)."""
    _, found = msgspec.json.schema_components([group.shape], ref_template=REFERENCE)
    for field in msgspec.structs.fields(group.shape):
        if field.default_factory is not msgspec.NODEFAULT:
            found[group.shape.__name__]["properties"][field.name]["default"] = msgspec.to_builtins(
                field.default_factory()
            )
    return found


def _exported(spec: EntitySpec) -> dict[str, Any]:
    policy = spec.policy
    return {
        "streams": [kind.value for kind in policy.streams],
        "created_by": policy.created_by.value,
        "writers": {name: group.writer.value for name, group in spec.groups.items()},
        "removed_by": policy.removed_by.value if policy.removed_by else None,
        "singleton": policy.singleton,
        "part_of": policy.part_of,
        "first_sync": policy.first_sync.value,
        "groups": {name: _exported_group(group) for name, group in spec.groups.items()},
    }


def _exported_group(group: GroupSpec) -> dict[str, Any]:
    """Return the fields with their schemas written out, so that a reader follows no reference."""
    found = _group(group)
    fields = found[group.shape.__name__]["properties"]
    return {
        "rule": group.rule.value,
        "writer": group.writer.value,
        "fields": {name: _inlined(schema, found) for name, schema in fields.items()},
    }


def _inlined(schema: Any, components: dict[str, Schema]) -> Any:
    if isinstance(schema, list):
        return [_inlined(part, components) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        target = components[schema["$ref"].rpartition("/")[2]]
        return _inlined(
            {**target, **{key: value for key, value in schema.items() if key != "$ref"}}, components
        )
    return {key: _inlined(value, components) for key, value in schema.items()}
