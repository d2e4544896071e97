"""docs/data.md names every file of the product that holds SQL, with a reason, and no other."""

import ast
import re
from pathlib import Path

from tests.rooms import ROOMS, ROOT

WHOLE = re.compile(
    r"\b(select\b.+\bfrom|insert\s+into|delete\s+from|update\s+\w+\s+set|create\s+(table|index)"
    r"|alter\s+table|lock\s+table)\b",
    re.DOTALL | re.IGNORECASE,
)
PIECE = re.compile(r"\b(SELECT|JOIN|WHERE|PRAGMA|VACUUM|SAVEPOINT|BEGIN|COMMIT|ROLLBACK)\b|\$\d")
PAGE = (ROOT / "docs/data.md").read_text()
ROW = re.compile(r"^\| `([\w/.*]+)` \| ([\w, ]+) \| (.+) \|$", re.MULTILINE)
REASONS = set(re.findall(r"^- \*\*(\w+)\*\*: ", PAGE, re.MULTILINE))


def holds_sql(text: str) -> bool:
    """Whether a text in it, docstrings apart, is SQL or a piece of it."""
    tree = ast.parse(text)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return any(
        WHOLE.search(node.value) or PIECE.search(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    )


def named(path: Path) -> str:
    """How the page names a file: migrations are one row."""
    within = path.relative_to(ROOT)
    return f"{within.parent}/*.py" if within.parent.name == "migrations" else str(within)


def test_the_page_names_the_files_that_hold_sql_and_no_others() -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    holding = {named(file) for file in files if holds_sql(file.read_text())}
    listed = [file for file, _, _ in ROW.findall(PAGE)]
    assert sorted(listed) == sorted(holding)


def test_every_reason_is_one_that_the_page_explains() -> None:
    given = {reason for _, reasons, _ in ROW.findall(PAGE) for reason in reasons.split(", ")}
    assert given == REASONS


def test_sql_is_found_in_any_case_and_in_pieces_and_not_in_docstrings() -> None:
    assert holds_sql('ASKED = "select id from person"')
    assert holds_sql('ASKED = f"{columns} WHERE id = {place}"')
    assert holds_sql('run("update person set kind = ?")')
    assert not holds_sql('"""SELECT id FROM person."""')
