"""An achievement anywhere in the ancestry of a status holds: what stands on one has rank 1, and counts for more than a later word."""

from collections.abc import Set as AbstractSet

import msgspec

from domain.declare import Rule
from domain.entity_specs import EntitySpec
from domain.receipts import Receipt
from domain.records import Record


def is_ranked(spec: EntitySpec, register: str) -> bool:
    """Only a status has a rank, so only its receipts need to say what they stood on."""
    return register in spec.groups and spec.groups[register].rule is Rule.STATUS


def rank_of(record: Record, mutations: AbstractSet[str], achieved: bool) -> int:
    """1 where an achievement lies in the ancestry: in these mutations' or, with `achieved`, in what is now written."""
    receipts = [record.receipt(each) for each in mutations]
    return max([int(achieved), *(receipt.rank for receipt in receipts if receipt)])


def note(record: Record, mutation: str, receipt: Receipt) -> None:
    """Keeps what became of a mutation, and what it stands on."""
    record.recent[mutation] = receipt
    if record.at_hand:
        for group, above in record.at_hand.above.items():
            _stand(above, mutation, receipt, group)


def pass_on_rank(record: Record, group: str, mutation: str) -> bool:
    """To what stands on an achievement that comes only now, after a restore: it has the rank that it would have had.

    True where that was so of any. Each is raised once, so all of it together takes no longer than the record's history is.
    """
    above, bases, raised = _standing(record, group), [mutation], False
    while bases:
        for id_ in above.get(bases.pop(), ()):
            receipt = record.receipt(id_)
            if receipt and not receipt.rank:
                record.recent[id_] = msgspec.structs.replace(receipt, rank=1)
                bases.append(id_)
                raised = True
    return raised


def _standing(record: Record, group: str) -> dict[str, list[str]]:
    """By mutation, those that stand on it."""
    at_hand = record.opened()
    if group not in at_hand.above:
        at_hand.above[group] = {}
        for id_ in {**record.receipts(), **record.recent}:
            if receipt := record.receipt(id_):
                _stand(at_hand.above[group], id_, receipt, group)
    return at_hand.above[group]


def _stand(above: dict[str, list[str]], mutation: str, receipt: Receipt, group: str) -> None:
    for base in receipt.bases.get(group, ()):
        above.setdefault(base, []).append(mutation)
