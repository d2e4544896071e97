"""Changes that cosmic-ray does not make: what a careless edit leaves out.

They have the form of its own operators.
"""

from collections.abc import Iterator
from typing import Any

from parso.python.tree import Keyword

Position = tuple[tuple[int, int], tuple[int, int]]


class LeaveOutStatement:
    """A call whose result nobody takes is not made."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "simple_stmt" and node.children[0].type in ("atom_expr", "power"):
            yield node.children[0].start_pos, node.children[0].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[0] = _spelled("pass", node.children[0])
        return node


class LeaveOutCondition:
    """Of several conditions one is not asked."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type in ("and_test", "or_test"):
            for each in node.children[::2]:
                yield each.start_pos, each.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        whole, neutral = node.children[2 * index], "True" if node.type == "and_test" else "False"
        node.children[2 * index] = _spelled(neutral, whole)
        return node


class LeaveOutFilter:
    """What was to be left out of a list is in it."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "comp_if":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = _spelled("True", node.children[1])
        return node


class ReturnNothing:
    """What was found out is not said."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "return_stmt" and node.children[1].get_code().strip() != "None":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = _spelled("None", node.children[1])
        return node


class TurnMembership:
    """`in` becomes `not in`, and the other way round."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        for place in self._places(node):
            yield node.children[place].start_pos, node.children[place].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        place = self._places(node)[index]
        node.children[place] = _spelled(
            "not in" if node.children[place].get_code().strip() == "in" else "in",
            node.children[place],
        )
        return node

    def _places(self, node: Any) -> list[int]:
        if node.type != "comparison":
            return []
        return [
            place
            for place, each in enumerate(node.children)
            if place % 2 and each.get_code().split() in (["in"], ["not", "in"])
        ]


class CatchNothing:
    """An error that was expected goes through."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "except_clause":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = _spelled("ZeroDivisionError", node.children[1])
        return node


OMISSIONS = {
    each.__name__: each
    for each in (
        LeaveOutStatement,
        LeaveOutCondition,
        LeaveOutFilter,
        ReturnNothing,
        TurnMembership,
        CatchNothing,
    )
}


def _spelled(code: str, instead_of: Any) -> Any:
    """With the blanks and lines that stood before what is replaced."""
    first = instead_of.get_first_leaf()
    return Keyword(code, first.start_pos, first.prefix)
