"""How a replayed entry is written: under its own mutation id, on the ledger's authority."""

from domain.authority import LEDGER
from domain.ledger_entries import AnyEntry
from domain.records import Record, singleton_id
from records.streams import StreamWriter


async def save_replayed(writer: StreamWriter, records: list[Record]) -> None:
    """Save rows, numbered, on the ledger's authority."""
    for record in records:
        writer.number(record)
    await writer.save(records, LEDGER)


def mutation_of(entry: AnyEntry) -> str:
    """Return the id of what the system writes because of an entry: the same each time."""
    return singleton_id(entry.id, "ledger")
