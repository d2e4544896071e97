"""What no file and no commit message may hold."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GENERATED = {
    "uv.lock",
    "web/package-lock.json",
    "web/mutation/package-lock.json",
    "openapi/openapi.json",
    "openapi/entities.json",
}
HOLD_THE_WORDS_THAT_NEVER_APPEAR = {
    Path(__file__).relative_to(ROOT).as_posix(),
    "web/tests/ui/words.test.ts",
}

MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home|Users)/[A-Za-z.]")

FORBIDDEN = {
    "a reader is never sent to what is not here": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
    "nothing is half there": re.compile(
        r"NotImplementedError|pytest\.mark\.(?:skip|xfail)\b|\bit\.(?:todo|skip)\b"
    ),
    "people are not their illness": re.compile(
        r"\b(?:addicts?|junkies?|alcoholics?|drunks?|substance abusers?)\b", re.IGNORECASE
    ),
    "no clinical claim": re.compile(
        r"\b(?:cures? addiction|treats? addiction|clinically proven|prevents? relapses?)\b",
        re.IGNORECASE,
    ),
    "no scolding word in what a person reads": re.compile(
        r"\b(?:sync conflict|merge conflict|you failed|non-?complian\w+)\b", re.IGNORECASE
    ),
}
OTHER_PEOPLES_WORDS = ("data/meetings/", "tests/demo/", "tests/library/")  # names of real groups


def _texts() -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    found = {}
    for path in set(listed) - GENERATED - HOLD_THE_WORDS_THAT_NEVER_APPEAR:
        try:
            found[path] = (ROOT / path).read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return found


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert {
        path: found for path, text in _texts().items() if (found := MACHINE_PATHS.findall(text))
    } == {}


def test_no_commit_message_names_a_folder_of_one_machine() -> None:
    log = subprocess.run(
        ["git", "log", "--format=%B"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert MACHINE_PATHS.findall(log) == []


@pytest.mark.parametrize("why", FORBIDDEN)
def test_no_file_holds_forbidden_words(why: str) -> None:
    texts = {
        path: text for path, text in _texts().items() if not path.startswith(OTHER_PEOPLES_WORDS)
    }
    assert {
        path: found for path, text in texts.items() if (found := FORBIDDEN[why].findall(text))
    } == {}
