"""The heads of one register with their values, greatest first, changed in place.

No operation goes through all of them.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Raw

from domain.achievement import rank_of
from domain.declare import STRICT, Rule
from domain.entity_specs import GroupSpec
from domain.records import Head, Record
from sync.decide.merge import RankedHead, order, take_up

NONE: Mapping[str, int] = {}
TAKES_UP = (*STRICT, Rule.MEMBERS)
"""By these rules nothing is kept aside: the version that displaces another takes its wish up."""


class Versions:
    """One register of a record while a mutation is written; `close` writes what is shown.

    While it is open `values` holds what each head says, the one that is shown included.
    """

    def __init__(self, record: Record, group: GroupSpec) -> None:
        self.record, self.group, self.name = record, group, group.name
        self.heads: list[Head] = record.heads.setdefault(self.name, [])
        self.values: dict[str, Raw] = record.kept.setdefault(self.name, {})
        self.gone = record.dismissed_at.get(self.name, NONE)
        if self.heads:
            # The shown value is stored in the body alone, and is put back there by `close`.
            self.values.setdefault(self.heads[0].id, record.body[self.name])

    @property
    def is_of_those_let_go(self) -> bool:
        """Return whether only versions that were let go are left; the greatest is shown."""
        return len(self.heads) == 1 and self.heads[0].id in self.gone

    def take(self, named: AbstractSet[str]) -> None:
        """Replace those that are named, also where they were let go."""
        if not named:
            return
        self.heads[:] = [head for head in self.heads if head.id not in named]
        for values in (self.values, self.record.dismissed.get(self.name, {})):
            for id_ in named & values.keys():
                del values[id_]

    def stand(self, superseded: RankedHead) -> None:
        """Put in what came after its own replacement, only where nothing else stands."""
        if not self.heads and not self._bring_back():
            self._insert(superseded)

    def join(self, held: RankedHead, at: int, most: int) -> None:
        """Put a head in its place, where there may be so many; the least is let go for it."""
        if held.head.id in self.gone:
            self._join_let_go(held)
            return
        if self.is_of_those_let_go:
            self._set_aside(self.heads.pop())
        # A strict wish is never dropped for lack of room: the version that stays says it as well.
        while self.group.rule in TAKES_UP and len(self.heads) >= most:
            held = take_up(self.group, held, self._held(self.heads.pop()))
        self._insert(held)
        while len(self.heads) > most:
            least = self.heads.pop()
            self.record.dismissed_at.setdefault(self.name, {})[least.id] = at
            self._set_aside(least)

    def let_go(self) -> None:
        """Set aside those that were let go, unless nothing else would be left.

        Two phones may each let go what the other one shows.
        """
        going = [head for head in self.heads if head.id in self.gone]
        self.heads[:] = [head for head in self.heads if head.id not in self.gone]
        for head in going:
            self._set_aside(head)
        if not self.heads:
            self._bring_back()

    def sort(self) -> None:
        """Sort again where the rank of several has changed."""
        self.heads.sort(key=lambda head: order(self.group, self._held(head)), reverse=True)
        self.close()

    def close(self) -> None:
        """Have the record show what these heads do."""
        is_combined = self.group.rule is Rule.UNION and len(self.heads) > 1
        if is_combined:
            self.record.opened().unsettled.add(self.name)
        elif self.heads:
            self.record.body[self.name] = self.values.pop(self.heads[0].id)
        for versions in (self.record.kept, self.record.dismissed):
            if not versions.get(self.name, True):
                del versions[self.name]
        if not self.heads:
            del self.record.heads[self.name]

    def shows(self, head: Head) -> bool:
        """Return whether the head is shown, or part of what is."""
        return self.heads[0].id == head.id or (
            self.group.rule is Rule.UNION and any(each.id == head.id for each in self.heads)
        )

    def _join_let_go(self, held: RankedHead) -> None:
        """Put in a head that was let go before it came.

        Only where all were let go does the greatest of them stand.
        """
        if not self.is_of_those_let_go:
            self._set_aside(held.head, held.value)
            if not self.heads:
                self._bring_back(held)
        elif order(self.group, held) > order(self.group, self._held(self.heads[0])):
            self._set_aside(self.heads.pop())
            self._insert(held)
        else:
            self._set_aside(held.head, held.value)

    def _insert(self, held: RankedHead) -> None:
        """Insert behind those that are greater; the heads are in order."""
        mine, low, high = order(self.group, held), 0, len(self.heads)
        while low < high:
            # By bisection, since `order` decodes values: a register may have 128 heads.
            middle = (low + high) // 2
            if order(self.group, self._held(self.heads[middle])) >= mine:
                low = middle + 1
            else:
                high = middle
        self.heads.insert(low, held.head)
        self.values[held.head.id] = held.value

    def _held(self, head: Head) -> RankedHead:
        rank = rank_of(self.record, {head.id}, False) if self.group.rule is Rule.STATUS else 0
        return RankedHead(head, self.values[head.id], rank)

    def _set_aside(self, head: Head, value: Raw | None = None) -> None:
        self.record.dismissed.setdefault(self.name, {})[head.id] = (
            self.values.pop(head.id) if value is None else value
        )

    def _bring_back(self, new: RankedHead | None = None) -> bool:
        """Show the greatest of those that were let go, where nothing else is left.

        `new` has no receipt yet. Returns False where there is none.
        """
        aside = self.record.dismissed.get(self.name, {})
        let_go = {new.head.id: new} if new else {}
        for id_, value in aside.items():
            if id_ not in let_go and (receipt := self.record.receipt(id_)) and receipt.result.key:
                let_go[id_] = RankedHead(Head(id_, receipt.result.key), value, receipt.rank)
        if not let_go:
            return False
        greatest = max(let_go.values(), key=lambda each: order(self.group, each)).head
        self.heads.append(greatest)
        self.values[greatest.id] = aside.pop(greatest.id)
        return True
