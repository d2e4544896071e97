"""Every place of the phone's modules that Stryker can change, and a sample of them.

It is drawn as `tests.mutation.changes` draws.
"""

import hashlib
import json
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.mutation.changes import differing

FOLDERS = ("web/src/sync", "web/src/screens")
NOT_ASKED = {
    "web/src/screens/routes.ts": "names the screens by their addresses, and loads Svelte",
    "web/src/screens/me/install.svelte.ts": (
        "hears what a browser says of installing, which no unit test can"
    ),
}
"""What decides nothing that a test without a browser could ask."""


class Planted(Struct, frozen=True):
    """One change.

    `found` is as `web/mutation/mutants.mjs` prints it; `before` and `after` are the lines that
    differ, without the blanks around them.
    """

    file: str
    line: int
    operator: str
    before: str
    after: str
    found: dict[str, Any]

    @property
    def range(self) -> str:
        """As Stryker's `mutate` wants it: lines from 1, columns from 0."""
        start, end = self.found["location"]["start"], self.found["location"]["end"]
        since = f"{start['line'] + 1}:{start['column']}"
        return f"{self.found['fileName']}:{since}-{end['line'] + 1}:{end['column']}"


def modules(root: Path) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", *FOLDERS], cwd=root, capture_output=True, text=True, check=True
    )
    return [
        name
        for name in listed.stdout.splitlines()
        if name.endswith(".ts") and name not in NOT_ASKED
    ]


Lister = Callable[[Path, list[str]], list[dict[str, Any]]]
"""Lists every change of these files, as Stryker prints it."""


def by_stryker(root: Path, files: list[str]) -> list[dict[str, Any]]:
    """List every change that Stryker would make. Its packages come with `make mutation`."""
    command = ["node", "mutation/mutants.mjs", *(file.removeprefix("web/") for file in files)]
    told = subprocess.run(command, cwd=root / "web", capture_output=True, text=True, check=True)
    return [json.loads(line) for line in told.stdout.splitlines()]


def sampled(
    root: Path, files: list[str], seed: int, changes_of: Lister = by_stryker
) -> Iterator[Planted]:
    """Return one change of every place, in the order in which they are drawn.

    That is by the hash of the seed, the file and its line.
    """
    texts = {file: (root / file).read_text() for file in files}
    drawn = []
    for file, here in _by_file(changes_of(root, files)).items():
        lines, seen = texts[file].splitlines(), Counter[str]()
        for (line, _), changes in sorted(here.items()):
            stands = lines[line].strip()
            seen[stands] += 1
            drawn.append(
                (
                    hashlib.sha256(f"{seed} {file} {stands} {seen[stands]}".encode()).hexdigest(),
                    file,
                    changes,
                )
            )
    for chance, file, changes in sorted(drawn, key=lambda each: each[0]):
        yield _planted(file, texts[file], changes[int(chance[:8], 16) % len(changes)])


Places = dict[str, dict[tuple[int, int], list[dict[str, Any]]]]


def _by_file(changes: list[dict[str, Any]]) -> Places:
    """The changes that each file's places allow, by where a place begins."""
    found: Places = defaultdict(lambda: defaultdict(list))
    for each in changes:
        start = each["location"]["start"]
        found[f"web/{each['fileName']}"][start["line"], start["column"]].append(each)
    return found


def _planted(file: str, text: str, found: dict[str, Any]) -> Planted:
    start, end = (_offset(text, found["location"][edge]) for edge in ("start", "end"))
    before, after = differing(text, text[:start] + found["replacement"] + text[end:])
    return Planted(
        file, found["location"]["start"]["line"] + 1, found["mutatorName"], before, after, found
    )


def _offset(text: str, at: dict[str, int]) -> int:
    """JavaScript counts in UTF-16; what is no BMP character stands in no module that is changed."""
    return sum(len(line) for line in text.splitlines(keepends=True)[: at["line"]]) + at["column"]
