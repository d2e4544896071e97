"""Whether anything fixed over a screen covers what is under it, on the narrowest phone."""

from playwright.async_api import Page

from tests.e2e.widths import RESIZE, TEXTS, narrow

SIZES = ["normal", "largest"]

COVERED = f"""() => {{
    const dialog = document.querySelector('dialog[open]');
    const scroller = dialog ?? document.scrollingElement;
    const stays = new Map();
    const lidOver = element => {{
        if (!element || element === dialog) return null;
        if (!stays.has(element))
            stays.set(element, /fixed|sticky/.test(getComputedStyle(element).position) ? element
                : lidOver(element.parentElement));
        return stays.get(element);
    }};
    const shown = element => (dialog ?? document.body).contains(element) &&
        element.checkVisibility()
        && !element.closest('.hidden-words, .skip, .said, svg, option');
    const lines = text => {{
        const range = document.createRange();
        range.selectNodeContents(text);
        return [...range.getClientRects()];
    }};
    const above = scroller.scrollTop;
    scroller.scrollTop = 0;
    const all = [
        ...{TEXTS}.filter(text => shown(text.parentElement))
            .map(text => [text.data.trim(), text.parentElement, lines(text)]),
        ...[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
            .filter(shown)
            .map(each => [each.outerHTML.slice(0, 60), each, [each.getBoundingClientRect()]]),
    ].filter(([, owner]) => !lidOver(owner)).flatMap(([name, owner, rects]) => rects
        .filter(({{width, height}}) => width > 1 && height > 1 && height < innerHeight / 3)
        .map(({{left, right, top, bottom}}) =>
            ({{name, owner, top, bottom, across: [left + 2, (left + right) / 2, right - 2]}})));
    const parts = new Set(), whole = new Set();
    const end = scroller.scrollHeight - scroller.clientHeight;
    for (let y = 0; ; y = Math.min(y + 48, end)) {{
        scroller.scrollTop = y;
        for (const line of all) {{
            if (line.top < y || line.bottom > y + innerHeight) continue;
            const free = (x, at) => {{
                const hit = document.elementFromPoint(x, at - y);
                return !hit || line.owner.contains(hit) || !lidOver(hit);
            }};
            const [upper, lower] = [line.top + 2, line.bottom - 2].map(at =>
                line.across.map(x => free(x, at)));
            for (const row of [upper, lower])
                if (row.includes(true) && row.includes(false)) parts.add(line.name);
            if (![...upper, ...lower].includes(false)) whole.add(line);
        }}
        if (y >= end) break;
    }}
    scroller.scrollTop = above;
    const never = new Set(all.filter(line => !whole.has(line)).map(({{name}}) => name));
    return [...[...parts].map(name => `covered in part: ${{name}}`),
        ...[...never].map(name => `never seen whole: ${{name}}`)];
}}"""


async def covered(page: Page) -> list[str]:
    """Return lines and controls that something floating covers.

    Some are covered in part, others come out by no scrolling.
    """
    found: list[str] = []
    async with narrow(page):
        for size in SIZES:
            await page.evaluate(RESIZE, size)
            found += [f"{each} (text {size})" for each in await page.evaluate(COVERED)]
    return found[:12]
