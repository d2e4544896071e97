"""No text becomes code or markup in the browser, and nothing comes from elsewhere.

Security: C12, G1, G2, J4.
"""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SINKS = re.compile(
    r"\{@html|\b(?:innerHTML|outerHTML|insertAdjacentHTML|srcdoc"
    r"|document\.write|DOMParser|createContextualFragment)\b"
    r"|\beval\(|\bnew Function\b|\bset(?:Timeout|Interval)\(\s*['\"`]|javascript:"
)
LOADED = re.compile(
    r"""(?:\bsrc|\bimport\b[^;\n]*\bfrom|\bimport\(|\bfetch\(|\burl\(|@import|importScripts\()"""
    r"""\s*=?\s*\(?['"`]?https?://"""
)
CLIPBOARD = re.compile(r"navigator\.clipboard|execCommand")


def written(*patterns: str) -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    return {path: (ROOT / path).read_text() for path in listed if (ROOT / path).exists()}


@pytest.mark.parametrize(
    "forbidden",
    [SINKS, LOADED, CLIPBOARD],
    ids=["markup or code from text", "loaded from elsewhere", "clipboard"],
)
def test_the_app_never_uses(forbidden: re.Pattern[str]) -> None:
    sources = written("web/src", "web/index.html")
    assert len(sources) > 50
    assert {
        path: found for path, text in sources.items() if (found := forbidden.findall(text))
    } == {}


def test_what_is_shipped_to_browsers_is_locked_by_hash() -> None:
    packages = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    assert [
        name
        for name, each in packages.items()
        if name and not each.get("integrity", "").startswith("sha512-")
    ] == []
