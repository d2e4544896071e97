"""`make mutation`; `python -m tests.mutation --sample 60 --seed 3`.

Writes reports/mutation.json; ends with 1 where too many survive.

With `--queries` every query forgets in turn whose its rows are (reports/mutation_queries.json), and
none may survive.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from queue import Queue
from typing import Any

from msgspec import Struct, to_builtins

from tests.fixtures import postgresql
from tests.mutants.tree import ROOT, copied
from tests.mutation import scopes, suites
from tests.mutation.changes import DRAWN, OF_QUERIES, Change, sampled
from tests.mutation.explained import EXPLAINED, is_explained
from tests.mutation.running import Nursery, Outcome, Recordings, Unsound, nursery

AT_A_TIME = 4
"""Drawing takes its time too: the first are asked before the last are drawn."""
Told = tuple[Change, str, str]
"""What became of a change, and the test that noticed it."""


class Aim(Struct, frozen=True):
    """What is changed and who is asked.

    Also the least share of what is not explained away that must be noticed.

    Of the pure modules one engine is enough: what differs between the two is in `database/` and in
    SQL.
    """

    files: list[str]
    operators: dict[str, Any]
    suite: Callable[[str], tuple[str, ...]]
    engines: str
    floor: float
    report: Path

    @property
    def at_postgresql(self) -> bool:
        return "or postgresql" in self.engines


def _aim(*, at_queries: bool) -> Aim:
    reports = ROOT / "reports"
    if at_queries:
        return Aim(
            scopes.queries(ROOT),
            OF_QUERIES,
            scopes.suite,
            "sqlite or postgresql",
            1,
            reports / "mutation_queries.json",
        )
    return Aim(
        suites.modules(ROOT), DRAWN, suites.suite, "not postgresql", 0.88, reports / "mutation.json"
    )


def main() -> int:
    given = _parser().parse_args()
    aim = _aim(at_queries=given.queries)
    files = [file for file in aim.files if file.startswith(given.only)]
    drawn = sampled(ROOT, files, given.seed, aim.operators)
    told: list[Told] = []
    began = time.monotonic()
    with ExitStack() as stack:
        database = (
            {postgresql.VARIABLE: stack.enter_context(postgresql.running()).url}
            if aim.at_postgresql
            else {}
        )
        nurseries = [
            stack.enter_context(nursery(stack.enter_context(copied()), aim.engines, database))
            for _ in range(given.jobs)
        ]
        try:
            every = tuple(dict.fromkeys(test for file in files for test in aim.suite(file)))
            for one in nurseries:
                one.load(every)
            for each in _told(nurseries, drawn, given.sample, aim):
                told.append(each)
                if not given.only:
                    _report(aim, told, seed=given.seed, seconds=time.monotonic() - began)
        except Unsound as error:
            _say(str(error))
            return 1
    found = _counted(told)
    _say(
        " ".join(f"{name} {count}" for name, count in found.items())
        + f" in {time.monotonic() - began:.0f} s"
    )
    return 0 if found["killed"] >= aim.floor * (found["sampled"] - found["equivalent"]) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=400, metavar="N", help="how many are drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="how many copies are asked at a time"
    )
    parser.add_argument(
        "--queries",
        action="store_true",
        help="every condition on a program or person, instead of a sample of the rules",
    )
    parser.add_argument(
        "--only",
        default="",
        metavar="FILE",
        help="files whose name begins so; no report is written then",
    )
    return parser


def _told(
    nurseries: list[Nursery], drawn: Iterator[Change], sample: int, aim: Aim
) -> Iterator[Told]:
    """So many changes with what became of them.

    One that does not load is not counted, and another one is drawn.
    """
    free: Queue[Nursery] = Queue()
    for each in nurseries:
        free.put(each)
    left, recordings = sample, Recordings(aim.files)
    with ThreadPoolExecutor(len(nurseries)) as pool:
        while left and (some := list(islice(drawn, min(left, AT_A_TIME * len(nurseries))))):
            for change, outcome, by in pool.map(
                lambda change: _one(free, change, aim, recordings), some
            ):
                _say(
                    f"{outcome:12} {change.file}:{change.line} {change.operator}  {by}\n"
                    f"    - {change.before}\n    + {change.after}"
                )
                if outcome != Outcome.DID_NOT_LOAD:
                    left -= 1
                    yield change, outcome, by


def _one(free: "Queue[Nursery]", change: Change, aim: Aim, recordings: Recordings) -> Told:
    if is_explained(change):
        return change, "equivalent", ""
    one = free.get()
    try:
        found = one.tried(change, aim.suite(change.file), recordings)
    finally:
        free.put(one)
    return change, found.outcome, found.by


def _counted(told: list[Told]) -> dict[str, int]:
    outcomes = Counter(outcome for _, outcome, _ in told)
    return {"sampled": len(told)} | {
        name: outcomes[name] for name in ("killed", "equivalent", "survived")
    }


def _report(aim: Aim, told: list[Told], *, seed: int, seconds: float) -> None:
    """After each change: a run that is broken off has told what it found."""
    changes = [to_builtins(change) | {"outcome": outcome, "by": by} for change, outcome, by in told]
    why = [to_builtins(each) for each in EXPLAINED]
    aim.report.parent.mkdir(exist_ok=True)
    aim.report.write_text(
        json.dumps(
            _counted(told)
            | {"seed": seed, "seconds": round(seconds), "explained": why, "changes": changes},
            indent=2,
        )
        + "\n"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
