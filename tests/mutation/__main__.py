"""`make mutation`; `python -m tests.mutation --sample 60 --seed 3`. Writes reports/mutation.json; ends with 1 where too many survive.

With `--queries` every query forgets in turn whose its rows are (reports/mutation_queries.json), and none may survive.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from queue import Queue
from typing import Any

from msgspec import Struct, to_builtins

from tests.mutants.tree import ROOT, copied
from tests.mutation import scopes, suites
from tests.mutation.changes import DRAWN, OF_QUERIES, Change, sampled
from tests.mutation.explained import EXPLAINED, is_explained
from tests.mutation.running import Outcome, asked, tried

Told = tuple[Change, str, str]
"""What became of a change, and the test that noticed it."""


class Aim(Struct, frozen=True):
    """What is changed, who is asked, and the least share of what is not explained away that must be noticed.

    Of the pure modules one engine is enough: what differs between the two is in `storage/`.
    """

    files: list[str]
    operators: dict[str, Any]
    suite: Callable[[str], tuple[str, ...]]
    engines: str
    floor: float
    report: Path


def _aim(*, at_queries: bool) -> Aim:
    reports = ROOT / "reports"
    if at_queries:
        return Aim(scopes.queries(ROOT), OF_QUERIES, scopes.suite, "sqlite or postgresql", 1, reports / "mutation_queries.json")
    return Aim(suites.modules(ROOT), DRAWN, suites.suite, "not postgresql", 0.88, reports / "mutation.json")


def main() -> int:
    given = _parser().parse_args()
    aim = _aim(at_queries=given.queries)
    drawn = (each for each in sampled(ROOT, aim.files, given.seed, aim.operators) if each.file.startswith(given.only))
    began = time.monotonic()
    with ExitStack() as stack:
        trees = [stack.enter_context(copied()) for _ in range(given.jobs)]
        likely = list(islice(drawn, given.sample))
        if not _sound(trees[0], likely, aim):
            return 1
        told = list(_told(trees, chain(likely, drawn), given.sample, aim))
    found = _counted(told)
    _say(" ".join(f"{name} {count}" for name, count in found.items()) + f" in {time.monotonic() - began:.0f} s")
    if not given.only:
        _report(aim, found, told, seed=given.seed, seconds=time.monotonic() - began)
    return 0 if found["killed"] >= aim.floor * (found["sampled"] - found["equivalent"]) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=400, metavar="N", help="how many are drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many copies are asked at a time")
    parser.add_argument("--queries", action="store_true", help="every condition on a program or person, instead of a sample of the rules")
    parser.add_argument("--only", default="", metavar="FILE", help="files whose name begins so; no report is written then")
    return parser


def _told(trees: list[Path], drawn: Iterator[Change], sample: int, aim: Aim) -> Iterator[Told]:
    """So many changes with what became of them; one that does not load is not counted, and another one is drawn."""
    free: Queue[Path] = Queue()
    for tree in trees:
        free.put(tree)
    left = sample
    with ThreadPoolExecutor(len(trees)) as pool:
        while left and (some := list(islice(drawn, left))):
            for change, outcome, by in pool.map(lambda change: _one(free, change, aim), some):
                _say(f"{outcome:12} {change.file}:{change.line} {change.operator}  {by}\n    - {change.before}\n    + {change.after}")
                if outcome != Outcome.DID_NOT_LOAD:
                    left -= 1
                    yield change, outcome, by


def _one(free: "Queue[Path]", change: Change, aim: Aim) -> Told:
    if is_explained(change):
        return change, "equivalent", ""
    tree = free.get()
    try:
        found = tried(tree, change, aim.suite(change.file), aim.engines)
    finally:
        free.put(tree)
    return change, found.outcome, found.by


def _sound(tree: Path, drawn: list[Change], aim: Aim) -> bool:
    """Where nothing is changed every test passes: else each change would seem to be noticed."""
    found = asked(tree, tuple(dict.fromkeys(test for change in drawn for test in aim.suite(change.file))), aim.engines)
    if found.outcome is not Outcome.SURVIVED:
        _say(f"without any change: {found.by or 'no test runs'}")
    return found.outcome is Outcome.SURVIVED


def _counted(told: list[Told]) -> dict[str, int]:
    outcomes = Counter(outcome for _, outcome, _ in told)
    return {"sampled": len(told)} | {name: outcomes[name] for name in ("killed", "equivalent", "survived")}


def _report(aim: Aim, found: dict[str, int], told: list[Told], *, seed: int, seconds: float) -> None:
    changes = [to_builtins(change) | {"outcome": outcome, "by": by} for change, outcome, by in told]
    why = [to_builtins(each) for each in EXPLAINED]
    aim.report.parent.mkdir(exist_ok=True)
    aim.report.write_text(
        json.dumps(found | {"seed": seed, "seconds": round(seconds), "explained": why, "changes": changes}, indent=2) + "\n"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
