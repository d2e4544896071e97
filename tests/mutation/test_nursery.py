"""Runs of tests in a small repository.

What is recorded of each, and what is told of a change that is planted.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants.mutant import write
from tests.mutation import running
from tests.mutation.changes import Change
from tests.mutation.covering import OUTSIDE, Recorded
from tests.mutation.running import Nursery, Outcome, Recordings, Tried, Unsound, nursery

PRODUCT = """\
from functools import cache

LIMIT = 5


@cache
def limit(add):
    return LIMIT + add


def is_more(a):
    return a > limit(0)


def is_less(a):
    while a < 0:
        a += 1
    return a < limit(0)
"""
TESTS = """\
import os
import subprocess
import pytest
from hypothesis import given, settings, strategies as st
from domain import rules

@pytest.fixture(scope="module")
def shared():
    return rules.limit(7)

def test_more(): assert rules.is_more(6)
def test_less(): assert rules.is_less(-1)
def test_shared(shared): assert shared == 12
def test_leaves_something_behind(): os.environ["LEFT"] = rules.LEFT = "behind"
def test_finds_nothing(): assert "LEFT" not in os.environ or rules.LEFT
def test_starts(): subprocess.run(["true"], check=True)
@given(st.integers())
@settings(max_examples=2, database=None)
def test_generated(a): assert not (rules.is_more(a) and rules.is_less(a))
"""
FILE, SUITE = "domain/rules.py", ("tests/test_rules.py",)
LINES = {text.strip(): place for place, text in enumerate(PRODUCT.splitlines(), 1)}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for name, text in (
        ("domain/__init__.py", ""),
        (FILE, PRODUCT),
        ("tests/test_rules.py", TESTS),
        ("pytest.ini", "[pytest]\npythonpath = .\n"),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        write(folder / name, text)
    return folder


@pytest.fixture(scope="module")
def one(tree: Path) -> Iterator[Nursery]:
    with nursery(tree, "not postgresql", {}) as made:
        made.load(SUITE)
        yield made


@pytest.fixture(scope="module")
def recorded(one: Nursery) -> Recorded:
    return one.recorded(SUITE[0], [FILE])


def executed_by(recorded: Recorded, line: str) -> set[str]:
    places = recorded.lines[FILE][LINES[line]]
    return {
        "outside" if place == OUTSIDE else recorded.tests[place].name.partition("::test_")[2]
        for place in places
    }


def tried(one: Nursery, before: str, after: str) -> Tried:
    stood = next(text for text in PRODUCT.splitlines() if text.strip() == before)
    occurrence = PRODUCT.splitlines().index(stood) + 1
    planted = Planted(FILE, occurrence, "planted", 0, stood, stood.replace(before, after))
    return one.tried(planted, SUITE, Recordings([FILE]))


class Planted(Change, frozen=True):
    """A change that is written here and not drawn."""

    def made(self, text: str) -> str:
        return text.replace(self.before, self.after, 1)


def test_of_each_test_it_is_known_which_lines_it_executes(recorded: Recorded) -> None:
    assert executed_by(recorded, "return a > limit(0)") == {"more", "generated"}
    assert executed_by(recorded, "a += 1") >= {"less"}
    assert executed_by(recorded, "LIMIT = 5") == {"outside"}


def test_what_is_kept_from_one_call_to_the_next_is_executed_by_each_that_depends_on_it(
    recorded: Recorded,
) -> None:
    assert executed_by(recorded, "return LIMIT + add") >= {"more", "less", "outside"}


def test_which_start_a_process_and_which_are_generated_is_known(recorded: Recorded) -> None:
    named = {test.name.partition("::test_")[2]: test for test in recorded.tests}
    assert [name for name, test in named.items() if test.starts] == ["starts"]
    assert [name for name, test in named.items() if test.generated] == ["generated"]
    assert {test.file for test in recorded.tests} == {*SUITE}
    assert all(0 <= test.seconds < 60 for test in recorded.tests)


def test_what_comes_from_elsewhere_is_known_and_the_trees_own_modules_are_not_among_it(
    recorded: Recorded,
) -> None:
    assert not [name for name in recorded.loaded if name.startswith(("domain", "tests"))]


def test_a_change_that_a_test_sees_is_killed_by_it_and_the_file_is_as_it_was(
    one: Nursery, tree: Path
) -> None:
    found = tried(one, "return a > limit(0)", "return a < limit(0)")
    assert found == Tried(Outcome.KILLED, "tests/test_rules.py::test_more")
    assert (tree / FILE).read_text() == PRODUCT
    assert tried(one, "return a > limit(0)", "return a >= limit(0)").outcome is Outcome.SURVIVED


def test_a_change_by_which_nothing_loads_is_not_counted(one: Nursery, tree: Path) -> None:
    assert tried(one, "LIMIT = 5", "LIMIT = five").outcome is Outcome.DID_NOT_LOAD
    assert (tree / FILE).read_text() == PRODUCT


def test_one_by_which_a_test_does_not_end_is_killed(
    one: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE_SECONDS", 2)
    found = tried(one, "a += 1", "a -= 1")
    assert found == Tried(Outcome.KILLED, "it does not come to an end")


def test_where_a_test_is_red_without_any_change_nothing_is_told(one: Nursery, tree: Path) -> None:
    write(tree / SUITE[0], TESTS + "def test_red(): assert rules.is_more(1)\n")
    try:
        with pytest.raises(Unsound, match=r"without any change: tests/test_rules\.py::test_red"):
            one.recorded(SUITE[0], [FILE])
    finally:
        write(tree / SUITE[0], TESTS)
