"""Reads docs/security.md: whether each case is held, held in part or not yet.

`python -m scripts.threats` counts them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import click

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
BROWSER = "web/tests/"
ROW = re.compile(r"\| ([A-L]\d{1,2}) \| (.+) \| (.+) \| (.+) \|")
TEST = re.compile(r"([\w./]+\.(?:py|ts))::(.+?)(?=, [\w./]+\.(?:py|ts)::|$)")
Verdict = Literal["held", "in part", "not yet"]


class Proof(NamedTuple):
    """Where a test is, and its name: a function, or what the browser side calls it."""

    path: Path
    name: str


class Case(NamedTuple):
    """A row of the page: what must hold, how it is done, and the tests that hold it."""

    id: str
    must_hold: str
    how: str
    tests: tuple[Proof, ...]

    @property
    def verdict(self) -> Verdict:
        """Return whether tests hold the case."""
        if not self.tests:
            return "not yet"
        return "in part" if "*Missing:*" in self.how else "held"


def cases(page: str) -> Iterator[Case]:
    """Yield the cases of the page.

    Raises ValueError for a row that names neither a test nor 'not yet'.
    """
    for line in page.splitlines():
        if found := ROW.fullmatch(line):
            id_, must_hold, how, held_by = found.groups()
            tests = tuple(Proof(_path(path), name) for path, name in TEST.findall(held_by))
            if bool(tests) is (held_by == "not yet") or how.startswith("not yet") is not (
                held_by == "not yet"
            ):
                raise ValueError(f"{id_} names neither a test nor what is not yet there")
            yield Case(id_, must_hold, how, tests)


def _path(named: str) -> Path:
    return ROOT / named if named.startswith(BROWSER) else ROOT / "tests" / named


if __name__ == "__main__":
    found = Counter(case.verdict for case in cases(PAGE.read_text()))
    click.echo(
        f"{found.total()} cases: "
        + ", ".join(f"{count} {verdict}" for verdict, count in found.most_common())
    )
