"""A recorded row without what is told no longer.

Of a group that the reader does not write it is no longer told how it came to be as it is.

Written from the rule (`docs/sync.md`, section 2), without the code of `records.encoding`.
"""

from typing import Any

from domain.entities import SPECS
from domain.entity_specs import EntitySpec

LIFE = "life"


def as_told_now(row: dict[str, Any], kind: str, role: str) -> dict[str, Any]:
    """To a person in this role in a stream of this kind. One's own streams tell what they told."""
    spec = SPECS[row["entity"]]
    if kind in ("own", "account"):
        return row
    heads = {
        register: _told(spec, role, register, held)
        for register, held in row["heads"].items()
        if _is_told(spec, role, register, row)
    }
    groups = {register.partition("/")[0] for register in heads}
    body = {
        name: value
        for name, value in row["body"].items()
        if name in groups or spec.groups[name].writer == role
    }
    return row | {"heads": heads, "body": body}


def _is_told(spec: EntitySpec, role: str, register: str, row: dict[str, Any]) -> bool:
    name, _, element = register.partition("/")
    if name == LIFE:
        return spec.policy.removed_by == role
    if spec.groups[name].writer == role:
        return True
    return row["state"] == "live" and (
        not element or element in row["body"].get(name, {}).get(spec.groups[name].fields[0], [])
    )


def _told(spec: EntitySpec, role: str, register: str, held: list[Any]) -> list[Any]:
    """Of others' groups the head that is shown, and of its key the time.

    What the system writes has no device.
    """
    if register == LIFE or spec.groups[register.partition("/")[0]].writer == role:
        return held
    mutation, key = held[0]
    return [[mutation, key if key[2] == 0 else [key[0], 0, 0, 0]]]
