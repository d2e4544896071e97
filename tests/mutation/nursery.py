"""A process that has loaded pytest and all third-party code, and forks for each run of tests.

What a change is planted in is loaded anew, and nothing else is.

`python -m tests.mutation.nursery TREE` reads a line of JSON for each run and answers with one.
"""

import importlib
import json
import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.choosing import Chosen
from tests.mutation.recording import Recording

NOT_IN_TIME = -1
BETWEEN_LOOKS_SECONDS = 0.01
LOADED_BY_PYTEST = ("pytest_asyncio", "pytest_timeout", "xdist", "_pytest", "__main__")
"""Plugins, whose assertions pytest writes anew while it loads them itself."""


def main(tree: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]  # the tests' own modules are the tree's
    sys.path[0] = tree
    os.chdir(tree)
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(
            json.dumps(_load(asked["load"]) if "load" in asked else _run(asked)) + "\n"
        )
        sys.stdout.flush()


def _load(names: list[str]) -> dict[str, Any]:
    """Load in the order in which they were loaded before.

    The other way round breaks asyncio, which then does without its C half.
    """
    for name in names:
        if not name.startswith(LOADED_BY_PYTEST):
            with suppress(Exception):
                importlib.import_module(name)
    return {}


def _run(asked: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            _become_a_run(asked, said.fileno())
        with suppress(OSError):
            os.setpgid(child, child)
        code = _code(child, asked["patience"])
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # what it has started and left
        said.seek(0)
        return {"code": code, "said": said.read().decode(errors="replace")}


def _become_a_run(asked: dict[str, Any], said: int) -> None:
    code = pytest.ExitCode.INTERNAL_ERROR
    try:
        with suppress(OSError):
            os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(said, 1)
        os.dup2(said, 2)
        code = pytest.ExitCode(pytest.main(asked["options"], plugins=[_plugin(asked)]))
        sys.stdout.flush()
    finally:
        os._exit(code)


def _plugin(asked: dict[str, Any]) -> object:
    if "record" in asked:
        return Recording(Path.cwd(), asked["files"], Path(asked["record"]))
    return Chosen(asked["tests"], asked["all"])


def _code(child: int, patience: float) -> int:
    ends, started_by = time.monotonic() + patience, os.getppid()
    while time.monotonic() < ends and os.getppid() == started_by:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(BETWEEN_LOOKS_SECONDS)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return NOT_IN_TIME


if __name__ == "__main__":
    main(sys.argv[1])
