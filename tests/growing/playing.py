"""Play one row: write the new thing into a copy of the tree, then ask the tree's own commands."""

import os
import re
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from tests.mutants.tree import copied

PATIENCE_SECONDS = 120
PYTEST = (
    sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--tb=short",
    "-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin", "-p", "pytest_timeout",
    "-p", "xdist.plugin",
)  # fmt: skip
"""With the plugins that are needed: to look for all that are installed takes longer."""


class Edit(Struct, frozen=True):
    """`text` is put right after `after` in a file; where `after` is empty, it is a new file."""

    file: str
    text: str
    after: str = ""


class Step(Struct, frozen=True, kw_only=True):
    """A command in the copy, after these edits: whether it fails, and what it says (a pattern)."""

    command: tuple[str, ...]
    says: str = ""
    fails: bool = False
    edits: tuple[Edit, ...] = ()


class Row(Struct, frozen=True, kw_only=True):
    """`thing` is the row's first cell. `follows`: patterns that files hold in the end, by path."""

    thing: str
    edits: tuple[Edit, ...]
    steps: tuple[Step, ...]
    follows: dict[str, str] = {}


def python(code: str) -> tuple[str, ...]:
    """Return the command that runs this code."""
    return (sys.executable, "-c", code)


def alongside(*arguments: str) -> tuple[str, ...]:
    """Return a console command of the copy."""
    return (*python("from cli.commands import main; main()"), *arguments)


def pytest_of(*nodes: str) -> tuple[str, ...]:
    """Return the command that runs these tests of the copy."""
    return (*PYTEST, *nodes)


def play(row: Row) -> list[str]:
    """Return what did not come as the row says: nothing, where the table is true."""
    wrong = []
    with copied() as tree:
        _write(tree, row.edits)
        for step in row.steps:
            _write(tree, step.edits)
            wrong += _asked(tree, step)
        for file, pattern in row.follows.items():
            if not re.search(pattern, (tree / file).read_text()):
                wrong.append(f"{file} does not hold {pattern!r}")
    return wrong


def _write(tree: Path, edits: tuple[Edit, ...]) -> None:
    for edit in edits:
        path = tree / edit.file
        if not edit.after:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(edit.text)
            continue
        text = path.read_text()
        if text.count(edit.after) != 1:
            raise LookupError(f"{edit.after!r} is not once in {edit.file}: move the row's edit")
        path.write_text(text.replace(edit.after, edit.after + edit.text))


def _asked(tree: Path, step: Step) -> list[str]:
    done = subprocess.run(
        step.command,
        cwd=tree / "web" if "scripts/types.mjs" in step.command else tree,
        env=_environment(tree),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    said = done.stdout + done.stderr
    wrong = []
    if (done.returncode != 0) is not step.fails:
        wrong.append(f"{_short(step)} ended with {done.returncode}:\n{said[-2_000:]}")
    if not re.search(step.says, said):
        wrong.append(f"{_short(step)} does not say {step.says!r} but:\n{said[-2_000:]}")
    return wrong


def _short(step: Step) -> str:
    return " ".join(step.command[-2:])


def _environment(tree: Path) -> dict[str, str]:
    """The copy's own code and its own data, whatever is set here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALONGSIDE_")}
    return kept | {
        "PYTHONPATH": str(tree),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "ALONGSIDE_DATABASE_URL": f"sqlite:///{tree}/grown.sqlite",
    }
