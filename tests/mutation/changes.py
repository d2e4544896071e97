"""Every place of a module where a small change can be made, and a sample of them.

A place is drawn by the hash of a seed, its file and its line: so an edit elsewhere leaves the rest
of a sample as it was. Which of the changes that a place allows is made is drawn after that: a
comparison with many is no likelier than a condition with one.
"""

import ast
import difflib
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from msgspec import Struct

from tests.mutation.omissions import OMISSIONS, Position
from tests.mutation.scopes import SCOPES

_BINARY = (
    "Add_Sub",
    "Sub_Add",
    "Mul_Div",
    "Div_Mul",
    "FloorDiv_Mul",
    "Mod_Mul",
    "BitOr_BitAnd",
    "BitAnd_BitOr",
    "RShift_LShift",
    "LShift_RShift",
)
_COMPARED = (
    "Eq_NotEq",
    "NotEq_Eq",
    "Lt_LtE",
    "Lt_GtE",
    "LtE_Lt",
    "LtE_Gt",
    "Gt_GtE",
    "Gt_LtE",
    "GtE_Gt",
    "GtE_Lt",
    "Is_IsNot",
    "IsNot_Is",
)
COSMIC_RAY = (
    *(f"ReplaceBinaryOperator_{pair}" for pair in _BINARY),
    *(f"ReplaceComparisonOperator_{pair}" for pair in _COMPARED),
    "ReplaceUnaryOperator_USub_UAdd",
    "ReplaceUnaryOperator_Delete_Not",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "RemoveDecorator",
    "ZeroIterationForLoop",
)
"""One or two of each kind.

The rest of cosmic-ray's compares identities, or divides where there was a sum: no one errs so.
"""
DRAWN: dict[str, Any] = {name: get_operator(f"core/{name}")() for name in COSMIC_RAY} | {
    name: made() for name, made in OMISSIONS.items()
}
OF_QUERIES: dict[str, Any] = {name: made() for name, made in SCOPES.items()}
OPERATORS = DRAWN | OF_QUERIES
STAYS_IN_TYPES = {"NumberReplacer", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"}
"""What may change where a type is written: bounds of a field.

A type that is none is no bug that anyone ships.
"""


class Change(Struct, frozen=True):
    """`before` and `after` are the lines that differ, without the blanks around them."""

    file: str
    line: int
    operator: str
    occurrence: int
    before: str
    after: str

    def made(self, text: str) -> str:
        """The file's text with the change in it."""
        changed: str = mutate_code(text, OPERATORS[self.operator], self.occurrence)
        return changed


class Place(Struct, frozen=True):
    """`drawn` orders the places of all files by chance; `changes` are (operator, occurrence)."""

    drawn: str
    file: str
    line: int
    changes: tuple[tuple[str, int], ...]


def places(file: str, text: str, seed: int, operators: dict[str, Any]) -> list[Place]:
    """Every place of a module that these operators can change."""
    lines, seen, found = text.splitlines(), Counter[str](), []
    for ((line, column), _), changes in sorted(_positions(text, operators).items()):
        if lines[line - 1][:column].endswith(("frozen=", "kw_only=")):
            continue  # how it is made and that nothing assigns to it, mypy holds: no test has to
        stands = lines[line - 1].strip()
        seen[stands] += 1
        drawn = hashlib.sha256(f"{seed} {file} {stands} {seen[stands]}".encode()).hexdigest()
        found.append(Place(drawn, file, line, tuple(changes)))
    return found


def sampled(
    root: Path, files: list[str], seed: int, operators: dict[str, Any] = DRAWN
) -> Iterator[Change]:
    """One change of every place, in the order in which they are drawn."""
    texts = {file: (root / file).read_text() for file in files}
    drawn = sorted(
        (place for file, text in texts.items() for place in places(file, text, seed, operators)),
        key=lambda place: place.drawn,
    )
    for place in drawn:
        operator, occurrence = place.changes[int(place.drawn[:8], 16) % len(place.changes)]
        yield change(place.file, texts[place.file], place.line, operator, occurrence)


def change(file: str, text: str, line: int, operator: str, occurrence: int) -> Change:
    before, after = differing(text, mutate_code(text, OPERATORS[operator], occurrence))
    return Change(file, line, operator, occurrence, before, after)


def differing(text: str, made: str) -> tuple[str, str]:
    """The lines that differ, as they were and as they are, without the blanks around them."""
    told = list(difflib.unified_diff(text.splitlines(), made.splitlines(), lineterm="", n=0))[2:]
    before, after = (
        "\n".join(each[1:].strip() for each in told if each[0] == sign) for sign in "-+"
    )
    return before, after


def _positions(text: str, operators: dict[str, Any]) -> dict[Position, list[tuple[str, int]]]:
    tree, types, found = list(ast_nodes(get_ast(text))), _types(text), defaultdict(list)
    held = {(each.start_pos, each.end_pos) for each in tree if _is_held_by_types(each)}
    for name, operator in operators.items():
        every = (position for node in tree for position in operator.mutation_positions(node))
        for occurrence, position in enumerate(every):
            if position not in held and (
                name in STAYS_IN_TYPES
                or not any(start <= position[0] and position[1] <= end for start, end in types)
            ):
                found[position].append((name, occurrence))
    return found


def _is_held_by_types(node: Any) -> bool:
    """Whether mypy alone says that it is right.

    That is so where parameters are named, and in what is never reached.
    """
    if node.type == "operator":
        return bool(node.parent.type == "parameters")
    return node.type == "atom_expr" and bool(node.get_code().strip().startswith("assert_never("))


def _types(text: str) -> list[Position]:
    """Where types are written."""
    found = []
    for node in ast.walk(ast.parse(text)):
        for written in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(written, ast.expr):
                ends = (
                    written.end_lineno or written.lineno,
                    written.end_col_offset or written.col_offset,
                )
                found.append(((written.lineno, written.col_offset), ends))
    return found
