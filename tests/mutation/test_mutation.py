"""The changes are what they are called, and a sample of them can be drawn again.

What becomes of each is told truly.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.mutant import write
from tests.mutants.tree import ROOT
from tests.mutation import __main__ as command
from tests.mutation import scopes, suites
from tests.mutation.changes import DRAWN, OF_QUERIES, OPERATORS, change, places, sampled
from tests.mutation.explained import EXPLAINED, Explained, is_explained
from tests.mutation.running import Outcome, verdict

CHANGED = [
    ("LeaveOutStatement", "if a:\n    b(1)\n", "if a:\n    pass\n"),
    ("LeaveOutStatement", "await b(1)\n", "pass\n"),
    ("LeaveOutCondition", "a = b and c\n", "a = True and c\n"),
    ("LeaveOutCondition", "a = b or c\n", "a = False or c\n"),
    ("LeaveOutFilter", "a = [b for b in c if b > 1]\n", "a = [b for b in c if True]\n"),
    ("ReturnNothing", "def a():\n    return b\n", "def a():\n    return None\n"),
    ("TurnMembership", "a = b in c\n", "a = b not in c\n"),
    ("TurnMembership", "a = b not in c\n", "a = b in c\n"),
    (
        "CatchNothing",
        "try:\n    a()\nexcept (B, c.D):\n    pass\n",
        "try:\n    a()\nexcept ZeroDivisionError:\n    pass\n",
    ),
    ("ReplaceComparisonOperator_Lt_LtE", "a = b < c\n", "a = b <= c\n"),
    ("AddNot", "if a: b\n", "if not a: b\n"),
    (
        "ForgetWhose",
        "A = 'SELECT x FROM y WHERE y.person = $1 AND z'\n",
        "A = 'SELECT x FROM y WHERE (y.person = $1 OR 1 = 1) AND z'\n",
    ),
    (
        "ForgetWhose",
        "A = f'WHERE program = $2 {b}'\n",
        "A = f'WHERE (program = $2 OR 1 = 1) {b}'\n",
    ),
    (
        "ForgetWhose",
        "A = f'WHERE p IN {{a}} AND person IN {{ids}}'\n",
        "A = f'WHERE p IN {{a}} AND (person IN {{ids}} OR 1 = 1)'\n",
    ),
    (
        "ForgetWhose",
        "A = 'peer IN (SELECT (a) FROM b) AND c'\n",
        "A = '(peer IN (SELECT (a) FROM b) OR 1 = 1) AND c'\n",
    ),
    (
        "ForgetWhose",
        "A = '''person NOT IN (\n  SELECT (peer) FROM b) AND c'''\n",
        "A = '''(person NOT IN ( SELECT (peer) FROM b) OR 1 = 1) AND c'''\n",
    ),
    ("ForgetWhoseInPiccolo", "a.where(B.person == c, d)\n", "a.where(B.person == B.person, d)\n"),
    ("ForgetWhoseInPython", "a.program != b.program\n", "a.program != a.program\n"),
    ("ForgetWhoseInPython", "a.peer == peer\n", "a.peer == a.peer\n"),
]


@pytest.mark.parametrize(("operator", "before", "after"), CHANGED)
def test_a_change_is_what_it_is_called(operator: str, before: str, after: str) -> None:
    made = change("x.py", before, 1, operator, 0)
    assert " ".join(made.made(before).split()) == " ".join(after.split())


def test_every_change_that_is_drawn_can_be_read_as_python() -> None:
    text = (ROOT / "sync/decide/register.py").read_text()
    for place in places("sync/decide/register.py", text, 1, OPERATORS):
        for operator, occurrence in place.changes:
            made = change("sync/decide/register.py", text, place.line, operator, occurrence)
            compile(made.made(text), "register.py", "exec")
            assert made.made(text) != text


def test_what_sets_a_column_is_no_condition() -> None:
    assert places("x.py", "A = 'UPDATE a SET person = excluded.person'\n", 1, OF_QUERIES) == []


def test_a_type_is_left_alone_and_its_bounds_are_not() -> None:
    text = "class A(Struct, frozen=True, kw_only=True):\n    b: Annotated[int | None, Meta(le=5)]\n"
    assert [
        operator for place in places("x.py", text, 1, DRAWN) for operator, _ in place.changes
    ] == ["NumberReplacer", "NumberReplacer"]


def test_what_mypy_holds_is_left_alone() -> None:
    text = "def a(b, /, c, *, d):\n    match b:\n        case _:\n            assert_never(b)\n"
    assert places("x.py", text, 1, DRAWN) == []
    assert len(places("x.py", text.replace("assert_", "tell_"), 1, DRAWN)) == 1


def test_a_sample_is_the_same_whenever_it_is_drawn_and_another_by_another_seed() -> None:
    files = ["sync/decide/clock.py", "sync/decide/merge.py"]
    first, again, other = (list(sampled(ROOT, files, seed)) for seed in (1, 1, 2))
    assert first == again
    assert {(each.file, each.line) for each in first} == {(each.file, each.line) for each in other}
    assert first != other


def test_an_edit_elsewhere_leaves_the_rest_of_a_sample_as_it_was(tmp_path: Path) -> None:
    text = (ROOT / "sync/decide/clock.py").read_text()
    for folder, added in (("before", ""), ("after", "\n\nADDED = 4 + 5\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "clock.py").write_text(text + added)
    before, after = (
        [
            (each.operator, each.before, each.after)
            for each in sampled(tmp_path / folder, ["clock.py"], 1)
        ]
        for folder in ("before", "after")
    )
    assert [each for each in after if "ADDED" not in each[1]] == before


def test_every_module_has_tests_and_they_are_there() -> None:
    files = suites.modules(ROOT)
    assert {
        "domain/erasure.py",
        "sync/decide/resolve.py",
        "notifications/policy/delivery.py",
        "notifications/policy/kinds/nudge.py",
    } <= {*files}
    assert not {"notifications/worker.py", "notifications/push/webpush.py"} & {*files}
    asked = {test for file in files for test in suites.suite(file)} | {
        test for file in scopes.queries(ROOT) for test in scopes.suite(file)
    }
    assert [test for test in asked if not (ROOT / test).exists()] == []
    assert [
        begins for begins in (*suites.NEAREST, *scopes.NEAREST) if not (ROOT / begins).exists()
    ] == []


def test_the_nearest_tests_are_asked_first_and_none_twice() -> None:
    assert suites.suite("domain/erasure.py")[0] == "tests/domain/test_erasure.py"
    for file in suites.modules(ROOT):
        assert len(suites.suite(file)) == len({*suites.suite(file)})


@pytest.mark.parametrize("explained", EXPLAINED, ids=lambda each: f"{each.file}: {each.after}")
def test_what_is_explained_can_still_be_planted(explained: Explained) -> None:
    text = (ROOT / explained.file).read_text()
    every = [
        change(explained.file, text, place.line, operator, occurrence)
        for place in places(explained.file, text, 1, OPERATORS)
        for operator, occurrence in place.changes
    ]
    assert any((each.before, each.after) == (explained.before, explained.after) for each in every)
    assert all(
        is_explained(each)
        for each in every
        if (each.before, each.after) == (explained.before, explained.after)
    )
    assert len(explained.why) > 20


@pytest.mark.parametrize(
    ("code", "said", "outcome", "by"),
    [
        (0, "3 passed", Outcome.SURVIVED, ""),
        (
            1,
            "FAILED tests/x/test_a.py::test_b[sqlite] - assert 1\n1 failed",
            Outcome.KILLED,
            "tests/x/test_a.py::test_b[sqlite]",
        ),
        (
            1,
            "ERROR tests/x/test_a.py::test_b - KeyError",
            Outcome.KILLED,
            "tests/x/test_a.py::test_b",
        ),
        (2, "ERROR tests/x/test_a.py - NameError\n1 error", Outcome.DID_NOT_LOAD, ""),
        (4, "ImportError while loading conftest", Outcome.DID_NOT_LOAD, ""),
        (5, "no tests ran", Outcome.DID_NOT_LOAD, ""),
    ],
)
def test_what_pytest_says_is_told_truly(code: int, said: str, outcome: Outcome, by: str) -> None:
    found = verdict(code, said)
    assert (found.outcome, found.by) == (outcome, by)


@pytest.fixture
def tree(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A repository of a module and its test.

    The test notices one of the two changes that can be made.
    """
    (tmp_path / "domain").mkdir()
    (tmp_path / "tests").mkdir()
    write(tmp_path / "domain/__init__.py", "")
    write(
        tmp_path / "domain/adds.py",
        "def add(a, b):\n    return a + b\n\n\ndef is_less(a, b):\n    return a < b\n",
    )
    write(
        tmp_path / "tests/test_adds.py",
        (
            "from domain.adds import add, is_less\n"
            "def test_add(): assert add(2, 1) == 3 and is_less(1, 2)\n"
        ),
    )
    write(tmp_path / "pytest.ini", "[pytest]\npythonpath = .\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    monkeypatch.setattr("tests.mutants.tree.ROOT", tmp_path)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(suites, "NEAREST", {"domain/": ("tests/test_adds.py",)})
    monkeypatch.setattr(sys, "argv", ["mutation", "--sample", "9"])
    some = {
        name: DRAWN[name]
        for name in ("ReplaceBinaryOperator_Add_Sub", "ReplaceComparisonOperator_Lt_LtE")
    }
    monkeypatch.setattr(command, "DRAWN", some)
    return tmp_path


def told(tree: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((tree / "reports/mutation.json").read_text())
    return {name: found[name] for name in ("sampled", "killed", "equivalent", "survived")}


def test_what_no_test_notices_survives_and_too_many_are_an_error(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (tree / "domain/adds.py").read_text()
    assert command.main() == 1
    assert told(tree) == {"sampled": 2, "killed": 1, "equivalent": 0, "survived": 1}
    assert (
        "survived     domain/adds.py:6 ReplaceComparisonOperator_Lt_LtE" in capsys.readouterr().out
    )
    assert (tree / "domain/adds.py").read_text() == text


def test_what_is_explained_counts_neither_way(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    explained = Explained(
        "domain/adds.py", "return a < b", "return a <= b", "nobody asks for what is equal"
    )
    monkeypatch.setattr("tests.mutation.explained.EXPLAINED", (explained,))
    assert command.main() == 0
    assert told(tree) == {"sampled": 2, "killed": 1, "equivalent": 1, "survived": 0}


def test_where_a_test_is_red_without_any_change_nothing_is_told(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        tree / "tests/test_adds.py",
        "from domain.adds import add\ndef test_add(): assert add(2, 1) == 4\n",
    )
    assert command.main() == 1
    assert "without any change: tests/test_adds.py::test_add" in capsys.readouterr().out
    assert not (tree / "reports").exists()


def test_what_does_not_load_is_not_counted(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        command, "DRAWN", {"ReplaceBinaryOperator_Add_Sub": DRAWN["ReplaceBinaryOperator_Add_Sub"]}
    )
    write(tree / "domain/adds.py", (tree / "domain/adds.py").read_text() + "\n\nNAME = 'a' + 'b'\n")
    assert command.main() == 0
    assert told(tree) == {"sampled": 1, "killed": 1, "equivalent": 0, "survived": 0}
