"""What the run knows of the server: every mutation with its verdict, and the history of every record."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from domain.declare import Role, Rule, StreamKind
from domain.entities import SPECS
from domain.permissions import may_create
from domain.records import singleton_id
from tests.simulation.exercised import used
from tests.simulation.fates import Frozen
from tests.simulation.histories import LIFE, Applied, Group, History, Key, canonical
from tests.simulation.rights import Place, Rights
from tests.simulation.tidying import tidied

TRUSTED_SKEW = 120_000


class Arrival(Struct, frozen=True):
    received_at: int
    sent_at: int


class Verdict(Struct, frozen=True, kw_only=True):
    """What the server must say.

    `stream` is where the words are: in their record, or among the refused writes. `groups` tells of each whether it is shown or kept.
    """

    outcome: str
    code: str | None = None
    field: str | None = None
    first: str | None = None
    key: Key | None = None
    stream: int | None = None
    groups: dict[str, str] = {}


class Books:
    """`note` hears of every rule that was of use."""

    def __init__(self, rights: Rights, histories: dict[Place, History], note: Callable[[str], None]) -> None:
        self.rights = rights
        self.note = note
        self.histories = histories
        self.settled: dict[str, Verdict] = {}
        self.refused: dict[str, Frozen] = {}

    def judge(self, frozen: Frozen, arrival: Arrival) -> Verdict:
        """The verdict on a mutation that arrives now, which takes effect here as it does on the server."""
        if (earlier := self.settled.get(frozen.id)) is not None:
            return msgspec.structs.replace(earlier, outcome="duplicate", first=earlier.outcome)
        verdict = self._decide(frozen, arrival)
        if verdict.outcome in ("refused", "depends_on_refused"):
            verdict = msgspec.structs.replace(verdict, stream=self.rights.stream(frozen.author, StreamKind.ACCOUNT))
            self._keep_words(frozen, verdict, arrival)
        if verdict.outcome != "deferred":
            self.settled[frozen.id] = verdict
        return verdict

    def write(self, place: Place, entity: str, mutation: Applied) -> History:
        history = self.histories.setdefault(place, History(stream=place[0], record=place[1], entity=entity))
        history.add(mutation)
        return history

    def overwrite(self, place: Place, entity: str, groups: dict[str, Group], mutation: str, key: Key) -> None:
        """What the system writes names every head there is."""
        history = self.histories.get(place)
        bases = {group: {each for each, _ in history.view.heads.get(group, [])} for group in groups} if history else {}
        whole = {group: canonical(entity, group, value) for group, value in groups.items()}
        self.write(place, entity, Applied(id=mutation, op="edit", key=key, groups=whole, bases=bases))

    def _decide(self, frozen: Frozen, arrival: Arrival) -> Verdict:
        if frozen.flaw in ("malformed", "not_available", "unknown_entity"):
            return Verdict(outcome="refused", code=frozen.flaw)
        role = self.rights.roles(frozen.author).get(frozen.stream)
        history = self.histories.get((frozen.stream, frozen.record))
        if (objection := self._objection(frozen, role, history)) is not None:
            return objection
        if history is None and not _begins(frozen):
            return self._without_record(frozen)
        bases = {group: self._counted(group, [base[0] for base in named]) for group, named in frozen.base.items()}
        if history is None and any(bases.values()):
            return Verdict(outcome="deferred")
        known = history.applied if history else {}
        if any(base not in known for named in bases.values() for base in named):
            return Verdict(outcome="deferred")
        return self._apply(frozen, bases, _key(frozen, arrival, [known[base].key for named in bases.values() for base in named]), arrival)

    def _objection(self, frozen: Frozen, role: Role | None, history: History | None) -> Verdict | None:
        if role is None or (history is None and not may_create(SPECS[frozen.entity], self.rights.kind(frozen.stream), role)):
            return Verdict(outcome="refused", code="not_yours")
        remover = SPECS[frozen.entity].policy.removed_by
        if frozen.op != "edit" and role is not remover:
            return Verdict(outcome="refused", code="not_removable" if remover is None else "not_yours")
        if frozen.flaw is None or (frozen.flaw == "append_only" and history is None):
            return None
        return Verdict(outcome="refused", code=frozen.flaw, field=frozen.flaw_at)

    def _without_record(self, frozen: Frozen) -> Verdict:
        """Its create was refused, or has yet to come."""
        if any(
            each.record == frozen.record and each.stream == frozen.stream and _begins(each) and not each.named
            for each in self.refused.values()
        ):
            return Verdict(outcome="depends_on_refused", code="depends_on_refused")
        return Verdict(outcome="deferred")

    def _counted(self, group: str, bases: list[str]) -> set[str]:
        """A refused base stands for its own bases."""
        counted: set[str] = set()
        for base in bases:
            refused = self.refused.get(base)
            if refused:
                self.note("a refused base stood for its own")
            counted |= self._counted(group, [each[0] for each in refused.base.get(group, [])]) if refused else {base}
        return counted

    def _apply(self, frozen: Frozen, bases: dict[str, set[str]], key: Key, arrival: Arrival) -> Verdict:
        groups, adjusted = tidied(frozen, arrival.received_at)
        if frozen.op == "restore":
            groups = {LIFE: {}}
        place, before = (frozen.stream, frozen.record), self.histories.get((frozen.stream, frozen.record))
        was_removed = bool(before and before.view.removed)
        history = self.write(place, frozen.entity, Applied(id=frozen.id, op=frozen.op, key=key, groups=groups, bases=bases))
        for rule in used(history, history.applied[frozen.id], was_removed=was_removed):
            self.note(rule)
        return Verdict(
            outcome="adjusted" if adjusted else "applied",
            code="tidied" if adjusted else None,
            field=adjusted,
            key=key,
            stream=frozen.stream,
            groups={group: _standing(history, group, frozen.id) for group in groups if group != LIFE},
        )

    def _keep_words(self, frozen: Frozen, verdict: Verdict, arrival: Arrival) -> None:
        self.refused[frozen.id] = frozen
        record = singleton_id(frozen.id, "refused_write")
        unreadable = frozen.flaw == "malformed"
        words = frozen.wire if unreadable else frozen.groups
        what: dict[str, Any] = {
            "mutation": frozen.id,
            "entity": "" if unreadable else frozen.entity,
            "record": record if unreadable else frozen.record,
            "code": verdict.code,
            "field": verdict.field,
            "words": msgspec.json.encode(words).decode(),
        }
        account = self.rights.stream(frozen.author, StreamKind.ACCOUNT)
        head = singleton_id(frozen.id, "refused_write/mutation")
        self.overwrite((account, record), "refused_write", {"what": what}, head, (arrival.received_at, 0, 0, 0))


def _begins(frozen: Frozen) -> bool:
    """Whether a record can begin with what is written: every group that it cannot do without is there."""
    spec = SPECS[frozen.entity]
    own = [group for group in spec.groups.values() if group.writer is spec.policy.created_by]
    return frozen.op == "edit" and all(group.name in frozen.groups or not group.required for group in own)


def _key(frozen: Frozen, arrival: Arrival, bases: list[Key]) -> Key:
    skew = arrival.received_at - arrival.sent_at
    offset = frozen.offset if frozen.offset is not None else skew if abs(skew) > TRUSTED_SKEW else 0
    ms, counter = min(frozen.at + offset, arrival.received_at), 0
    greatest = max((base[:2] for base in bases), default=None)
    if greatest is not None and (ms, counter) <= greatest:
        ms, counter = greatest[0], greatest[1] + 1
    return ms, counter, frozen.device, frozen.n


def _standing(history: History, group: str, mutation: str) -> str:
    heads = [each for each, _ in history.view.heads[group]]
    union = SPECS[history.entity].groups[group].rule is Rule.UNION
    return "shown" if heads[0] == mutation or (union and mutation in heads) else "kept"
