"""Taking every word out of a record, for good: what a person who erases asks for, and a restored backup must follow."""

from domain.records import Record, State


def erase(record: Record) -> None:
    """Leaves the record's place and nothing of what was ever written there, receipts included."""
    record.state = State.ERASED
    record.history = "{}"
    for held in (
        record.body,
        record.heads,
        record.kept,
        record.covered,
        record.awaited,
        record.dismissed,
        record.dismissed_at,
        record.recent,
    ):
        held.clear()
