"""What was written with an older schema is read as the present one has it.

What is not known passes untouched.
"""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from domain.entities import SPECS
from domain.records import SCHEMA
from domain.upcasts import STEPS, Groups, UpcastStep, upcast

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


def raw(value: Any) -> Raw:
    return Raw(msgspec.json.encode(value))


def plain(groups: Groups) -> dict[str, Any]:
    return {name: msgspec.json.decode(value) for name, value in groups.items()}


def _split_name(groups: Groups) -> Groups:
    """As when, after schema 1, a name was divided into two groups."""
    if "name" in groups:
        whole = msgspec.json.decode(groups.pop("name"))
        groups["called"] = raw({"text": whole["text"]})
        groups["written"] = raw({key: value for key, value in whole.items() if key != "text"})
    return groups


def _louder(groups: Groups) -> Groups:
    return {
        name: raw({**msgspec.json.decode(value), "loud": True}) if name == "called" else value
        for name, value in groups.items()
    }


EXAMPLE: dict[tuple[str, int], UpcastStep] = {("being", 1): _split_name, ("being", 2): _louder}


def test_each_version_takes_its_own_step_in_order() -> None:
    old = {"name": raw({"text": "Sam", "colour": "green"})}

    assert plain(upcast("being", 1, old, steps=EXAMPLE, to=3)) == {
        "called": {"text": "Sam", "loud": True},
        "written": {"colour": "green"},
    }
    assert plain(upcast("being", 2, {"called": raw({"text": "Sam"})}, steps=EXAMPLE, to=3)) == {
        "called": {"text": "Sam", "loud": True}
    }


def test_the_present_version_takes_none() -> None:
    groups = {"name": raw({"text": "Sam"})}

    assert upcast("being", 3, groups, steps=EXAMPLE, to=3) == groups
    assert upcast("another", 1, groups, steps=EXAMPLE, to=3) == groups


def test_what_was_sent_stays_as_it_was() -> None:
    """The mutation is kept for its author as it came where it is refused."""
    old = {"name": raw({"text": "Sam"})}

    upcast("being", 1, old, steps=EXAMPLE, to=3)

    assert plain(old) == {"name": {"text": "Sam"}}


@pytest.mark.parametrize("entity", [*SPECS, "unheard_of"])
@given(groups=st.dictionaries(st.sampled_from(["words", "visibility", "unheard_of", "tags"]), JSON))
def test_unknown_groups_and_fields_pass_untouched(entity: str, groups: dict[str, Any]) -> None:
    unknown = {f"{name}_of_a_later_version": raw(value) for name, value in groups.items()}

    for schema in range(1, SCHEMA + 2):
        assert {name: bytes(value) for name, value in upcast(entity, schema, unknown).items()} == {
            name: bytes(value) for name, value in unknown.items()
        }


@pytest.mark.parametrize("entity", SPECS)
def test_what_schema_1_could_write_is_read_as_it_was(entity: str) -> None:
    """Schema 2 only added groups.

    A step for an entity of schema 1 is written together with the case that needs it.
    """
    assert not [step for step in STEPS if step[0] == entity and step[1] >= SCHEMA]
    spec = SPECS[entity]
    groups = {name: raw({}) for name in spec.groups}
    assert plain(upcast(entity, 1, groups)) == plain(groups)
