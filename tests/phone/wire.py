"""A request as a phone writes it, and answers as far as a phone has to read them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import Struct

from domain.wire import Change

Mutation = dict[str, Any]
Place = tuple[int, str]
"""The stream and the record."""

ENOUGH_PAGES = 10_000


class EndlessReading(AssertionError):
    """More pages than there can be."""


class Page(Struct):
    """An answer as far as reading on needs it: nothing else is decoded."""

    cursor: str
    more: bool = False


class StreamRows(Struct):
    """What changed in one stream; each row by position."""

    stream: int
    rows: list[list[Any]]


class JsonAnswer(Page):
    """An answer whose results and rows are plain JSON."""

    results: list[dict[str, Any]] = []
    changes: list[StreamRows] = []
    reached: dict[str, int] = {}
    streams: list[dict[str, Any]] | None = None
    digests: dict[str, list[int]] = {}
    device_forked: bool = False


class Row(Struct):
    """A record as the server last told it; `kept` is None where the answer says null."""

    stream: int
    record: str
    seq: int
    entity: str
    state: str
    heads: dict[str, list[Any]]
    body: dict[str, Any]
    kept: dict[str, Any] | None
    dismissed: dict[str, Any]

    @property
    def kept_versions(self) -> dict[str, Any]:
        """Return the kept versions by group, none of them as an empty one."""
        return self.kept or {}


def sync_request(
    device: int, mutations: Sequence[Any], *, sent_at: int, cursor: str | None, **more: Any
) -> dict[str, Any]:
    """Return a push of these and a pull from the cursor; `more` as the protocol names it."""
    return {
        "device": device,
        "sent_at": sent_at,
        "cursor": cursor,
        "mutations": mutations,
        **more,
    }


def row_by_position(stream: int, positions: Sequence[Any]) -> Row:
    """Return a row of plain JSON; positions that this phone does not know it passes over."""
    record, seq, entity, state, heads, body, kept, *later = positions
    dismissed = later[0] if later else None
    return Row(stream, record, seq, entity, state, heads, body, kept, dismissed or {})


def row_of_change(stream: int, change: Change) -> Row:
    """Return a row of an answer that was decoded as the server declares it."""
    record, seq, entity, state, *documents = msgspec.structs.astuple(change)
    return row_by_position(
        stream, [record, seq, entity, state, *(msgspec.json.decode(each) for each in documents)]
    )


def rows_of_answer(answer: JsonAnswer) -> list[Row]:
    """Return every row of one page."""
    return [row_by_position(each.stream, row) for each in answer.changes for row in each.rows]


def first_outcome(result: dict[str, Any]) -> str:
    """Return what was said first, where this answer is a repeated one."""
    return str(result.get("first") or result["outcome"])


class _ReadableOn(Protocol):
    @property
    def cursor(self) -> str: ...
    @property
    def more(self) -> bool: ...


P = TypeVar("P", bound=_ReadableOn)


async def pages(
    ask: Callable[[str | None], Awaitable[P]],
    cursor: str | None = None,
    *,
    at_most: int = ENOUGH_PAGES,
) -> AsyncIterator[P]:
    """Read from the cursor to the end, page by page.

    Raises EndlessReading after `at_most` of them.
    """
    for _ in range(at_most):
        page = await ask(cursor)
        yield page
        if not page.more:
            return
        cursor = page.cursor
    raise EndlessReading(f"{at_most} pages and no end")
