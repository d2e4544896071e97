"""The receipts of a record's past, on a shelf beside its row.

So that a history of a thousand is not rewritten by every edit.

The newest stay in the row, and those that a decision looks at without being asked: of the heads of
a status, and of versions that were let go. A shelf has its name from the place and number at which
it was begun; no other record ever has those, and it goes with the record wherever that is moved.
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec import Raw

from database.database import Connection, Sql
from domain.bounds import RECEIPTS
from domain.declare import Rule
from domain.entities import SPECS
from domain.records import Record, State

ROOM = 2 * RECEIPTS * 160
"""Characters for twice as many receipts as stay, so that many leave together and not each time."""
MOST_RANKED = 4_000

FIND = Sql(
    sqlite="""
        SELECT p.shelf, p.mutation, p.receipt FROM json_each($1) AS asked
        CROSS JOIN past_receipt p ON p.shelf = asked.value ->> 0
          AND p.mutation = asked.value ->> 1""",
    postgresql="""
        SELECT p.shelf, p.mutation, p.receipt FROM json_array_elements($1::json) AS asked
        JOIN past_receipt p ON p.shelf = asked ->> 0 AND p.mutation = asked ->> 1""",
)
FIND_RANKED = """
    SELECT shelf, mutation, receipt FROM past_receipt WHERE shelf = $1 AND ranked = 1
      ORDER BY mutation DESC LIMIT $2"""
PUT = """
    INSERT INTO past_receipt (shelf, mutation, program, ranked, receipt) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (shelf, mutation) DO UPDATE SET ranked = excluded.ranked,
      receipt = excluded.receipt"""
FORGET = "DELETE FROM past_receipt WHERE shelf = $1"

PastReceiptRow = tuple[str, str, int, int, str]
"""The columns of `PUT`."""


async def load_past_receipts(
    connection: Connection, records: Iterable[Record], asked: Mapping[str, Collection[str]]
) -> None:
    """Bring the receipts of these mutations, by record, to the records.

    And all that may build on one that was awaited.
    """
    shelves = {record.shelf: record for record in records if record.shelf}
    if not shelves:
        return
    wanted = [
        (shelf, mutation)
        for shelf, record in shelves.items()
        for mutation in asked.get(record.record, ())
    ]
    rows = await connection.rows(FIND, msgspec.json.encode(wanted).decode())
    for shelf, record in shelves.items():
        if _is_awaited(record, asked.get(record.record, ())):
            rows += await connection.rows(FIND_RANKED, shelf, MOST_RANKED)
    for shelf, record in shelves.items():
        record.recall(
            {mutation: Raw(receipt.encode()) for of, mutation, receipt in rows if of == shelf}
        )


def split_history(record: Record, history: str, program: int) -> tuple[str, list[PastReceiptRow]]:
    """Return the history without what leaves it for the shelf, and what leaves.

    The record gets a shelf where it had none.
    """
    if len(history) <= ROOM or record.state is State.ERASED:
        return history, []
    receipts = msgspec.json.decode(history, type=dict[str, Raw])
    stays = {*list(receipts)[-RECEIPTS:], *_looked_at(record)}
    leaving = [mutation for mutation in receipts if mutation not in stays]
    if not leaving:
        return history, []
    # From the place and number at that time: no other record ever has these.
    record.shelf = record.shelf or f"{record.stream}.{record.seq}"
    text = {each: bytes(receipts[each]) for each in leaving}
    past = [
        # Searched as text, since decoding each receipt would cost more than writing it.
        (record.shelf, each, program, int(b'"bases":' in text[each]), text[each].decode())
        for each in leaving
    ]
    return msgspec.json.encode(
        {each: receipt for each, receipt in receipts.items() if each in stays}
    ).decode(), past


async def save_past_receipts(connection: Connection, past: list[PastReceiptRow]) -> None:
    """Write receipts to their shelves."""
    if past:
        await connection.run_many(PUT, past)


async def delete_past_receipts(connection: Connection, shelves: Iterable[str]) -> None:
    """Delete the shelves of records that were erased."""
    for shelf in shelves:
        await connection.run(FORGET, shelf)


def _looked_at(record: Record) -> set[str]:
    """Return the receipts that a decision looks at without being asked."""
    groups = SPECS[record.entity].groups if record.entity in SPECS else {}
    statuses = {
        head.id
        for name, group in groups.items()
        if group.rule is Rule.STATUS
        for head in record.heads.get(name, ())
    }
    return statuses.union(*record.dismissed.values())


def _is_awaited(record: Record, mutations: Collection[str]) -> bool:
    return any(not set(mutations).isdisjoint(awaited) for awaited in record.awaited.values())
