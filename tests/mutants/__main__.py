"""`make mutants`; `python -m tests.mutants --only NAME` for one.

Writes reports/mutants.json, and ends with 1 where one is missed.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.mutants.mutant import Moved, Mutant
from tests.mutants.planted import MUTANTS
from tests.mutants.running import Run, Verdict, run
from tests.mutants.tree import ROOT, copied

REPORT = ROOT / "reports" / "mutants.json"


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    asked.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        help="those whose name holds this; no report is written then",
    )
    asked.add_argument(
        "--show", action="store_true", help="what the tests print with each bug planted"
    )
    given = asked.parse_args()
    mutants = [
        each for each in MUTANTS if not given.only or any(name in each.name for name in given.only)
    ]
    if not mutants:
        asked.error("there is no such bug")
    began = time.monotonic()
    with copied() as tree:
        if not (_in_place(tree, mutants) and _sound(tree, mutants)):
            return 1
        told = [_tried(tree, mutant, show=given.show) for mutant in mutants]
    missed = [each for each in told if not each["caught"]]
    _say(
        f"{len(told)} planted, {len(told) - len(missed)} caught, "
        f"{len(missed)} missed in {time.monotonic() - began:.0f} s"
    )
    if not given.only:
        _report(told, seconds=time.monotonic() - began)
    return 1 if missed else 0


def _in_place(tree: Path, mutants: list[Mutant]) -> bool:
    """Before the tests are run, which takes its time: whether every bug can be planted."""
    moved = []
    for mutant in mutants:
        try:
            mutant.planted((tree / mutant.file).read_text())
        except Moved as error:
            moved.append(str(error))
    for each in moved:
        _say(each)
    return not moved


def _sound(tree: Path, mutants: list[Mutant]) -> bool:
    """Every named test passes as long as nothing is planted."""
    done = run(tree, [test for mutant in mutants for test in mutant.tests])
    if done.are(Verdict.PASSED):
        return True
    _say("\n".join(line for line in done.said.splitlines() if not line.startswith("PASSED ")))
    for test, told in done.told.items():
        if told.verdict is not Verdict.PASSED:
            _say(f"without any bug, {test}: {told.verdict}")
    return False


def _tried(tree: Path, mutant: Mutant, *, show: bool) -> dict[str, object]:
    began = time.monotonic()
    text = mutant.plant(tree)
    try:
        done: Run = run(tree, mutant.tests)
    finally:
        mutant.pull_out(tree, text)
    caught = done.are(Verdict.RED)
    _say(f"{'caught' if caught else 'MISSED'}  {mutant.name}  ({time.monotonic() - began:.1f} s)")
    for test, told in done.told.items():
        said = told.why[:200] if told.verdict is Verdict.RED else f"{test}: {told.verdict}"
        _say(f"        {said}")
    if show:
        _say(done.said[-6000:])
    return {
        "name": mutant.name,
        "why": mutant.why,
        "file": mutant.file,
        "tests": {test: told.why for test, told in done.told.items()},
        "caught": caught,
    }


def _report(told: list[dict[str, object]], *, seconds: float) -> None:
    caught = sum(bool(each["caught"]) for each in told)
    REPORT.parent.mkdir(exist_ok=True)
    found = {
        "planted": len(told),
        "caught": caught,
        "missed": len(told) - caught,
        "seconds": round(seconds),
        "mutants": told,
    }
    REPORT.write_text(json.dumps(found, indent=2) + "\n")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
