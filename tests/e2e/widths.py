"""Whether a word too long for the screen, in the place of any text, widens it.

On the narrowest phone at the largest size.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page

NARROW = 320
"""CSS pixels across: WCAG 2.2, 1.4.10."""

WORD = ("Donaudampfschifffahrt" * 10)[:200]

TEXTS = """(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, text =>
        text.data.trim() && !text.parentElement.closest('script, style, noscript')
            ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
    const texts = [];
    while (walk.nextNode()) texts.push(walk.currentNode);
    return texts;
})()"""

STUFF = f"""word => {{
    window.stuffed = {TEXTS}.map(text => [text, text.data]);
    for (const [text] of window.stuffed) text.data = word;
}}"""

GIVE_BACK = """() => {
    for (const [text, before] of window.stuffed) text.data = before;
}"""

STANDING_OUT = f"""across => {{
    const root = document.documentElement;
    const shown = element => element.checkVisibility() && !element.closest('.hidden-words, svg');
    const out = ({{left, right, width}}) => width > 1 && (left < -0.5 || right > across + 0.5);
    const tag = element => element.outerHTML.slice(0, element.outerHTML.indexOf('>') + 1);
    const found = root.scrollWidth > across ? [`the page is ${{root.scrollWidth}} px wide`] : [];
    for (const element of document.body.querySelectorAll('*'))
        if (shown(element) && out(element.getBoundingClientRect())) found.push(tag(element));
    for (const text of {TEXTS}) {{
        const range = document.createRange();
        range.selectNodeContents(text);
        if (shown(text.parentElement) && [...range.getClientRects()].some(out))
            found.push(`the text of ${{tag(text.parentElement)}}`);
    }}
    return found;
}}"""

RESIZE = """size => {
    const before = document.documentElement.dataset.text;
    document.documentElement.dataset.text = size;
    return before;
}"""


@asynccontextmanager
async def narrow(page: Page) -> AsyncIterator[None]:
    """The narrowest phone at the largest size of text."""
    before = page.viewport_size
    assert before
    await page.set_viewport_size({"width": NARROW, "height": 568})
    size = await page.evaluate(RESIZE, "largest")
    yield
    await page.evaluate(RESIZE, size)
    await page.set_viewport_size(before)
    zoom = await page.context.new_cdp_session(
        page
    )  # a page that was too wide stays small otherwise
    await zoom.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 1})


async def standing_out(page: Page) -> list[str]:
    """What stands out of a narrow screen, sideways."""
    found: list[str] = await page.evaluate(STANDING_OUT, NARROW)
    return found


async def too_wide(page: Page, picture: Path) -> list[str]:
    """What stands out when a word of 200 letters is in every text.

    The screen, pictured narrow before, is as it was afterwards.
    """
    async with narrow(page):
        await page.screenshot(path=picture, full_page=True)
        await page.evaluate(STUFF, WORD)
        found = await standing_out(page)
        await page.evaluate(GIVE_BACK)
    return [f"a long word pushes it off the screen: {each}" for each in found[:8]]
