"""`python -m tests.mutation.web --sample 60 --seed 3`.

Writes reports/mutation_web.json; ends with 1 where too many survive.

Stryker plants the changes in a copy of this repository, all at once, and asks for each the tests
that come past it.
"""

import argparse
import json
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from tests.mutants.tree import ROOT, copied
from tests.mutation.web.drawing import Planted, modules, sampled
from tests.mutation.web.explained import EXPLAINED, is_explained

FLOOR = 0.88
REPORT = ROOT / "reports/mutation_web.json"
STRYKER = [
    "node",
    "mutation/node_modules/@stryker-mutator/core/bin/stryker.js",
    "run",
    "mutation/stryker.config.json",
]
OUTCOMES = {
    "Killed": "killed",
    "Timeout": "killed",
    "Survived": "survived",
    "NoCoverage": "survived",
}
"""By Stryker's words. Whatever else becomes of a change, it did not load, and is not counted."""

Told = tuple[Planted, str, str]
"""What became of a change, and the test that noticed it."""


def main() -> int:
    given = _parser().parse_args()
    began = time.monotonic()
    with copied() as tree:
        drawn = [
            each
            for each in sampled(tree, modules(ROOT), given.seed)
            if each.file.startswith(given.only)
        ]
        told = tried(tree, list(islice(drawn, given.sample)))
    seconds = time.monotonic() - began
    found = counted(told)
    for change, outcome, by in told:
        _say(
            f"{outcome:10} {change.file}:{change.line} {change.operator}  {by}\n"
            f"    - {change.before}\n    + {change.after}"
        )
    _say(" ".join(f"{name} {count}" for name, count in found.items()) + f" in {seconds:.0f} s")
    if not given.only:
        _report(found, told, seed=given.seed, seconds=seconds)
    return 0 if found["killed"] >= FLOOR * (found["sampled"] - found["equivalent"]) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.web", description=__doc__)
    parser.add_argument("--sample", type=int, default=150, metavar="N", help="how many are drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only",
        default="",
        metavar="FILE",
        help="files whose name begins so; no report is written then",
    )
    return parser


def tried(tree: Path, drawn: list[Planted]) -> list[Told]:
    """What is explained is not planted."""
    asked = [change for change in drawn if not is_explained(change)]
    outcomes = told_by(_stryker(tree, asked)) if asked else {}
    explained = [(change, "equivalent", "") for change in drawn if is_explained(change)]
    return [
        (change, *outcomes[key_of(change)]) for change in asked if key_of(change) in outcomes
    ] + explained


def _stryker(tree: Path, asked: list[Planted]) -> dict[str, Any]:
    """Stryker's report.

    It wants every test to pass where nothing is changed, and ends with an error where one does not.
    """
    web = tree / "web"
    (web / "drawn.json").write_text(json.dumps([change.found for change in asked]))
    ranges = ",".join(dict.fromkeys(change.range for change in asked))
    subprocess.run([*STRYKER, "--mutate", ranges], cwd=web, check=True)
    report: dict[str, Any] = json.loads((tree / "reports/stryker.json").read_text())
    return report


Key = tuple[str, int, int, int, int, str, str]


def key_of(change: Planted) -> Key:
    start, end = change.found["location"]["start"], change.found["location"]["end"]
    place = (start["line"] + 1, start["column"] + 1, end["line"] + 1, end["column"] + 1)
    return (change.file, *place, change.operator, change.found["replacement"])


def told_by(report: dict[str, Any]) -> dict[Key, tuple[str, str]]:
    """Outcome and the test that noticed, of every change that was tried.

    A report counts lines and columns from 1.
    """
    tests = {
        test["id"]: test["name"] for file in report["testFiles"].values() for test in file["tests"]
    }
    found: dict[Key, tuple[str, str]] = {}
    for file, held in report["files"].items():
        for each in held["mutants"]:
            start, end = each["location"]["start"], each["location"]["end"]
            key = (
                f"web/{file}",
                start["line"],
                start["column"],
                end["line"],
                end["column"],
                each["mutatorName"],
                each["replacement"],
            )
            if each["status"] in OUTCOMES:
                by = (
                    "it does not come to an end"
                    if each["status"] == "Timeout"
                    else tests.get((each.get("killedBy") or [""])[0], "")
                )
                found[key] = (OUTCOMES[each["status"]], by)
    return found


def counted(told: list[Told]) -> dict[str, int]:
    outcomes = [outcome for _, outcome, _ in told]
    return {"sampled": len(told)} | {
        name: outcomes.count(name) for name in ("killed", "equivalent", "survived")
    }


def _report(found: dict[str, int], told: list[Told], *, seed: int, seconds: float) -> None:
    names = ("file", "line", "operator", "before", "after")
    changes = [
        {name: getattr(change, name) for name in names} | {"outcome": outcome, "by": by}
        for change, outcome, by in told
    ]
    REPORT.parent.mkdir(exist_ok=True)
    told_why = {"explained": [to_builtins(each) for each in EXPLAINED], "changes": changes}
    REPORT.write_text(
        json.dumps(found | {"seed": seed, "seconds": round(seconds)} | told_why, indent=2) + "\n"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
