"""An achievement anywhere in the ancestry of a status holds.

What builds on one has rank 1, and counts for more than a later value.
"""

from collections.abc import Set as AbstractSet

import msgspec

from domain.declare import Rule
from domain.entity_specs import EntitySpec
from domain.receipts import Receipt
from domain.records import Record


def is_ranked(spec: EntitySpec, register: str) -> bool:
    """Return whether receipts of this register need to name their bases, as a status does."""
    return register in spec.groups and spec.groups[register].rule is Rule.STATUS


def rank_of(record: Record, mutations: AbstractSet[str], achieved: bool) -> int:
    """Return 1 where an achievement lies in the ancestry, or, with `achieved`, is written now."""
    receipts = [record.receipt(each) for each in mutations]
    return max([int(achieved), *(receipt.rank for receipt in receipts if receipt)])


def store_receipt(record: Record, mutation: str, receipt: Receipt) -> None:
    """Keep what became of a mutation, and what it stands on."""
    record.recent[mutation] = receipt
    if record.at_hand:
        for group, above in record.at_hand.above.items():
            _stand(above, mutation, receipt, group)


def pass_on_rank(record: Record, group: str, mutation: str) -> bool:
    """Raise the rank of what builds on an achievement that arrives only now, after a restore.

    Returns whether there was any. Each is raised once, so all of it together takes no longer than
    the record's history is.
    """
    above, bases, raised = _standing(record, group), [mutation], False
    # A loop and no recursion: a chain of edits can be longer than Python's stack.
    while bases:
        for id_ in above.get(bases.pop(), ()):
            receipt = record.receipt(id_)
            if receipt and not receipt.rank:
                record.recent[id_] = msgspec.structs.replace(receipt, rank=1)
                bases.append(id_)
                raised = True
    return raised


def _standing(record: Record, group: str) -> dict[str, list[str]]:
    """Return, by mutation, those that name it as a base."""
    at_hand = record.opened()
    if group not in at_hand.above:
        # Built once in a push: a chain of edits would else walk the history for each of them.
        at_hand.above[group] = {}
        for id_ in {**record.receipts(), **record.recent}:
            if receipt := record.receipt(id_):
                _stand(at_hand.above[group], id_, receipt, group)
    return at_hand.above[group]


def _stand(above: dict[str, list[str]], mutation: str, receipt: Receipt, group: str) -> None:
    for base in receipt.bases.get(group, ()):
        above.setdefault(base, []).append(mutation)
