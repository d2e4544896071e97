"""The database, recounted: what it stores of each record, and the numbers that it keeps."""

from collections.abc import Iterable
from zlib import crc32

import msgspec

from database.database import Database
from tests.faults.people import Cast
from tests.faults.phone import Phone
from tests.faults.tally import Broken
from tests.phone.wire import Place

STORED = "SELECT stream, record, history, shelf, body, kept, covered FROM record WHERE stream = $1"


async def read_stored(database: Database, cast: Cast) -> dict[Place, tuple[set[str], str]]:
    """By place: the receipts, and all words as they are stored."""
    async with database.reading() as connection:
        rows = []
        for stream in _streams(cast):
            rows += await connection.rows(STORED, stream)
        past: dict[str, set[str]] = {}
        for shelf, mutation in await connection.rows("SELECT shelf, mutation FROM past_receipt"):
            past.setdefault(shelf, set()).add(mutation)
    return {
        (stream, record): (set(msgspec.json.decode(history)) | past.get(shelf, set()), f"{words}")
        for stream, record, history, shelf, *words in rows
    }


async def numbers_hold(database: Database, cast: Cast, phones: list[Phone]) -> None:
    """Raise Broken unless each stream's count and digest equal a recount.

    No number was given twice, and no phone was told more than there is.
    """
    async with database.reading() as connection:
        for stream in _streams(cast):
            head, live, stored = await connection.row(
                "SELECT head, live, digest FROM stream WHERE id = $1", stream
            ) or (0, 0, 0)
            rows = await connection.rows(
                "SELECT record, seq, state FROM record WHERE stream = $1", stream
            )
            counted = [(record, seq) for record, seq, state in rows if state == 0]
            told = max((phone.reached.get(str(stream), 0) for phone in phones), default=0)
            numbers = [seq for _, seq, _ in rows]
            if (live, stored) != (len(counted), digest(counted)):
                raise Broken(
                    "diverged",
                    (
                        f"stream {stream} counts {live}, {stored}; there are {len(counted)}, "
                        f"{digest(counted)}"
                    ),
                )
            if len(set(numbers)) != len(numbers) or head < max([*numbers, told], default=0):
                raise Broken(
                    "diverged",
                    f"stream {stream} stands at {head}; told {told}, numbers {sorted(numbers)}",
                )
        for phone in phones:
            mark = await connection.value(
                "SELECT n_mark FROM device WHERE id = $1", phone.seat.device
            )
            if mark < len(phone.frozen):
                raise Broken(
                    "lost",
                    f"{phone.seat.name} has counted to {len(phone.frozen)}, the server to {mark}",
                )


def _streams(cast: Cast) -> list[int]:
    return sorted(
        {
            stream
            for seat in cast.phones
            for kind, stream in seat.streams.items()
            if kind != "library"
        }
    )


def digest(live: Iterable[tuple[str, int]]) -> int:
    return sum(crc32(f"{record}:{seq}".encode()) for record, seq in live) % 2**53
