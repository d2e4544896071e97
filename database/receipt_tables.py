"""The tables of what became of each mutation, for Piccolo (`database/tables.py`)."""

from piccolo.columns import BigInt, SmallInt, Text
from piccolo.table import Table

from database.query_compiler import bind


class PastReceipt(Table, tablename="past_receipt"):
    """A receipt that has left its record's row (`records/past_receipts.py`).

    `ranked`: its bases are in it.
    """

    shelf = Text(primary_key=True, default=None)
    mutation = Text(default=None)
    program = BigInt(default=None)
    ranked = SmallInt(default=None)
    receipt = Text(default=None)


class Counted(Table, tablename="counted"):
    """For which mutations a device used its counts, one row a push.

    `counts` is JSON of the end of an id by count.
    """

    device = BigInt(primary_key=True, default=None)
    program = BigInt(default=None)
    upto = BigInt(default=None)
    counts = Text(default=None)


class Receipt(Table, tablename="receipt"):
    """A receipt of a mutation that reached no record.

    `begins` is the record that a refused one would have made.
    """

    person = BigInt(primary_key=True, default=None)
    mutation = Text(default=None)
    program = BigInt(default=None)
    begins = Text(default=None)
    result = Text(default=None)


RECEIPT_TABLES: tuple[type[Table], ...] = (PastReceipt, Counted, Receipt)

bind(RECEIPT_TABLES)
