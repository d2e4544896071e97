"""What the run knows of the server.

Every mutation with its verdict, and the history of every record.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.records import singleton_id, singleton_ids
from tests.simulation.exercised import used
from tests.simulation.fates import Frozen, Sent
from tests.simulation.histories import (
    LIFE,
    VISIBILITY,
    Applied,
    Group,
    History,
    Key,
    canonical,
    registers_of,
    was_achieved,
)
from tests.simulation.known import Known
from tests.simulation.objections import objection_to
from tests.simulation.rights import Rights
from tests.simulation.tidying import tidied
from tests.simulation.verdicts import (
    DEFERRED,
    GONE,
    Arrival,
    Verdict,
    key_of,
    latest_instant,
    offset_of,
    standing,
)
from tests.simulation.withdrawn import Withdrawn


class Books(Known):
    """Judges every mutation as the server has to.

    `withdrawn` is what must be in the ledger, `plain` what was decided as if for the first time.
    """

    def __init__(self, rights: Rights, note: Callable[[str], None]) -> None:
        super().__init__(rights, note)
        self.settled: dict[str, Verdict] = {}
        self.counted: dict[int, dict[int, str]] = {}
        self.withdrawn = Withdrawn(self)
        self.gone: set[str] = set()
        self.plain: set[str] = set()
        self.heard: dict[str, list[Frozen]] = {}

    def has_forked(self, batch: list[Sent], device: int) -> bool:
        """A count of the device is known under another mutation.

        Otherwise these are known from now on.
        """
        counts = {
            sent.frozen.n: sent.frozen.id for sent in batch if sent.frozen.flaw != "malformed"
        }
        known = self.counted.setdefault(device, {})
        if any(known.get(n, mutation) != mutation for n, mutation in counts.items()):
            return True
        known |= counts
        return False

    def judge(self, sent: Sent, arrival: Arrival) -> Verdict:
        """Return the verdict on a mutation that arrives now.

        It takes effect here as it does on the server.
        """
        frozen = sent.frozen
        self.heard.setdefault(frozen.record, []).append(frozen)
        if (earlier := self.settled.get(frozen.id)) is not None:
            return msgspec.structs.replace(earlier, outcome="duplicate", first=earlier.outcome)
        verdict = self._decide(sent, arrival)
        if verdict.outcome in ("refused", "depends_on_refused"):
            verdict = msgspec.structs.replace(
                verdict, stream=self.rights.stream(frozen.author, StreamKind.ACCOUNT)
            )
            self._keep_words(frozen, verdict, arrival)
        if verdict.outcome == "gone":
            self.gone.add(frozen.id)
            self.withdrawn.tokens.update(frozen.tokens)
        elif verdict.outcome != "deferred":
            self.settled[frozen.id] = verdict
            (self.plain.discard if sent.told else self.plain.add)(frozen.id)
        return verdict

    def write(self, stream: int, record: str, entity: str, mutation: Applied) -> History:
        history = self.histories.get(record)
        if history is None:
            history = self.histories[record] = History(stream=stream, record=record, entity=entity)
        history.add(mutation)
        self.withdrawn.touched.add(record)
        return history

    def overwrite(
        self,
        stream: int,
        record: str,
        entity: str,
        groups: dict[str, Group],
        mutation: str,
        key: Key,
        **more: Any,
    ) -> History:
        """What the system writes names every head there is."""
        history = self.histories.get(record)
        bases = (
            {group: {each for each, _ in history.view.heads.get(group, [])} for group in groups}
            if history
            else {}
        )
        whole = {group: canonical(entity, group, value) for group, value in groups.items()}
        return self.write(
            stream,
            record,
            entity,
            Applied(id=mutation, op="edit", key=key, groups={**whole}, bases=bases, **more),
        )

    def _decide(self, sent: Sent, arrival: Arrival) -> Verdict:
        frozen = sent.frozen
        roles = self._roles(sent)
        history = self._found(frozen.record, roles)
        self.withdrawn.follow_whole(history)
        if frozen.waits_for_a_server:
            self.note("written by a newer app")
            return DEFERRED
        if (history and history.erased) or self._gone_where_read(frozen):
            return GONE
        if frozen.flaw in ("malformed", "unknown_entity"):
            return Verdict(outcome="refused", code=frozen.flaw)
        stream = history.stream if history else self._place_of(frozen, roles)
        if isinstance(stream, Verdict):
            return stream
        return self._lost(sent, roles, history) or self._permitted(
            sent, stream, roles, history, arrival
        )

    def _permitted(
        self,
        sent: Sent,
        stream: int,
        roles: dict[int, Role],
        history: History | None,
        arrival: Arrival,
    ) -> Verdict:
        """As it is refused, put off, or applied where it stands."""
        frozen = sent.frozen
        if (
            objection := objection_to(frozen, self.rights.kind(stream), roles.get(stream), history)
        ) is not None:
            code, field = objection
            return Verdict(outcome="refused", code=code, field=field)
        if history is None and frozen.op != "erase" and not frozen.begins:
            return self._without(frozen, frozen.record)
        bases = {
            group: self._counted(group, [base[0] for base in named])
            for group, named in frozen.base.items()
        }
        keys = self._keys(sent, bases, history, arrival)
        if keys is None:
            return DEFERRED
        return self._apply(sent, stream, roles[stream], bases, key_of(sent, arrival, keys), arrival)

    def _apply(
        self,
        sent: Sent,
        stream: int,
        role: Role,
        bases: dict[str, set[str]],
        key: Key,
        arrival: Arrival,
    ) -> Verdict:
        frozen = sent.frozen
        before = self.histories.get(frozen.record)
        groups, adjusted = tidied(frozen, latest_instant(sent, arrival), offset_of(frozen, arrival))
        registers = {register: value for _, register, value in registers_of(frozen.entity, groups)}
        rank = sent.told.rank if sent.told else 0
        mutation = Applied(
            id=frozen.id,
            op=frozen.op,
            key=key,
            groups={LIFE: {}} if frozen.op == "restore" else registers,
            bases=bases,
            rank=rank if "status" in groups else 0,
        )
        if frozen.op == "erase":
            history = self.withdrawn.erase(frozen, stream, mutation)
        else:
            stood = before.copy() if before else None
            history = self.write(stream, frozen.record, frozen.entity, mutation)
            history.whole = history.whole or frozen.whole
            if VISIBILITY in groups:
                self.withdrawn.stand(history, frozen.author)
            for rule in used(history, mutation, stood):
                self.note(rule)
        self._note_origin(sent, stream)
        return Verdict(
            outcome="adjusted" if adjusted else "applied",
            code="tidied" if adjusted else None,
            field=adjusted,
            key=key,
            stream=history.stream,
            groups={group: standing(history, group, frozen) for group in groups},
            rank=int(was_achieved(history, "status", frozen.id)),
            sealed=role is Role.PEER,
        )

    def _note_origin(self, sent: Sent, stream: int) -> None:
        if sent.told:
            self.note(f"offered again: {sent.frozen.op}")
            if stream not in self.rights.roles(sent.frozen.author):
                self.note("offered again by a peer who may no longer")
        if sent.frozen.record in self._began_anew(sent.frozen):
            self.note("a singleton began anew")
        if "schema" not in sent.frozen.wire:
            self.note("written by an older app")

    def _began_anew(self, frozen: Frozen) -> list[str]:
        owner = self.rights.cast.people[frozen.author].uuid
        return (
            singleton_ids(owner, frozen.entity)[1:] if SPECS[frozen.entity].policy.singleton else []
        )

    def _keep_words(self, frozen: Frozen, verdict: Verdict, arrival: Arrival) -> None:
        self.refused[frozen.id] = frozen
        record = singleton_id(frozen.id, "refused_write")
        unreadable = frozen.flaw == "malformed" and verdict.code == "malformed"
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
        place = frozen.wire["stream"]
        place = (
            place
            if place in self._only_read(frozen.author) | self._was_shared(frozen.author)
            else None
        )
        groups: dict[str, Group] = {"what": what} | ({"place": {"stream": place}} if place else {})
        history = self.overwrite(
            account, record, "refused_write", groups, head, (arrival.received_at, 0, 0, 0)
        )
        history.written_for = place and (place, frozen.record)
        self.heard.setdefault(record, []).append(frozen)
        history.about = frozenset(
            {frozen.record, *([frozen.whole] if frozen.whole and not unreadable else [])}
        )
