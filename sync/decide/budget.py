"""How much one push may cost: what is beyond is answered `deferred`, and sent again.

In points, each worth about two microseconds of a server's time.
"""

from collections.abc import Sequence

from domain.records import Mutation

ROW = 16
"""Points for reading, deciding and writing a record."""
NAME = 8
"""Points for looking up a mutation that is named as a base."""
ELEMENT = 3
"""Points for putting an element into a set, or taking it out."""
BUDGET = 4_000 * ROW


def count_within_budget(mutations: Sequence[Mutation]) -> int:
    """Return how many of the mutations, from the first, one push looks at.

    It is never none: what is costly alone goes alone.
    """
    left = BUDGET
    for count, mutation in enumerate(mutations):
        left -= ROW + NAME * sum(map(len, mutation.base.values()))
        if left < 0 and count:
            return count
    return len(mutations)
