"""Takes every word out of records, for good.

For a person who erases, and again after a restore.
"""

from collections.abc import Mapping

from domain.declare import StreamKind
from domain.entities import SPECS
from domain.found import FoundRecords
from domain.permissions import Writable, may_erase
from domain.records import Record, State
from domain.standing import REFUSED_WRITE


def erased_with(record: str, found: FoundRecords, streams: Mapping[int, Writable]) -> list[Record]:
    """Return the rows that an erase of this id takes, by the person's role where each one stands.

    Those are the record itself, its parts, and what was refused of either in the person's own
    account. Decided row by row: under the same id something of another person's may stand in a
    stream that this one reads or writes.
    """
    wholes = [row for row in found.under(record) if _may_fall(row, streams)]
    parts = [row for row in found.parts_of(record) if _may_fall(row, streams)]
    # What was refused of the record holds words of it too, under an id of its own.
    refused = [*found.naming(record), *(row for part in parts for row in found.naming(part.record))]
    in_account = [
        row
        for row in refused
        if row.entity == REFUSED_WRITE and _is_own_account(streams.get(row.stream))
    ]
    return list({(row.stream, row.record): row for row in (*wholes, *parts, *in_account)}.values())


def erase_record(record: Record) -> None:
    """Leave the record's place and nothing that was ever written there, receipts included."""
    record.state = State.ERASED
    record.is_set_aside = False
    # The receipts hold ids and instants: whoever finds the row must not see when somebody wrote
    # there.
    record.history = "{}"
    record.at_hand = record.names = None
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


def _may_fall(row: Record, streams: Mapping[int, Writable]) -> bool:
    stream, spec = streams.get(row.stream), SPECS.get(row.entity)
    return (
        stream is not None
        and spec is not None
        and stream.kind in spec.policy.streams
        and may_erase(spec, stream.role)
    )


def _is_own_account(stream: Writable | None) -> bool:
    return stream is not None and stream.kind is StreamKind.ACCOUNT
