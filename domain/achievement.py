"""An achievement anywhere in the ancestry of a status holds: what stands on one has rank 1, and counts for more than a later word."""

from collections.abc import Set as AbstractSet

import msgspec

from domain.declare import EntitySpec, Rule
from domain.records import Receipt, Record


def is_ranked(spec: EntitySpec, register: str) -> bool:
    """Only a status has a rank, so only its receipts need to say what they stood on."""
    return register in spec.groups and spec.groups[register].rule is Rule.STATUS


def rank_of(record: Record, mutations: AbstractSet[str], achieved: bool) -> int:
    """1 where an achievement lies in the ancestry: in these mutations' or, with `achieved`, in what is now written."""
    receipts = [record.receipt(each) for each in mutations]
    return max([int(achieved), *(receipt.rank for receipt in receipts if receipt)])


def pass_on_rank(record: Record, group: str, mutation: str) -> None:
    """To what stands on an achievement that comes only now, after a restore: it has the rank that it would have had."""
    receipts = msgspec.json.decode(record.history, type=dict[str, Receipt]) | record.recent
    above = [mutation]
    while above:
        base = above.pop()
        for id_, receipt in receipts.items():
            if base in receipt.bases.get(group, ()) and not receipt.rank:
                receipts = receipts | {id_: msgspec.structs.replace(receipt, rank=1)}
                record.recent[id_] = receipts[id_]
                above.append(id_)
