"""What is stored leaves out what says nothing, and is read so for ever."""

import msgspec
import pytest

from domain.keys import Key
from domain.ledger_entries import (
    AnyEntry,
    DeviceRevocation,
    Erased,
    LedgerEntry,
    RightEnded,
    SessionsEnded,
    Unshared,
)
from domain.receipts import Receipt, Result, read_receipt

NOTHING = Receipt(
    result=Result(
        id="",
        outcome="applied",
        first=None,
        key=Key(1, 2, 3, 4),
        stream=None,
        seq=None,
        groups={},
        code=None,
        field=None,
        rank=0,
        seal="",
    ),
    bases={},
    keys={},
    rank=0,
    begins="",
    by=0,
)


def test_a_receipt_that_says_least_is_of_no_rank_and_begins_nothing() -> None:
    stored = b'{"result":{"id":"","outcome":"applied","key":[1,2,3,4]}}'
    assert read_receipt(stored) == NOTHING
    assert msgspec.json.encode(NOTHING) == stored


def test_the_device_is_that_in_the_key_unless_another_one_sent_it() -> None:
    assert NOTHING.sender == 3
    assert msgspec.structs.replace(NOTHING, by=9).sender == 9
    by_nobody = msgspec.structs.replace(NOTHING.result, key=None)
    assert msgspec.structs.replace(NOTHING, result=by_nobody).sender == 0


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        (
            '{"kind":"erased","program":1,"person":2,"records":["r"]}',
            Erased(at=0, id="", program=1, person=2, records=["r"], streams=[]),
        ),
        (
            '{"kind":"unshared","stream":1}',
            Unshared(at=0, id="", stream=1, record="", entity=""),
        ),
        (
            '{"kind":"device_revoked","device":1}',
            DeviceRevocation(at=0, id="", device=1, sealed=False),
        ),
        ('{"kind":"sessions_ended","person":1}', SessionsEnded(at=0, id="", person=1, device=0)),
        ('{"kind":"right_ended","person":1}', RightEnded(at=0, id="", person=1, stream=0)),
    ],
)
def test_a_line_of_the_ledger_that_names_nothing_more_is_of_all_that_it_may_be(
    line: str, entry: LedgerEntry
) -> None:
    assert msgspec.json.decode(line, type=AnyEntry) == entry
    assert msgspec.json.encode(entry).decode() == line
