"""Reads what a push needs before it is decided.

What the mutations touch, and of what they take with them as much as one push may.
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

from msgspec import Struct

from domain.bounds import PARTS as MOST_PARTS
from domain.declare import StreamKind
from domain.records import Mutation, Op, Record
from domain.standing import NAMING, PARTS, REFUSED_WRITE, VISIBILITY, wholes_of
from records.past_receipts import load_past_receipts
from records.streams import StreamWriter
from sync.decide.budget import BUDGET, ROW

MOST_ERASED = 4_000
ERASING = BUDGET // 2
"""Points for rows that go with what is erased; the rest goes when the erase is sent again."""
BYTES = 512
"""Bytes of words that are overwritten for a point."""


class Touched(Struct):
    """What was read.

    `parts` says how many parts each whole has. The moves of `waiting` wholes are too costly beside
    the others'. `is_cut` where more names what is erased than was read.
    """

    records: dict[tuple[int, str], Record]
    parts: dict[str, int]
    waiting: frozenset[str] = frozenset()
    is_cut: bool = False


async def load_touched(writer: StreamWriter, mutations: Sequence[Mutation]) -> Touched:
    """Return the mutations' records, the wholes of parts, and what is moved or erased with them."""
    wholes = wholes_of(mutations)
    touched = Touched(await writer.records({each.record for each in mutations} | wholes), {})
    moving = list(dict.fromkeys(each.record for each in mutations if VISIBILITY in each.set))
    if wholes or moving:
        touched.parts = await writer.count_parts([*wholes, *moving])
    if moving:
        await _read_moving(writer, moving, touched)
    if erasing := {each.record for each in mutations if each.op is Op.ERASE}:
        await _read_erasing(writer, erasing, touched)
    touched.records |= writer.unreadable
    # Only records whose history has left the row: most pushes ask nothing more here.
    if shelved := [record for record in touched.records.values() if record.shelf]:
        await load_past_receipts(writer.connection, shelved, _asked(mutations))
    return touched


def _asked(mutations: Sequence[Mutation]) -> dict[str, set[str]]:
    """Return, by record, the mutations whose receipts are needed: those that came or are named."""
    asked: dict[str, set[str]] = {}
    for each in mutations:
        asked.setdefault(each.record, set()).update(
            [each.id, *(base.id for named in each.base.values() for base in named)]
        )
    return asked


async def _read_moving(writer: StreamWriter, moving: Sequence[str], touched: Touched) -> None:
    """Read the parts of the first whole, and of others as long as they are not too many.

    Together they have no more parts than one whole may.
    """
    left = MOST_PARTS
    going: list[str] = []
    for whole in moving:
        left -= touched.parts.get(whole, 0)
        if left >= 0 or not going:
            going.append(whole)
    touched.waiting = frozenset(moving) - frozenset(going)
    touched.records |= await writer.mentioning(going, PARTS)


async def _read_erasing(writer: StreamWriter, erasing: Collection[str], touched: Touched) -> None:
    """Read as much of what an erase takes as one push may.

    Each row is written anew, and the longer its words the more of the database is overwritten. What
    was refused goes before the parts that it names: it would not be found by them afterwards.
    """
    naming = await writer.naming(erasing, NAMING, MOST_ERASED)
    refused = [row for row in naming if writer.streams[row.stream].kind is StreamKind.ACCOUNT]
    parts = {
        row.record: row
        for row in naming
        if writer.streams[row.stream].kind is not StreamKind.ACCOUNT
    }
    of_parts = await writer.naming(parts, [REFUSED_WRITE], MOST_ERASED)
    falling = [
        *refused,
        *(row._replace(named=parts[row.named].named) for row in of_parts),
        *parts.values(),
    ]
    going = falling[
        : max(
            bisect_right(list(accumulate(ROW + row.bulk // BYTES for row in falling)), ERASING), 1
        )
    ]
    touched.is_cut = len(going) < len(falling) or MOST_ERASED in (len(naming), len(of_parts))
    touched.records = await writer.without_words(going) | touched.records
