"""Run named tests in a copy of the repository.

Tell of each whether it passed, turned red, or did not run at all.

For tests in a browser the app is built from the copy first, so that it has the bug in it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct

PATIENCE_SECONDS = 300
"""For one run.

A bug may make a test wait for ever: pytest ends it after a minute, vitest after some seconds.
"""


PLUGINS = ("-p", "pytest_asyncio.plugin", "-p", "pytest_timeout", "-p", "xdist.plugin")
"""Those that are needed.

To look for all that are installed takes longer than most of these tests.
"""
ENVIRONMENT = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "1000"}


class Verdict(StrEnum):
    PASSED = "passed"
    RED = "red"
    DID_NOT_RUN = "did not run"


class Told(Struct, frozen=True):
    """What became of one test; of a red one also why, in a line."""

    verdict: Verdict
    why: str = ""


class Run(Struct, frozen=True):
    """What became of the tests, and what was printed."""

    told: dict[str, Told]
    said: str

    def are(self, verdict: Verdict) -> bool:
        return bool(self.told) and all(each.verdict is verdict for each in self.told.values())


def run(tree: Path, tests: Iterable[str]) -> Run:
    """Run the named tests, and tell those apart that did not run.

    One that cannot be collected, or whose fixtures break, says nothing.
    """
    asked = list(dict.fromkeys(tests))
    done = Run({}, "")
    for part, work in ((_of_python(asked), _pytest), (_of_the_browser(asked), _vitest)):
        if part:
            found = work(tree, part)
            done = Run(done.told | found.told, done.said + found.said)
    return done


def _of_the_browser(tests: Iterable[str]) -> list[str]:
    return [test for test in tests if test.startswith("web/")]


def _of_python(tests: Iterable[str]) -> list[str]:
    return [test for test in tests if not test.startswith("web/")]


def _pytest(tree: Path, nodes: list[str]) -> Run:
    if any(node.startswith("tests/e2e/") for node in nodes):
        _said([_node(tree), "node_modules/vite/bin/vite.js", "build"], tree / "web")
    options = [
        "-q",
        "-rA",
        "--no-header",
        "--tb=short",
        "--timeout=60",
        "-p",
        "no:cacheprovider",
        *PLUGINS,
    ]
    said = _said([sys.executable, "-m", "pytest", *options, *nodes], tree)
    lines = said.splitlines()
    return Run({node: _told(node, lines) for node in nodes}, said)


def _told(node: str, lines: list[str]) -> Told:
    pattern = re.compile(rf"(PASSED|FAILED|ERROR) {re.escape(node)}(?:$| - (.*))")
    of_node = {match[1]: match[2] or "" for line in lines if (match := pattern.match(line))}
    if "ERROR" in of_node or not of_node:
        return Told(Verdict.DID_NOT_RUN)
    return Told(Verdict.RED, of_node["FAILED"]) if "FAILED" in of_node else Told(Verdict.PASSED)


def _vitest(tree: Path, tests: list[str]) -> Run:
    named = [test.removeprefix("web/").split("::", 1) for test in tests]
    files = sorted({file for file, _ in named})
    pattern = "|".join(f"{re.escape(name)}$" for _, name in named)
    report = tree / "web" / "vitest.json"
    command = [
        _node(tree),
        "node_modules/vitest/vitest.mjs",
        "run",
        *files,
        "-t",
        pattern,
        "--reporter=json",
        f"--outputFile={report}",
    ]
    report.unlink(missing_ok=True)
    said = _said(command, tree / "web")
    found = json.loads(report.read_text())["testResults"] if report.exists() else []
    told = {
        (
            f"web/{Path(file['name']).resolve().relative_to((tree / 'web').resolve())}"
            f"::{each['title']}"
        ): _of_vitest(each)
        for file in found
        for each in file["assertionResults"]
    }
    return Run({test: told.get(test, Told(Verdict.DID_NOT_RUN)) for test in tests}, said)


def _node(tree: Path) -> str:
    return shutil.which("node") or str(tree / ".tools/bin/node")


def _of_vitest(result: dict[str, Any]) -> Told:
    if result["status"] == "failed":
        return Told(Verdict.RED, " ".join(result["failureMessages"]).partition("\n")[0])
    return Told(Verdict.PASSED if result["status"] == "passed" else Verdict.DID_NOT_RUN)


def _said(command: list[str], folder: Path) -> str:
    # A server that a test starts runs the copy too, not what is installed.
    env = os.environ | ENVIRONMENT | {"PYTHONPATH": str(folder)}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "It did not come to an end."
    return done.stdout + done.stderr
