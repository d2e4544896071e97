"""No screen of the browser side is left behind: each is opened by something, and looked at.

`tests/e2e/test_screens.py` looks: for faults of accessibility, for what is covered, for what is too
wide; `tests/e2e/test_keyboard_walk.py` walks through the same addresses without a pointer.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "web" / "src" / "screens"
ROUTES = SCREENS / "routes.ts"
LOOKED_AT = ROOT / "tests" / "e2e" / "test_screens.py"
ADDRESS = re.compile(r"(?:at: |= )/(\^.+?\$)/[,;]")


def test_every_screen_is_opened_by_something() -> None:
    written = "".join(path.read_text() for path in (ROOT / "web/src").rglob("*.*"))
    left = [
        f"{path.relative_to(ROOT)}: nothing opens it; give it an address in "
        "web/src/screens/routes.ts"
        for path in SCREENS.rglob("*.svelte")
        if not re.search(rf"[/']{path.name}'", written)
    ]
    assert left == []


def test_every_address_is_looked_at() -> None:
    """Whatever names a record or a person has a group, and is opened there by a tap."""
    looked_at = re.findall(r'"(/?[\w/-]*)"', LOOKED_AT.read_text())
    addresses = ADDRESS.findall(ROUTES.read_text())
    assert len(addresses) > 15
    left = [
        f"{address}: put it into a list of tests/e2e/test_screens.py, so that it is looked at"
        for address in (each.replace(r"\/", "/") for each in addresses)
        if "(" not in address.replace("(?:", "")
        and not any(re.match(address, path) or re.match(address, f"/{path}") for path in looked_at)
    ]
    assert left == []
