"""How much one record may gather, so that no operation grows without end (decision 0029).

Each bound is at least ten times what ten honest phones of one person reach in a year without a
network. None of them refuses a remove, an erase, a dismissal, a stricter wish or a flag.
"""

HEADS = 128
"""Versions of one group, or of one element of a set, that no other names.

Ten phones apart write ten.
"""

ELEMENTS = 2_000
"""Elements that a set ever had.

A screen offers at most 200.
"""

SET_HEADS = 20_000
"""Versions of all elements of one set together: ten phones apart write one each of 200."""

LET_GO = 1_280
"""Versions of one group that wait their 90 days after they were dismissed: ten times the heads."""

PARTS = 4_000
"""Parts of one whole: a step or a note on progress on every day of a year, ten times over."""

CHAIN = 1_000
"""Refused mutations that are followed from base to base.

A phone tries the same words again and again, not a thousand times.
"""

RECEIPTS = 64
"""Receipts that stay in a record's row; older ones are in `records/past_receipts.py`."""

AHEAD = 1_024
"""Mutations of one group that are named before they came.

That happens only after a restore, and each phone names a few.
"""

AHEAD_IN_ALL = 4 * AHEAD
"""The same over all registers of a record: one for each element that a set ever had, twice over."""
