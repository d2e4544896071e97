"""A unit of work is passed, never found (decision 0048).

Who has a database opens a transaction; who has a connection is in one.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rooms import ROOMS, ROOT

FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
IN_A_TRANSACTION = {"Connection", "StreamWriter"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def handed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names of the types of what it is given."""
    args = function.args
    kinds = [each.annotation for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    return {
        each.id for kind in kinds if kind for each in ast.walk(kind) if isinstance(each, ast.Name)
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_is_found_through_a_context_variable(file: Path) -> None:
    tree = ast.parse(file.read_text())
    assert [name for name in imported(tree) if name.split(".")[0] == "contextvars"] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_function_is_both_at_the_edge_and_in_a_transaction(file: Path) -> None:
    """One that had both could open a second beside the first, and no caller would see which."""
    both = [
        f"{each.name}:{each.lineno}"
        for each in ast.walk(ast.parse(file.read_text()))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and "Database" in handed(each)
        and handed(each) & IN_A_TRANSACTION
    ]
    assert both == []
