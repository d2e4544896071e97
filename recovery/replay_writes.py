"""How a replayed entry of the ledger is written: always under the same mutation id, as the ledger."""

from domain.authority import LEDGER
from domain.ledger_entries import (
    AnyEntry,
)
from domain.records import Record, singleton_id
from records.streams import StreamWriter


async def save_replayed(writer: StreamWriter, records: list[Record]) -> None:
    for record in records:
        writer.number(record)
    await writer.save(records, LEDGER)


def mutation_of(entry: AnyEntry) -> str:
    """The id of what the system writes because of an entry: the same each time."""
    return singleton_id(entry.id, "ledger")
