"""Lines of one part of the plan, in a page of either engine.

They are written as a person does, only faster, and read from the screen.

It waits inside the page for what the page shows, so that it is as fast as the page.
"""

import asyncio
import json
from typing import Any

from tests.e2e.mishaps import Window
from tests.e2e.tab import PRESS, TYPE, until

TITLE = "What I am doing this for"
SECTION = "reasons"
WITHIN = 60
"""Seconds; for a machine that has other work."""

IN_THE_PAGE = """(() => {
    const when = look => new Promise(seen => {
        const found = look();
        if (found) return seen(found);
        const watch = new MutationObserver(() => {
            const found = look();
            if (found) { watch.disconnect(); seen(found); }
        });
        watch.observe(document.documentElement, {subtree: true, childList: true,
            characterData: true, attributes: true});
    });
    const part = () => [...document.querySelectorAll('details.card')].find(one =>
        one.querySelector('h2').textContent === TITLE);
    const button = name => [...part().querySelectorAll('button')].find(one =>
        name.test(one.textContent.trim()) && !one.disabled);
    const lines = () => [...part().querySelectorAll('li p.words')].map(line =>
        line.textContent.trim());
    const frame = () => document.querySelector('.frame')?.textContent ?? '';

    async function write(words) {
        (await when(() => button(/^Add (a|another) line$/))).click();
        const field = await when(() => part().querySelector('textarea'));
        field.value = words;
        field.dispatchEvent(new Event('input', {bubbles: true}));
        (await when(() => button(/^Save on this phone$/))).click();
        await when(() => lines().includes(words));
    }
    /* What the screen called saved is in `said`. */
    async function burst(texts) {
        window.said = [];
        for (const words of texts) {
            await write(words);
            window.said.push(words);
        }
    }
    /* Notes when a request that carries words leaves, and when its answer comes. */
    function overhear() {
        const sending = window.fetch;
        window.heard = new Set();
        window.fetch = async (url, options) => {
            const sent = String(url).endsWith('/api/sync');
            if (sent) window.heard.add('asked');
            const answer = await sending(url, options);
            if (sent) window.heard.add('answered');
            return answer;
        };
    }
    return {when, part, lines, frame, write, burst, overhear};
})()""".replace("TITLE", json.dumps(TITLE))


class Lines:
    """The app in a window, at that part of the plan."""

    def __init__(self, window: Window, origin: str) -> None:
        self.window = window
        self.origin = origin

    async def open(self) -> "Lines":
        await self.window.go(f"{self.origin}/plan")
        await self._run("when(part).then(() => true)")
        await self._run("part().open = true")
        return self

    async def enrol(self, code: str) -> "Lines":
        await self.window.go(self.origin)
        await until(
            lambda: self._call(TYPE, "The code from your program", code), "a field for the code"
        )
        await until(lambda: self._call(PRESS, "Start", True), "a button to start with")
        await self.all_sent()
        await self._in_time("navigator.serviceWorker.ready.then(() => true)")
        return await self.open()

    async def write(self, *texts: str) -> None:
        """Saves each, and waits until the screen shows it."""
        await self._run(f"burst({json.dumps(texts)}).then(() => true)")

    async def begin_to_write(self, texts: list[str]) -> None:
        """In quick succession, without waiting for the end of it."""
        await self._run(f"burst({json.dumps(texts)}) && true")

    async def said(self) -> list[str]:
        """What the screen has called saved since then."""
        return list(await self._in_time("window.said"))

    async def has_said(self, count: int) -> list[str]:
        return list(
            await until(
                lambda: self._in_time(f"window.said.length >= {count} && window.said"),
                f"{count} saved lines",
                WITHIN,
            )
        )

    async def shown(self) -> list[str]:
        return list(await self._run("lines()"))

    async def shows(self, texts: list[str]) -> None:
        """Waits until the screen has exactly these lines, in any order."""
        wanted = json.dumps(sorted(texts))
        try:
            await self._run(
                "when(() => JSON.stringify(lines().sort()) === "
                f"JSON.stringify({wanted})).then(() => true)"
            )
        except TimeoutError:
            raise AssertionError(f"shown: {await self.shown()}, wanted: {sorted(texts)}") from None

    async def all_sent(self) -> None:
        try:
            await self._run("when(() => frame().includes('All sent')).then(() => true)")
        except TimeoutError:
            raise AssertionError(f"not all was sent: {await self._run('frame()')}") from None

    async def unsent(self, count: int) -> None:
        await self._run(f"when(() => frame().includes('not yet sent ({count})')).then(() => true)")

    async def overhear(self) -> None:
        await self._run("overhear()")

    async def has_heard(self, moment: str) -> bool:
        return bool(await self._in_time(f"window.heard.has({json.dumps(moment)})"))

    async def device(self) -> int:
        return int(
            await self._in_time(
                "fetch('/api/session').then(answer => answer.json()).then(info => info.device.id)"
            )
        )

    async def _run(self, call: str) -> Any:
        return await self._in_time(
            f"(({{when, part, lines, frame, write, burst, overhear}}) => {call})({IN_THE_PAGE})"
        )

    async def _call(self, function: str, *given: Any) -> Any:
        return await self._in_time(f"({function})(...{json.dumps(given)})")

    async def _in_time(self, expression: str) -> Any:
        async with asyncio.timeout(WITHIN):
            return await self.window.js(expression)
