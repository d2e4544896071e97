"""Use without a pointer: what has the focus, how far a control is, what is wrong on the way."""

import asyncio
import time
from typing import Any

from tests.e2e.chromium import Phone

NAMED = """(element => {
    const label = element.labels?.[0];
    const inside = label?.contains(element) && [...label.childNodes].find(node =>
        node !== element && node.textContent.trim());
    return (element.getAttribute('aria-label') ?? (inside || label || element).textContent).trim()
        .replace(/\\s+/g, ' ');
})"""

FOCUSED = f"""(() => {{
    const element = document.activeElement;
    return !element || element === document.body ? '' : {NAMED}(element);
}})()"""

STOP = f"""() => {{
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    if ('walked' in element.dataset) return {{again: true}};
    element.dataset.walked = '';
    const box = element.matches('.hidden-words') ? element.closest('label') : element;
    const style = getComputedStyle(box);
    const parts = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    let behind = box.parentElement;
    while (behind && parts(getComputedStyle(behind).backgroundColor)[3] === 0)
            behind = behind.parentElement;
    const light = colour => parts(colour).slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    const [low, high] = [light(style.outlineColor),
        light(getComputedStyle(behind ?? document.body).backgroundColor)].sort((a, b) => a - b);
    const {{left, top, bottom, width, height}} = box.getBoundingClientRect();
    const floating = '.bar, nav, .said, .foot';
    const own = box.closest(floating);
    const over = [top + 2, top + height / 2, bottom - 2].map(y =>
        document.elementFromPoint(left + width / 2, y))
        .map(hit => hit && !box.contains(hit) ? hit.closest(floating) : null)
        .filter(hit => hit && hit !== own);
    return {{
        name: {NAMED}(element),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
            ? (high + 0.05) / (low + 0.05) : 0,
        under: height < innerHeight / 2 && (over.length > 0 || top < -1 ||
            bottom > innerHeight + 1),
    }};
}}"""

MISSED = f"""() => {{
    const walked = element => 'walked' in element.dataset;
    const group = element => element.type === 'radio'
        ? [...document.querySelectorAll(`input[name="${{element.name}}"]`)] : [element];
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
        .filter(element => element.checkVisibility() && !element.disabled &&
            element.tabIndex >= 0 && !group(element).some(walked))
        .map({NAMED});
}}"""

FARTHEST = 200
RING = 3
"""WCAG 2.2, 1.4.11: to 1."""


class Keyboard:
    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.page = phone.page

    async def focused(self) -> str:
        """The name of what has the focus; nothing where it fell to the page."""
        return str(await self.page.evaluate(FOCUSED))

    async def is_at(self, name: str) -> None:
        """Waits until what is called so has the focus.

        A name that ends in … is the beginning of one.
        """
        deadline = time.monotonic() + 4
        while not _is(at := await self.focused(), name):
            assert time.monotonic() < deadline, (
                f"the focus is at {at or 'nothing'!r}, and not at {name!r}"
            )
            await asyncio.sleep(0.02)

    async def to(self, name: str, *, back: bool = False) -> None:
        """From stop to stop until there."""
        passed: list[str] = []
        while not _is(at := await self.focused(), name):
            passed.append(at)
            assert len(passed) < FARTHEST, f"{name!r} is not reached by Tab; these were: {passed}"
            await self.page.keyboard.press("Shift+Tab" if back else "Tab")

    async def press(self, name: str, *, back: bool = False, key: str = "Enter") -> None:
        await self.to(name, back=back)
        await self.page.keyboard.press(key)

    async def write(self, words: str) -> None:
        await self.page.keyboard.type(words)

    async def walk(self, *, first: str = "Help now") -> list[str]:
        """Return what is wrong on the way through the screen as it was opened.

        The way goes from stop to stop until none is new.
        """
        found: list[str] = []
        names: list[str] = []
        while len(names) < FARTHEST * 2:
            await self.page.keyboard.press("Tab")
            stop: dict[str, Any] | None = await self.page.evaluate(STOP)
            if stop is None:
                break
            if stop.get("again"):
                if await self.focused() == names[-1]:  # a date's own parts
                    continue
                break
            names.append(stop["name"])
            found += self._wrong(stop)
        if names[:1] != [first]:
            found.append(f"the first stop is {names[:1]}, and not {first!r}")
        return found + [
            f"{name!r} is reached by no Tab" for name in await self.page.evaluate(MISSED)
        ]

    async def wrong_here(self) -> list[str]:
        return self._wrong(await self.page.evaluate(STOP))

    @staticmethod
    def _wrong(stop: dict[str, Any]) -> list[str]:
        name = stop["name"]
        faults = [f"{name!r} lies under what floats over the screen"] if stop["under"] else []
        if stop["ring"] < RING:
            faults.append(f"the ring of {name!r} has {stop['ring']:.1f} to 1")
        return faults if name else [*faults, "a stop has no name"]


def _is(at: str, name: str) -> bool:
    return at.startswith(name[:-1]) if name.endswith("…") else at == name
