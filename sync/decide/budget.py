"""How much one push may cost: what is beyond it is answered `deferred`, and the phone sends it again.

In points, each worth about two microseconds of a server's time.
"""

from collections.abc import Sequence

from domain.records import Mutation

ROW = 16
"""Reading, deciding and writing a record."""
NAME = 8
"""Looking up a mutation that is named as a base."""
ELEMENT = 3
"""Putting an element into a set, or taking it out."""
BUDGET = 4_000 * ROW


def within(mutations: Sequence[Mutation]) -> int:
    """How many of them, from the first, one push looks at. It is never none: what is dear alone goes alone."""
    left = BUDGET
    for count, mutation in enumerate(mutations):
        left -= ROW + NAME * sum(map(len, mutation.base.values()))
        if left < 0 and count:
            return count
    return len(mutations)
