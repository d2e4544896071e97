"""Plants a change in a copy of the repository and asks the module's own tests, which stop at the first that turns red."""

import re
import subprocess
import sys
from enum import StrEnum
from os import environ
from pathlib import Path

from msgspec import Struct

from tests.mutants.mutant import write
from tests.mutants.running import ENVIRONMENT, PLUGINS
from tests.mutation.changes import Change

PATIENCE_SECONDS = 900
"""For all tests of a module: a change may make a test wait for ever, and pytest ends one after two minutes."""
TESTS_FAILED = 1


class Outcome(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    DID_NOT_LOAD = "did not load"
    """No test was asked: nothing that imports the module would start, so nobody can have shipped it. Another is drawn in its stead."""


class Tried(Struct, frozen=True):
    """`by` is the test that noticed."""

    outcome: Outcome
    by: str = ""


def tried(tree: Path, change: Change, suite: tuple[str, ...], engines: str) -> Tried:
    path = tree / change.file
    text = path.read_text()
    write(path, change.made(text))
    try:
        return asked(tree, suite, engines)
    finally:
        write(path, text)


def asked(tree: Path, suite: tuple[str, ...], engines: str) -> Tried:
    """`engines` is an expression of pytest's that says which tests are asked."""
    options = ["-x", "-q", "-rfE", "--no-header", "--tb=no", "-k", engines, "-p", "no:cacheprovider", *PLUGINS]
    env = environ | ENVIRONMENT | {"PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "pytest", *options, *suite]
    try:
        done = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Tried(Outcome.KILLED, "it does not come to an end")
    return verdict(done.returncode, done.stdout)


def verdict(code: int, said: str) -> Tried:
    if code == 0:
        return Tried(Outcome.SURVIVED)
    if red := re.search(r"^(?:FAILED|ERROR) (tests/\S+::\S+.*?)(?: - |$)", said, re.MULTILINE):
        return Tried(Outcome.KILLED, red[1])
    return Tried(Outcome.DID_NOT_LOAD)
