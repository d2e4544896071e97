"""The bugs can still be planted, and the tests that are to notice them are there.

`make mutants` plants them.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from domain.entities import SPECS
from tests.mutants.__main__ import main
from tests.mutants.mutant import Moved, Mutant, write
from tests.mutants.planted import MUTANTS
from tests.mutants.running import Verdict, run
from tests.mutants.tree import ROOT

DECIDED, SHOWN = ROOT / "openapi" / "vectors" / "resolve", ROOT / "openapi" / "vectors" / "overlay"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_its_text_is_there_once_and_its_tests_are_named(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text()
    assert mutant.planted(text) != text
    assert mutant.tests


def test_no_two_have_one_name() -> None:
    assert len({each.name for each in MUTANTS}) == len(MUTANTS) >= 24


@pytest.mark.parametrize(
    "test", sorted({test for each in MUTANTS for test in each.tests if not test.startswith("web/")})
)
def test_a_named_test_of_python_exists(test: str) -> None:
    """It is looked for by its name, on its engine, with its vector or its case.

    To have pytest collect them all takes too long for every day.
    """
    named = re.fullmatch(r"(.+?)::(\w+)(?:\[(.+)\])?", test)
    assert named
    file, name, of = named.groups()
    text = (ROOT / file).read_text()
    assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE)
    vectors, _, case = (of or "").partition(": ")
    if case:
        assert case in [
            each["name"] for each in json.loads((DECIDED / f"{vectors}.json").read_text())["cases"]
        ]
    else:
        case = re.sub(r"^(sqlite|postgresql)-?", "", of or "")
        parts = [case] if re.search(rf"\b{re.escape(case)}\b", text) else case.split("-")
        assert case in ("", *SPECS) or all(
            re.search(rf"\b{re.escape(part)}\b", text) for part in parts
        )


def test_the_named_tests_of_the_browser_side_exist() -> None:
    for file, name in {
        tuple(test.split("::", 1))
        for each in MUTANTS
        for test in each.tests
        if test.startswith("web/")
    }:
        assert (
            re.search(rf"test\(\s*'{re.escape(name)}'", (ROOT / file).read_text())
            or (SHOWN / name).is_file()
        ), name


def test_a_text_that_is_not_there_or_twice_is_said_so() -> None:
    mutant = Mutant(name="x", why="", file="x.py", before="a", after="b", tests=())
    for text in ("", "aa"):
        with pytest.raises(Moved, match="plant it anew"):
            mutant.planted(text)
    assert mutant.planted("cac") == "cbc"


def test_a_test_that_passes_fails_or_cannot_run_is_told_apart(tmp_path: Path) -> None:
    write(
        tmp_path / "test_three.py",
        "def test_a(): pass\ndef test_b(): assert False\ndef test_c(nothing): pass\n",
    )
    done = run(
        tmp_path, ["test_three.py::test_a", "test_three.py::test_b", "test_three.py::test_c"]
    )
    assert [each.verdict for each in done.told.values()] == [
        Verdict.PASSED,
        Verdict.RED,
        Verdict.DID_NOT_RUN,
    ]
    assert "assert False" in done.told["test_three.py::test_b"].why
    write(tmp_path / "test_three.py", "def test_a() pass\n")
    assert run(tmp_path, ["test_three.py::test_a"]).are(Verdict.DID_NOT_RUN)


def test_a_bug_that_no_test_notices_is_missed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whole, on a tree of two files; one bug is caught, the other is not."""
    write(tmp_path / "adds.py", "def add(a, b):\n    return a + b  # sum\n")
    write(
        tmp_path / "test_adds.py", "from adds import add\ndef test_add(): assert add(2, 2) == 4\n"
    )
    write(tmp_path / "pytest.ini", "[pytest]\npythonpath = .\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.setattr("tests.mutants.tree.ROOT", tmp_path)
    monkeypatch.setattr("tests.mutants.__main__.REPORT", tmp_path / "mutants.json")
    monkeypatch.setattr(sys, "argv", ["mutants"])
    tests = ("test_adds.py::test_add",)
    caught = Mutant(
        name="minus", why="", file="adds.py", before="a + b", after="a - b", tests=tests
    )
    missed = Mutant(
        name="times", why="", file="adds.py", before="a + b", after="a * b", tests=tests
    )
    monkeypatch.setattr("tests.mutants.__main__.MUTANTS", (caught, missed))
    assert main() == 1
    assert "MISSED  times" in capsys.readouterr().out
    told = json.loads((tmp_path / "mutants.json").read_text())
    assert (told["planted"], told["caught"], told["missed"]) == (2, 1, 1)
    assert (tmp_path / "adds.py").read_text() == "def add(a, b):\n    return a + b  # sum\n"
    monkeypatch.setattr("tests.mutants.__main__.MUTANTS", (caught,))
    assert main() == 0
