"""ARCHITECTURE.md and the other documents are true to the tree."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from scripts.shape import (
    by_folder,
    double_names,
    in_circles,
    modules_of_rooms,
    uses_of_browser,
    uses_of_python,
)

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    ROOT / name
    for name in ("ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "SECURITY.md", "web/README.md")
] + sorted((ROOT / "docs").rglob("*.md"))
MADE_BY_COMMANDS = ("reports/", ".tools", ".venv", "web/dist")
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.*-]*|[\w-]+\.(?:md|toml|lock|json))`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text()
    named = {
        path
        for path in PATH.findall(text)
        if not path.startswith(MADE_BY_COMMANDS) and path.split("/")[0] in _top_level()
    }
    missing = {
        path
        for path in named
        if not (any(ROOT.glob(path)) if "*" in path else (ROOT / path).exists())
    }
    missing |= {link for link in LINK.findall(text) if not (document.parent / link).exists()}
    assert not missing


def test_the_map_names_every_folder() -> None:
    chart = (ROOT / "ARCHITECTURE.md").read_text().split("```")[1]
    assert {name for name in re.findall(r"([a-z]+)/", chart) if (ROOT / name).is_dir()} == {
        name for name in _top_level() if (ROOT / name).is_dir() and not name.startswith(".")
    }


def test_every_package_says_in_one_line_why_it_exists() -> None:
    silent = []
    for package in _tracked("*/__init__.py"):
        text = (ROOT / package).read_text()
        if not re.match(r'"""[^\n]+\n', text):
            silent.append(package)
    assert not silent


@pytest.mark.parametrize(
    "name", ["utils", "helpers", "common", "base", "manager", "service", "misc"]
)
def test_no_module_is_named_after_nothing(name: str) -> None:
    assert not [
        path
        for path in _tracked()
        if Path(path).stem == name and not path.startswith("web/public/")
    ]


def test_every_decision_is_listed_and_says_what_lost() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text()
    for record in sorted((ROOT / "docs/decisions").glob("0*.md")):
        text = record.read_text()
        title = text.splitlines()[0].partition(". ")[2]
        assert f"| [{record.name[:4]}]({record.name}) | {title} |" in listed
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "What lost",
            "Consequence",
        ], record.name


def test_no_module_and_no_folder_depends_on_itself_by_way_of_others() -> None:
    """An import inside a function or under TYPE_CHECKING counts too.

    A circle that is hidden is a circle.
    """
    python = uses_of_python(modules_of_rooms())
    assert in_circles(python) == set()
    assert in_circles(by_folder(python)) == set()
    assert in_circles(uses_of_browser()) == set()


@pytest.mark.parametrize(
    ("uses", "modules", "folders"),
    [
        ({"a.b": {"a.c"}, "a.c": set()}, set(), set()),
        ({"a.b": {"a.c"}, "a.c": {"a.b"}}, {"a.b", "a.c"}, {"a.b", "a.c"}),
        ({"a.b": {"c.d"}, "c.e": {"a.f"}, "c.d": set(), "a.f": set()}, set(), {"a", "c"}),
        ({"a.b.x": {"a.c"}, "a.c": {"a.b.y"}, "a.b.y": set()}, set(), {"a.b", "a.c"}),
        ({"a.b": {"a"}, "a": {"a.b"}}, {"a.b", "a"}, set()),
    ],
)
def test_a_circle_is_found(uses: dict[str, set[str]], modules: set[str], folders: set[str]) -> None:
    assert in_circles(uses) == modules
    assert in_circles(by_folder(uses)) == folders


def test_no_two_modules_define_one_public_name() -> None:
    """A reader who searches for a name finds one thing. Pairs that mean one: `ONE_MEANING`."""
    assert double_names(modules_of_rooms()) == {}


def test_a_double_name_is_found() -> None:
    modules = {
        "sync.decide.merge": ast.parse(
            "class Held: ...\nBATCH = 1\nKind = int\nGiven = TypeVar('Given')\ndef _own(): ..."
        ),
        "library.doubts": ast.parse(
            "def Held(): ...\nBATCH = 2\nKind = str\nGiven = TypeVar('Given')\ndef _own(): ..."
        ),
        "database.tables": ast.parse("class Held: ..."),
    }
    assert double_names(modules) == {
        "Held": ["sync.decide.merge", "library.doubts"],
        "Kind": ["sync.decide.merge", "library.doubts"],
    }


def test_no_file_is_too_long_to_hold_one_idea() -> None:
    written = [
        path
        for path in _tracked("*.py", "*.ts", "*.svelte")
        if not re.search(r"/(migrations|generated|model)/", path)
    ]
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in written}
    assert {path: length for path, length in lengths.items() if length > 300} == {}


def _tracked(*patterns: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [path for path in listed if path and (ROOT / path).exists()]


def _top_level() -> set[str]:
    return {path.split("/")[0] for path in _tracked()}


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE))
    told = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert set(re.findall(r"^  make (\S+) +\S", told, re.MULTILINE)) == targets


def test_each_commit_runs_what_check_runs_without_tests() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()
    assert "entry: make check-static" in hooks
    assert "check: check-static" in (ROOT / "Makefile").read_text()


def test_every_answer_of_the_tour_takes_one_or_two_files() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text()
    answers = [
        row.split(" | ")[1] for row in re.findall(r"^\| (.+\? \| .+) \|$", tour, re.MULTILINE)
    ]
    assert len(answers) >= 10
    opened = [
        [path for path in PATH.findall(answer) if (ROOT / path).is_file()] for answer in answers
    ]
    assert [
        answer for answer, files in zip(answers, opened, strict=True) if not 1 <= len(files) <= 2
    ] == []
