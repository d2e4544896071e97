"""docs/security.md is true.

Every case that is cited stands in it once, and every test that it names exists.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.threats import PAGE, ROOT, Case, Proof, cases

TEXT = PAGE.read_text()
CASES = list(cases(TEXT))
SECTIONS = {
    "A": 14,
    "B": 26,
    "C": 15,
    "D": 6,
    "E": 14,
    "F": 8,
    "G": 15,
    "H": 5,
    "I": 6,
    "J": 5,
    "K": 4,
    "L": 6,
}
"""The last number of each section: ids are never given to another case, so it only grows."""

CITED = re.compile(r"security(?:\.md`?)?[,:] ([^)\n]*)\)")
ID = re.compile(r"\b[A-Z]\d{1,2}\b")
TESTS_NAMED = sorted({test for case in CASES for test in case.tests})


def citations() -> Iterator[tuple[str, str]]:
    """Every file and case id that it cites."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py", "*.ts", "*.svelte"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for path in filter(Path.exists, map(ROOT.joinpath, listed.split())):
        for cited in CITED.findall(path.read_text()):
            yield from ((path.relative_to(ROOT).as_posix(), id_) for id_ in ID.findall(cited))


def names_in(path: Path) -> set[str]:
    if path.suffix == ".ts":
        return set(
            re.findall(
                r"^\s*(?:test(?:\.each\(.*\))?|\]\))\(\s*'([^']+)'", path.read_text(), re.MULTILINE
            )
        )
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {node.name for node in functions if node.name.startswith("test_")}


def test_every_case_stands_there_once_and_in_order() -> None:
    assert [case.id for case in CASES] == [
        f"{section}{number}" for section, last in SECTIONS.items() for number in range(1, last + 1)
    ]


def test_no_row_is_left_out_for_its_form() -> None:
    assert len(re.findall(r"^\|\s*[A-Z]\d", TEXT, re.MULTILINE)) == len(CASES)


def test_every_case_that_is_cited_stands_there() -> None:
    cited = list(citations())
    assert len(cited) > 30
    assert {(path, id_) for path, id_ in cited if id_ not in {case.id for case in CASES}} == set()


@pytest.mark.parametrize("test", TESTS_NAMED, ids=lambda test: f"{test.path.stem}::{test.name}")
def test_every_test_that_it_names_exists(test: Proof) -> None:
    assert test.name in names_in(test.path)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.verdict != "held"], ids=lambda case: case.id
)
def test_what_is_missing_is_said(case: Case) -> None:
    what = (
        case.how.partition("*Missing:* ")[2]
        if case.verdict == "in part"
        else case.how.removeprefix("not yet:")
    )
    assert len(what.strip()) > 10
