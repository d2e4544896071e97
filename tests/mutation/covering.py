"""Which tests can notice a change: those that execute the statement in which it is made.

Everything counts as executed by every test of the module's suite where a change acts before a test
begins: in the body of a module or a class, or in what is called from there. So does it for the
tests of a file where one starts a process.
"""

import ast
from collections.abc import Iterable, Iterator

from msgspec import Struct

OUTSIDE = -1
AT_A_TIME_SECONDS = (2.0, 10.0, 40.0)
"""Of the tests that are asked in one process, as they were recorded.

The first are few: most changes are noticed at once.
"""


class RecordedTest(Struct, frozen=True):
    """`generated`: by Hypothesis, which draws from the constants of all modules that are loaded."""

    name: str
    file: str
    seconds: float
    generated: bool
    starts: bool


class Recorded(Struct, frozen=True):
    tests: list[RecordedTest]
    lines: dict[str, dict[int, list[int]]]
    """For each file and line the places of tests in `tests`.

    Also `OUTSIDE`, where it is executed outside of any.
    """
    loaded: list[str]

    def covering(self, file: str, text: str, line: int) -> list[RecordedTest]:
        """Those that can notice, the quickest first.

        Those of which that is not known for sure come last.
        """
        executed = {
            place
            for each in _statement(text, line)
            for place in self.lines.get(file, {}).get(each, ())
        }
        starting = {test.file for test in self.tests if test.starts}
        anyone = OUTSIDE in executed or not _is_in_a_function(text, line)
        found = [
            ((place not in executed, test.generated, test.seconds), test)
            for place, test in enumerate(self.tests)
            if anyone or place in executed or test.file in starting
        ]
        return [test for _, test in sorted(found, key=lambda each: each[0])]


def portions(tests: Iterable[RecordedTest]) -> Iterator[list[RecordedTest]]:
    """Those that are asked in one process.

    What is generated is asked by itself, so that it is the same whatever else is asked.
    """
    apart: dict[str, list[RecordedTest]] = {}
    portion: list[RecordedTest] = []
    turn = 0
    for test in tests:
        if test.generated:
            apart.setdefault(test.file, []).append(test)
            continue
        portion.append(test)
        if (
            sum(each.seconds for each in portion)
            > AT_A_TIME_SECONDS[min(turn, len(AT_A_TIME_SECONDS) - 1)]
        ):
            yield portion
            portion, turn = [], turn + 1
    if portion:
        yield portion
    yield from apart.values()


def _is_in_a_function(text: str, line: int) -> bool:
    return any(line in _lines_of(node.body) for node in _functions(text))


def _functions(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _statement(text: str, line: int) -> range:
    """The lines of the smallest statement; of one that holds others those before them.

    Otherwise those of the whole function.
    """
    inner = [lines for node in ast.walk(ast.parse(text)) if line in (lines := _own_lines(node))]
    whole = [lines for node in _functions(text) if line in (lines := _lines_of(node.body))]
    return min([*inner, *whole], key=len, default=range(line, line + 1))


def _own_lines(node: ast.AST) -> range:
    body = getattr(node, "body", None)
    if isinstance(node, ast.stmt | ast.ExceptHandler) and isinstance(body, list) and body:
        return range(node.lineno, body[0].lineno)
    if isinstance(node, ast.stmt):
        return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return range(0)


def _lines_of(body: list[ast.stmt]) -> range:
    return range(body[0].lineno, (body[-1].end_lineno or body[-1].lineno) + 1)
