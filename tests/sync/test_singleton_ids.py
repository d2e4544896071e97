"""`openapi/vectors/singleton_ids.json`: the server derives the ids that phones derive."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.records import singleton_id

FILE = Path(__file__).parents[2] / "openapi" / "vectors" / "singleton_ids.json"


@pytest.mark.parametrize(
    "case",
    json.loads(FILE.read_text())["cases"],
    ids=lambda case: f"{case['entity']}-{case['generation']}",
)
def test_the_id_follows_from_owner_kind_and_generation(case: dict[str, Any]) -> None:
    assert singleton_id(case["owner"], case["entity"], case["generation"]) == case["id"]
