"""docs/security.md knows every threat that code and tests name, and says which ones no test names yet."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/security.md").read_text()
NAMED = re.compile(r"security(?:\.md`)?[,:] ((?:[A-M]\d+(?:, | and )?)+)")
KNOWN = set(re.findall(r"^\| ([A-M]\d+) \|", PAGE, re.MULTILINE))


def _named_in(*folders: str) -> set[str]:
    listed = subprocess.run(["git", "ls-files", "--", *folders], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    texts = [(ROOT / path).read_text() for path in listed if path.endswith((".py", ".ts", ".svelte")) and (ROOT / path).exists()]
    return {each for text in texts for group in NAMED.findall(text) for each in re.findall(r"[A-M]\d+", group)}


def test_every_threat_that_is_named_anywhere_is_described() -> None:
    assert _named_in("api", "domain", "notifications", "program", "storage", "sync", "tests", "web") - KNOWN == set()


def test_the_page_lists_what_no_test_names_yet() -> None:
    listed = set(re.findall(r"[A-M]\d+", PAGE.partition("## Not named by a test yet")[2]))
    assert listed == KNOWN - _named_in("tests", "web/tests")
