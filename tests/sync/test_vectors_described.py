"""Every member of every vector is described in `openapi/vectors/README.md`.

Whoever writes another client or server finds it there.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "openapi" / "vectors"
TEXT = (FOLDER / "README.md").read_text()
FILES = sorted(FOLDER.rglob("*.json"))
BY_NAME = {
    "schedule",
    "meeting",
    "base",
    "set",
    "body",
    "heads",
    "kept",
    "dismissed",
    "reached",
    "digests",
    "groups",
}
"""Members whose own members are groups, names, ids or streams."""
RECORDS = {"goal", "entries", "periods", "check_ins", "points"}
"""Members that hold fields of records, or points of a curve."""
ON_THE_WIRE = {"replay": {"write", "answer", "screen"}}
"""Members that are what travels (`openapi/openapi.json` describes it), or records by their ids."""
CHAPTERS = {
    "resolve": "Resolve",
    "overlay": "Overlay",
    "replay": "Replay",
    "figures": "Figures",
    "schedules": "Schedules",
    "phone_numbers": "Phone numbers",
    "attendance": "Attendance and times",
    "times": "Attendance and times",
    "meeting_types": "Meeting types",
    "singleton_ids": "Singleton ids",
}


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.relative_to(FOLDER).as_posix()) for path in FILES]
)
def test_every_member_is_described(path: Path) -> None:
    described = set(re.findall(r"`([a-z_]+)`", description(path))) | {"why"}
    assert (
        set(
            members(
                json.loads(path.read_text()),
                BY_NAME | RECORDS | ON_THE_WIRE.get(path.parent.name, set()),
            )
        )
        - described
        == set()
    )


def test_every_folder_is_in_the_table() -> None:
    kept = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in FOLDER.iterdir()
        if path.suffix in ("", ".json")
    }
    assert set(re.findall(r"^\| `([^`]+)` \|", TEXT.split("## ")[0], re.MULTILINE)) == kept


def test_what_passes_them_here_is_there() -> None:
    root = FOLDER.parents[1]
    for named in re.findall(r"tests/[a-z_/]+(?:\.py)?", TEXT):
        assert (root / named).exists(), named
    for named in re.findall(r"npm --prefix web test -- ([a-z_.]+)", TEXT):
        assert [*(root / "web" / "tests").rglob(f"{named}.test.ts")], named


def description(path: Path) -> str:
    """The chapter of the first page on this folder or file, and the folder's own page."""
    page = path.parent / "README.md"
    own = page.read_text() if path.parent != FOLDER and page.exists() else ""
    return chapter(CHAPTERS[path.parent.name if path.parent != FOLDER else path.stem]) + own


def chapter(title: str) -> str:
    return next(
        part for part in re.split(r"^## ", TEXT, flags=re.MULTILINE) if part.startswith(title)
    )


def members(value: Any, outside: set[str]) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from members(each, outside)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            if name not in outside:
                yield from members([] if name == "rows" else each, outside)
