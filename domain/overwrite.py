"""Writes a group by naming every head it has, as the system does.

The system never writes concurrently with itself.
"""

from typing import Any

import msgspec
from msgspec import Raw

from domain.entity_specs import EntitySpec
from domain.keys import Key
from domain.receipts import Receipt, Result
from domain.records import Head, Record, State


def overwrite(
    record: Record, spec: EntitySpec, groups: dict[str, dict[str, Any]], head: Head
) -> Record:
    """Write these groups whole, each with this one head; the record is then alive.

    No kept version of them is left. Raises msgspec.ValidationError where a value is not what the
    entity declares.
    """
    for name, value in groups.items():
        shape = msgspec.convert(value, spec.groups[name].shape)
        record.body[name] = Raw(msgspec.json.encode(shape))
        record.heads[name] = [head]
        record.kept.pop(name, None)
        record.covered.pop(name, None)
    record.recent[head.id] = Receipt(result=Result(id=head.id, outcome="applied", key=head.key))
    record.state = State.LIVE
    return record


def next_key(record: Record, now_ms: int) -> Key:
    """Return a system key (device 0) above every head of the record."""
    latest = max(
        (head.key for heads in record.heads.values() for head in heads), default=Key(0, 0, 0, 0)
    )
    if now_ms > latest.ms:
        return Key(now_ms, 0, 0, 0)
    # Where the newest head has a later time than now, the counter orders this one behind it.
    return Key(latest.ms, latest.counter + 1, 0, 0)
