"""A sample of the phone's changes can be drawn again.

What Stryker says became of each is told truly.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.tree import ROOT
from tests.mutation.explained import Explained
from tests.mutation.web import __main__ as command
from tests.mutation.web.drawing import Lister, Planted, by_stryker, modules, sampled
from tests.mutation.web.explained import EXPLAINED, is_explained

CLOCK, MINE = "web/src/sync/protocol/clock.ts", "web/src/screens/queries.ts"


def by_signs(root: Path, files: list[str]) -> list[dict[str, Any]]:
    """Offer two changes for each comparison and arrow, without a package of Stryker's."""
    return [
        {"fileName": file.removeprefix("web/"), "mutatorName": "Sign", "replacement": replacement}
        | {
            "location": {
                edge: {"line": line, "column": at}
                for edge, at in zip(("start", "end"), sign.span(), strict=True)
            }
        }
        for file in files
        for line, text in enumerate((root / file).read_text().splitlines())
        for sign in re.finditer(r"[<>=]=+>?|=>|\|\|", text)
        for replacement in ("!==", ">=")
    ]


@pytest.fixture(scope="module", params=[by_signs, pytest.param(by_stryker, marks=pytest.mark.soak)])
def changes_of(request: pytest.FixtureRequest) -> Lister:
    """Stryker itself is asked where its packages are: `make mutation`, `make soak`."""
    lister: Lister = request.param
    return lister


@pytest.fixture(scope="module")
def drawn(changes_of: Lister) -> list[Planted]:
    return list(sampled(ROOT, [CLOCK, MINE], 1, changes_of))


def test_a_sample_is_the_same_whenever_it_is_drawn_and_another_by_another_seed(
    drawn: list[Planted], changes_of: Lister
) -> None:
    again, other = (list(sampled(ROOT, [CLOCK, MINE], seed, changes_of)) for seed in (1, 2))
    assert drawn == again
    assert {(each.file, each.line) for each in drawn} == {(each.file, each.line) for each in other}
    assert drawn != other


def test_an_edit_elsewhere_leaves_the_rest_of_a_sample_as_it_was(
    tmp_path: Path, drawn: list[Planted], changes_of: Lister
) -> None:
    (tmp_path / CLOCK).parent.mkdir(parents=True)
    (tmp_path / "web/mutation").symlink_to(ROOT / "web/mutation")
    (tmp_path / CLOCK).write_text(
        "export const added = (few: number): number => few + 4;\n" + (ROOT / CLOCK).read_text()
    )
    after = [
        (each.operator, each.before, each.after)
        for each in sampled(tmp_path, [CLOCK], 1, changes_of)
        if "added" not in each.before
    ]
    assert after == [
        (each.operator, each.before, each.after) for each in drawn if each.file == CLOCK
    ]


def test_a_change_is_told_by_the_lines_that_differ(drawn: list[Planted]) -> None:
    text = (ROOT / MINE).read_text()
    for each in (change for change in drawn if change.file == MINE):
        assert each.before != each.after
        assert all(line in text for line in each.before.splitlines())


def test_words_and_states_are_left_to_the_types(drawn: list[Planted]) -> None:
    assert "StringLiteral" not in {each.operator for each in drawn}


def test_the_phones_sync_and_what_its_screens_decide_are_drawn_from() -> None:
    files = modules(ROOT)
    assert {
        "web/src/sync/exchange/receive.ts",
        "web/src/screens/setback/setback.ts",
        "web/src/screens/today/check_in.ts",
    } <= {*files}
    assert all(name.endswith(".ts") for name in files)


def planted(replacement: str = "true") -> Planted:
    location = {"start": {"line": 4, "column": 2}, "end": {"line": 4, "column": 9}}
    found = {
        "fileName": "src/sync/x.ts",
        "location": location,
        "mutatorName": "BooleanLiteral",
        "replacement": replacement,
    }
    return Planted(
        "web/src/sync/x.ts", 5, "BooleanLiteral", "if (a) {", f"if ({replacement}) {{", found
    )


def report(**mutants: dict[str, Any]) -> dict[str, Any]:
    place = {"start": {"line": 5, "column": 3}, "end": {"line": 5, "column": 10}}
    told = [
        {"location": place, "mutatorName": "BooleanLiteral", "replacement": name} | more
        for name, more in mutants.items()
    ]
    tests = {"tests/x.test.ts": {"tests": [{"id": "7", "name": "it holds"}]}}
    return {"files": {"src/sync/x.ts": {"mutants": told}}, "testFiles": tests}


def test_a_range_is_written_as_stryker_reads_it() -> None:
    assert planted().range == "src/sync/x.ts:5:2-5:9"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"status": "Killed", "killedBy": ["7"]}, ("killed", "it holds")),
        ({"status": "Timeout"}, ("killed", "it does not come to an end")),
        ({"status": "Survived"}, ("survived", "")),
        ({"status": "NoCoverage"}, ("survived", "")),
    ],
)
def test_what_stryker_says_is_told_truly(said: dict[str, Any], outcome: tuple[str, str]) -> None:
    assert command.told_by(report(true=said)) == {command.key_of(planted()): outcome}


@pytest.mark.parametrize("status", ["CompileError", "RuntimeError", "Ignored", "Pending"])
def test_what_was_not_tried_is_not_counted(status: str) -> None:
    assert command.told_by(report(true={"status": status})) == {}


def test_what_is_explained_is_not_planted_and_counts_neither_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Planted] = []

    def stryker(_: Path, changes: list[Planted]) -> dict[str, Any]:
        asked.extend(changes)
        return report(
            true={"status": "Killed", "killedBy": ["7"]},
            a={"status": "Survived"},
            b={"status": "CompileError"},
        )

    monkeypatch.setattr(command, "_stryker", stryker)
    explained = Explained(
        "web/src/sync/x.ts", "if (a) {", "if (false) {", "nobody can tell the two apart"
    )
    monkeypatch.setattr("tests.mutation.web.explained.EXPLAINED", (explained,))
    told = command.tried(tmp_path, [planted(name) for name in ("true", "false", "a", "b")])
    assert command.counted(told) == {"sampled": 3, "killed": 1, "equivalent": 1, "survived": 1}
    assert planted("false") not in asked


def test_what_is_explained_can_still_be_planted() -> None:
    for explained in EXPLAINED:
        lines = [line.strip() for line in (ROOT / explained.file).read_text().splitlines()]
        assert {*explained.before.splitlines()} <= {*lines}, explained
        assert explained.before != explained.after
        assert len(explained.why) > 20


def test_it_is_explained_by_its_lines() -> None:
    assert not is_explained(planted())


def test_the_configuration_keeps_what_the_draw_relies_on() -> None:
    held = json.loads((ROOT / "web/mutation/stryker.config.json").read_text())
    assert held["coverageAnalysis"] == "perTest"
    assert held["checkers"] == ["drawn"]
    assert held["inPlace"] is True
    assert held["mutator"] == {"excludedMutations": ["StringLiteral"]}
