"""A page of a browser without Playwright.

A test sees, types and presses in it, in the words on the screen.
"""

import asyncio
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar

TYPE = """(label, words) => {
    const named = [...document.querySelectorAll('label')].find(one =>
        one.innerText.trim().startsWith(label));
    const field = named?.control;
    if (!field) return false;
    field.value = words;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new Event('change', {bubbles: true}));
    return true;
}"""

PRESS = """(name, whole) => {
    const says = one => (one.getAttribute('aria-label') ?? one.innerText).trim();
    const named = one => whole ? says(one) === name : says(one).startsWith(name);
    const found = [...document.querySelectorAll('button, a, summary, label')].find(one =>
        one.checkVisibility() && named(one));
    if (!found || found.disabled) return false;
    found.click();
    return true;
}"""


class BrowserError(Exception):
    """What a browser answered, or a script threw."""


class BrowserTab(ABC):
    """Waits for what it is asked to see, type into or press.

    Raises AssertionError where that does not come.
    """

    browser_name: ClassVar[str]

    @abstractmethod
    async def go(self, url: str) -> None: ...

    @abstractmethod
    async def js(self, expression: str) -> Any:
        """The value of an expression, its promise awaited. Raises BrowserError where it throws."""

    async def see(self, text: str) -> None:
        """Waits until the page shows the text."""
        await until(
            lambda: self.js(f"document.body.innerText.includes({json.dumps(text)})"),
            f"{text!r} in {self.browser_name}",
        )

    async def type(self, label: str, words: str) -> None:
        await until(
            lambda: self.js(f"({TYPE})({json.dumps(label)}, {json.dumps(words)})"),
            f"a field {label!r} in {self.browser_name}",
        )

    async def press(self, name: str, *, whole: bool = True) -> None:
        """Clicks the button, link or switch of that name, or whose name begins so."""
        await until(
            lambda: self.js(f"({PRESS})({json.dumps(name)}, {json.dumps(whole)})"),
            f"{name!r} to press in {self.browser_name}",
        )


async def until(seen: Callable[[], Awaitable[Any]], what: str, within: float = 15) -> Any:
    """The first true value of `seen`. A page that is just being replaced is asked again."""
    deadline = time.monotonic() + within
    while True:
        value = None
        with suppress(BrowserError):
            value = await seen()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within} s for {what}")
        await asyncio.sleep(0.05)
