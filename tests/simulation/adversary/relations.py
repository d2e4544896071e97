"""What a stored row holds, what it is a part of, and which records refused words are about."""

import json
from typing import Any

from domain.entities import SPECS
from tests.simulation.adversary.tables import (
    Seen,
)


def differing(origin: Seen | None, after: Seen) -> set[str]:
    """The registers of which anything that is kept is not as it was."""
    was: dict[str, Any] = origin.versions if origin else {}
    found = set()
    for part, now in after.versions.items():
        then = was.get(part, {})
        found |= {
            register
            for register in now.keys() | then.keys()
            if (now.get(register) or None) != (then.get(register) or None)
        }
    for part in was.keys() - after.versions.keys():
        found |= {register for register, told in was[part].items() if told}
    return found


def wholes_given(act: dict[str, Any]) -> set[str]:
    """The whole that an act gives a part."""
    spec = SPECS.get(act["entity"])
    if spec is None or spec.policy.part_of is None:
        return set()
    group, field = spec.policy.part_of
    told = act.get("set", {}).get(group, {})
    whole = told.get(field) if isinstance(told, dict) else None
    return {whole} if isinstance(whole, str) else set()


def is_empty(row: Seen) -> bool:
    return not any((row.heads, row.body, row.kept, row.aside, row.dismissed))


def whole_of(row: Seen) -> str | None:
    spec = SPECS.get(row.entity)
    if spec is None or spec.policy.part_of is None:
        return None
    group, field = spec.policy.part_of
    whole = row.body.get(group, {}).get(field)
    return whole if isinstance(whole, str) else None


def named_by_refusal(row: Seen) -> set[str]:
    """The record that refused words are about, and the whole that they would have given a part."""
    what = row.body.get("what", {})
    return {about(row)} | wholes_given(
        {"entity": what.get("entity", ""), "set": _object(what.get("words", ""))}
    )


def about(row: Seen) -> str:
    """The record that refused words were written for. What could not be read is kept whole."""
    what = row.body.get("what", {})
    return str(
        what.get("record", "")
        if what.get("entity")
        else _object(what.get("words", "")).get("record", "")
    )


def _object(text: str) -> dict[str, Any]:
    """With whatever numbers there are in it: a number that nothing can hold hides no name."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
