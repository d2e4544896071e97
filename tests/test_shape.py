"""How long functions are, in source lines, the docstring aside."""

import ast

import pytest

from scripts.shape import FUNCTION, length_of, trees_of_rooms


@pytest.mark.parametrize(
    ("source", "length"),
    [
        ("def one(): return 1", 1),
        ('def told():\n    """Say it.\n\n    At length.\n    """\n    return 1', 2),
        ('def only_told():\n    """Say it."""', 1),
        ('async def asked():\n    "Ask."\n    text = """\n    two\n    """\n    return text', 5),
        ("def silent():\n    text = 1\n    return text", 3),
    ],
)
def test_a_docstring_does_not_make_a_function_longer(source: str, length: int) -> None:
    [function] = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    assert length_of(function) == length


def test_no_function_is_too_long_to_hold_one_idea() -> None:
    long = {
        f"{path}: {node.name}"
        for path, tree in trees_of_rooms().items()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTION) and length_of(node) > 40
    }
    assert not long, "split by idea"
