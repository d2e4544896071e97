"""The committed contract is what the code says (issue: a published contract that cannot drift)."""

import json
from typing import Any

import pytest

from cli.contract import FOLDER, files, stale_files
from domain.entities import SPECS


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads((FOLDER / "openapi.json").read_text())


def test_the_committed_files_are_up_to_date() -> None:
    assert list(stale_files()) == [], "run `alongside openapi`"


def test_it_is_written_the_same_each_time() -> None:
    assert files() == files()


def test_every_reference_leads_somewhere(schema: Any) -> None:
    text = json.dumps(schema)
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert named - schema["components"]["schemas"].keys() == set()


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_every_entity_has_its_groups_with_their_rules(schema: Any, spec: Any) -> None:
    components = schema["components"]["schemas"]
    entity = components[spec.type.__name__]

    assert entity["description"]
    for name, group in spec.groups.items():
        component = components[entity["properties"][name]["$ref"].rpartition("/")[2]]
        assert component["x-merge"] == group.rule.value
        assert component["x-writer"] == group.writer.value
        assert component["properties"].keys() == set(group.fields)
        assert all(field["description"] for field in component["properties"].values())


def test_a_set_says_what_a_mutation_may_add_to_it_and_remove(schema: Any) -> None:
    components = schema["components"]["schemas"]
    named = {
        name: components[found["x-change"]["$ref"].rpartition("/")[2]]["properties"]
        for name, found in components.items()
        if "x-change" in found
    }
    assert named.keys() == {"GoalTags", "FavouritesResources"}
    assert all(change.keys() == {"add", "remove"} for change in named.values())
    assert (
        named["GoalTags"]["add"]["maxItems"],
        named["FavouritesResources"]["add"]["maxItems"],
    ) == (8, 200)


def test_every_error_is_a_problem(schema: Any) -> None:
    for path in schema["paths"].values():
        for operation in path.values():
            assert operation["responses"]["default"]["content"].keys() == {
                "application/problem+json"
            }
            assert not [
                status for status in operation["responses"] if status.startswith(("4", "5"))
            ]


def test_every_operation_says_what_it_does_and_whom_it_admits(schema: Any) -> None:
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"], path
            assert operation.get("x-admits") or "security" not in operation or path == "/api/sync"


def test_a_default_that_a_function_makes_is_published() -> None:
    exported = json.loads((FOLDER / "entities.json").read_text())

    assert exported["notification_settings"]["groups"]["quiet"]["fields"]["quiet"]["default"] == [
        {"since": "21:00", "until": "08:00"}
    ]
