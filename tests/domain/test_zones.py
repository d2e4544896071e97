"""Whatever a phone calls its time zone, nothing breaks on it (security: F7)."""

import ast
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.zones import (
    NO_PLACES,
    UnknownZone,
    checked_zone,
    closest_zone,
    is_zone,
    zone_named,
    zone_of,
)
from tests.rooms import ROOMS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted({name.rpartition("/")[0] for name in available_timezones() if "/" in name})
NO_ZONES = [*FOLDERS, "", ".", "..", "../UTC", "/etc/passwd", "America/", "America/Chicago/x",
            "UTC/x", "zone.tab", "tzdata.zi",
            "__init__.py", "a\0b", "\ud800", "x" * 300, "America.x/Y", " UTC", "C:UTC"]  # fmt: skip


@pytest.fixture(params=["of the machine", "of the package alone"])
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """A machine without zones of its own reads those of `tzdata`.

    It raises other errors for a zone that is none.
    """
    ZoneInfo.clear_cache()
    if request.param == "of the package alone":
        reset_tzpath(to=[])
    yield
    reset_tzpath()
    ZoneInfo.clear_cache()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", NO_ZONES)
def test_a_name_that_is_no_zone_is_an_unknown_zone(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(name)
    assert zone_of(name, "Europe/Madrid") == ZoneInfo("Europe/Madrid")
    assert zone_of(name, name) == ZoneInfo("UTC")


def test_a_folder_of_the_database_is_no_zone() -> None:
    ZoneInfo.clear_cache()
    reset_tzpath(to=[])
    try:
        assert zone_of("America", "Europe/Madrid") == ZoneInfo("Europe/Madrid")
    finally:
        reset_tzpath()


@given(st.text(max_size=64))
def test_no_name_at_all_is_an_error(name: str) -> None:
    assert zone_of(name, "UTC").key in (name, "UTC")


def test_a_zone_is_asked_for_in_one_place_alone() -> None:
    asks = [path for part in ROOMS for path in (ROOT / part).rglob("*.py") if _asks(path)]
    assert asks == [ROOT / "domain/zones.py"]


def _asks(path: Path) -> bool:
    calls = [
        node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    ]
    return any(isinstance(call, ast.Name) and call.id == "ZoneInfo" for call in calls)


def test_what_enters_is_a_zone_or_is_refused_with_the_one_that_may_be_meant() -> None:
    assert is_zone("America/New_York")
    assert checked_zone("America/New_York") == "America/New_York"
    with pytest.raises(BadInput, match="Is it America/New_York"):
        checked_zone("Amercia/New_York")
    with pytest.raises(BadInput) as refusal:
        checked_zone("CST")
    assert "Is it" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("america/new york ", "America/New_York"),
        ("Europe/Madird", "Europe/Madrid"),
        ("CST", None),
        ("", None),
    ],
)
def test_a_slip_is_told_from_a_name_that_is_like_none(name: str, meant: str | None) -> None:
    assert closest_zone(name) == meant


def test_what_a_machine_has_for_its_own_use_is_no_zone() -> None:
    assert not [name for name in NO_PLACES if is_zone(name)]
