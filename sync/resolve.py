"""The verdicts: records + mutations + actor → results, changed records and receipts. Pure; the rules are `docs/sync.md`.

Everything shown is a function of the heads, and the heads of what was applied: so the order of arrival cannot matter, and
a duplicate is answered from its receipt.
"""

from collections.abc import Callable, Iterable

import msgspec
from msgspec import Raw, Struct, field

from domain.declare import EntitySpec, Rule
from domain.entities import SPECS
from domain.overwrite import overwrite
from domain.records import LIFE, Base, Head, Key, Mutation, Op, Outcome, Receipt, Record, Result, singleton_id
from domain.rules import ACHIEVED
from sync.admit import Admitted, Refused, Writable, admit, is_complete, may_begin, may_touch, spec_of
from sync.clock import Arrival, key_of
from sync.register import cover, lay, rank_of, restore, state_of


class Actor(Struct, frozen=True):
    """Who pushes, and the streams that they may write, as read under the streams' lock."""

    uuid: str
    device: int
    account: int
    streams: dict[int, Writable]


class Unreadable(Struct, frozen=True):
    """What came in place of a mutation: its id, the record that it may have begun, and all of it, kept for its author."""

    id: str
    begins: str
    raw: Raw


class Desk(Struct, kw_only=True):
    """What a push is decided on, and what came of it.

    `receipts` are those of refused mutations, without a record; `applied` those of mutations in streams that the actor may
    write no longer. `number` gives a record that changes its next number.
    """

    actor: Actor
    arrival: Arrival
    records: dict[tuple[int, str], Record]
    receipts: dict[str, Receipt]
    applied: dict[str, Receipt] = field(default_factory=dict)
    number: Callable[[Record], None]
    changed: dict[tuple[int, str], Record] = field(default_factory=dict)
    refused: dict[str, Receipt] = field(default_factory=dict)

    def change(self, record: Record) -> None:
        """Has the record saved; several changes in one push share one number."""
        place = record.stream, record.record
        if place not in self.changed:
            self.number(record)
        self.records[place] = self.changed[place] = record


class Waiting(Exception):
    """A base has not come yet."""


class Orphaned(Exception):
    """The record does not exist because its create was refused."""


def resolve(mutations: Iterable[Mutation | Unreadable], desk: Desk) -> list[Result]:
    """One result for each mutation, in order. `desk.changed` and `desk.refused` are then to be saved, in one transaction."""
    return [_verdict(each, desk) for each in mutations]


def _verdict(mutation: Mutation | Unreadable, desk: Desk) -> Result:
    record = None if isinstance(mutation, Unreadable) else _find(mutation, desk)
    earlier = desk.receipts.get(mutation.id) or desk.applied.get(mutation.id) or (record and record.receipt(mutation.id))
    if earlier:
        return msgspec.structs.replace(earlier.result, outcome="duplicate", first=earlier.result.outcome)
    if isinstance(mutation, Unreadable):
        return _refuse(mutation, Refused("malformed"), desk)
    try:
        return _apply(mutation, record, desk)
    except Refused as refused:
        return _refuse(mutation, refused, desk)
    except Orphaned:
        return _refuse(mutation, Refused("depends_on_refused"), desk)
    except Waiting:
        return Result(id=mutation.id, outcome="deferred")


def _find(mutation: Mutation, desk: Desk) -> Record | None:
    """Where the mutation says, if it may be written there, or else in another stream that the actor writes."""
    streams = desk.actor.streams
    if mutation.stream in streams and (record := desk.records.get((mutation.stream, mutation.record))):
        return record
    return next((desk.records[stream, mutation.record] for stream in streams if (stream, mutation.record) in desk.records), None)


def _apply(mutation: Mutation, record: Record | None, desk: Desk) -> Result:
    spec = spec_of(mutation)
    if record is None:
        stream = may_begin(spec, mutation, desk.actor.streams.get(mutation.stream or 0), desk.actor.uuid)
    else:
        may_touch(spec, mutation, record)
        stream = desk.actor.streams[record.stream]
    admitted = admit(spec, mutation, stream.role, desk.arrival.received_at)
    if record is None:
        _must_begin_whole(spec, mutation, admitted, desk)
        record = Record(stream=stream.id, record=mutation.record, entity=spec.name)
    named = {group: _named(group, bases, record, desk) for group, bases in mutation.base.items()}
    key = key_of(mutation, desk.actor.device, desk.arrival, (key for keys in named.values() for key in keys.values()))
    desk.change(record)
    return _lay_all(spec, mutation, record, admitted, {group: set(keys) for group, keys in named.items()}, key)


def _must_begin_whole(spec: EntitySpec, mutation: Mutation, admitted: Admitted, desk: Desk) -> None:
    """A record begins with every group that it cannot do without; part of one waits for the rest."""
    if mutation.op is Op.EDIT and is_complete(spec, admitted.values):
        return
    if any(receipt.begins == mutation.record for receipt in desk.receipts.values()):
        raise Orphaned
    raise Waiting


def _would_begin(mutation: Mutation | Unreadable) -> str:
    """The record that a refused mutation would have made."""
    if isinstance(mutation, Unreadable):
        return mutation.begins
    if mutation.op is not Op.EDIT or any(mutation.base.values()):
        return ""
    spec = SPECS.get(mutation.entity)
    return mutation.record if spec and is_complete(spec, mutation.set) else ""


def _named(group: str, bases: Iterable[Base], record: Record, desk: Desk) -> dict[str, Key]:
    """The mutations that are named, with their keys; a refused one stands for its own bases. Raises Waiting."""
    named: dict[str, Key] = {}
    heads = {head.id: head.key for head in record.heads.get(group, ())}
    for base in bases:
        if base.id in heads:
            named[base.id] = heads[base.id]
        elif receipt := record.receipt(base.id):
            named[base.id] = receipt.result.key or Key(0, 0, 0, 0)
        elif base.id in desk.receipts:
            its_own = [Base(each) for each in desk.receipts[base.id].bases.get(group, [])]
            named |= _named(group, its_own, record, desk)
        elif base.key is not None:
            named[base.id] = desk.arrival.believe(base.key)
        else:
            raise Waiting
    return named


def _lay_all(spec: EntitySpec, mutation: Mutation, record: Record, admitted: Admitted, named: dict[str, set[str]], key: Key) -> Result:
    head, shown, rank = Head(mutation.id, key), {}, 0
    match mutation.op:
        case Op.REMOVE:
            for name, ids in named.items():
                cover(record, name, ids)
        case Op.RESTORE:
            restore(record, head, named.get(LIFE, set()))
        case _:
            for name, value in admitted.values.items():
                group, bases = spec.groups[name], named.get(name, set())
                if group.rule is Rule.STATUS:
                    rank = rank_of(record, bases, getattr(value, group.fields[0]) == ACHIEVED)
                shown[name] = lay(record, group, head, admitted.encoded(name), rank, bases)
    record.state = state_of(record)
    result = Result(
        id=mutation.id,
        outcome="adjusted" if admitted.adjusted else "applied",
        key=key,
        stream=record.stream,
        seq=record.seq,
        groups={name: "shown" if is_shown else "kept" for name, is_shown in shown.items()},
        code="tidied" if admitted.adjusted else None,
        field=admitted.adjusted,
    )
    naming = {name: sorted(named[name]) for name in (LIFE, *shown) if named.get(name) and mutation.op is not Op.REMOVE}
    record.recent[mutation.id] = Receipt(result=result, bases=naming, rank=rank)
    return result


def _refuse(mutation: Mutation | Unreadable, refused: Refused, desk: Desk) -> Result:
    """Keeps the words for their author alone, on any of their devices, and the receipt without them."""
    kept = _kept_words(mutation, refused, desk)
    desk.change(kept)
    outcome: Outcome = "depends_on_refused" if refused.code == "depends_on_refused" else "refused"
    result = Result(id=mutation.id, outcome=outcome, stream=kept.stream, seq=kept.seq, code=refused.code, field=refused.field)
    bases = {} if isinstance(mutation, Unreadable) else {group: [base.id for base in bases] for group, bases in mutation.base.items()}
    desk.receipts[mutation.id] = desk.refused[mutation.id] = Receipt(result=result, bases=bases, begins=_would_begin(mutation))
    return result


def _kept_words(mutation: Mutation | Unreadable, refused: Refused, desk: Desk) -> Record:
    record = Record(stream=desk.actor.account, record=singleton_id(mutation.id, "refused_write"), entity="refused_write")
    what: dict[str, str | None]
    if isinstance(mutation, Unreadable):
        what = {"entity": "", "record": record.record, "words": bytes(mutation.raw).decode(errors="replace")}
    else:
        what = {"entity": mutation.entity, "record": mutation.record, "words": msgspec.json.encode(mutation.set).decode()}
    what |= {"mutation": mutation.id, "code": refused.code, "field": refused.field}
    head = Head(singleton_id(mutation.id, "refused_write/mutation"), Key(desk.arrival.received_at, 0, 0, 0))
    return overwrite(record, SPECS["refused_write"], {"what": what}, head)
