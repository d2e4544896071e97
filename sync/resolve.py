"""The verdicts: records + mutations + actor → results, changed records and receipts. Pure; the rules are `docs/sync.md`.

Everything shown is a function of the heads, and the heads of what was applied: so the order of arrival cannot matter, and
a duplicate is answered from its receipt.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

import msgspec

from domain.achievement import is_ranked
from domain.admission import Admitted, admit, may_begin, may_touch, spec_of
from domain.declare import EntitySpec, Role
from domain.entities import SPECS
from domain.permissions import SEVERAL_WRITE, may_create
from domain.records import LIFE, SCHEMA, UNREADABLE, Base, Head, Key, Mutation, Op, Outcome, Receipt, Record, Result, State, ToldKey
from domain.refused import refused_write
from domain.standing import whole_of
from domain.validation import Refused, is_complete
from sync.acts import ACTS, Act
from sync.clock import key_of
from sync.desk import Desk, Halted

_NO_KEY = Key(0, 0, 0, 0)


def resolve(mutations: Iterable[Mutation], desk: Desk) -> list[Result]:
    """One result for each mutation, in order. `desk.changed` and `desk.refused` are then to be saved, in one transaction."""
    return [_verdict(each, desk) for each in mutations]


def _verdict(mutation: Mutation, desk: Desk) -> Result:
    record = desk.find(mutation.record, SPECS.get(mutation.entity), mutation.stream)
    own = desk.receipts.get(mutation.receipt_id) or desk.applied.get(mutation.id)
    earlier = own or (record and record.receipt(mutation.id))
    if earlier and (own or (record and desk.actor.has_sent(earlier, record.stream))):
        return msgspec.structs.replace(earlier.result, id=mutation.id, outcome="duplicate", first=earlier.result.outcome)
    try:
        if earlier:  # someone else's: what became of it is not for this person
            raise Refused("invalid", "id")
        return _apply(mutation, record, desk)
    except Refused as refused:
        return _refuse(mutation, refused, desk)
    except Halted as halted:
        return Result(id=mutation.id, outcome=halted.outcome)


def _apply(mutation: Mutation, record: Record | None, desk: Desk) -> Result:
    if mutation.schema > SCHEMA:
        raise Halted("deferred")
    if record is not None and record.state is State.ERASED:
        raise Halted("gone")
    if record is None and (mutation.stream, mutation.record) in desk.gone:
        raise Halted("gone")
    spec = spec_of(mutation)
    if record is None:
        _await_what_was_lost(spec, mutation, desk)
        stream = may_begin(spec, mutation, desk.actor.streams.get(_place_of(spec, mutation, desk)), desk.actor.uuid)
    else:
        may_touch(spec, mutation, record)
        stream = desk.actor.streams[record.stream]
    admitted = admit(spec, mutation, stream.role, desk.arrival.received_at)
    record = record or _begun(spec, mutation, admitted, stream.id, desk)
    registers = () if mutation.op is Op.ERASE else mutation.base  # an erase takes all that is there, whatever it saw
    named = {register: _named(register, mutation, record, desk) for register in registers}
    told = mutation.acknowledged
    bases = [key for keys in named.values() for key in keys.values()]
    key = desk.arrival.believe(told.key) if told else key_of(mutation, desk.actor.device, desk.arrival, bases)
    act = Act(mutation, spec, record, admitted, named, Head(mutation.id, key))
    ACTS[mutation.op](act, desk)
    return _receipt(act, desk.seal(mutation, record.stream, key) if stream.role is Role.PEER else "", desk)


def _await_what_was_lost(spec: EntitySpec, mutation: Mutation, desk: Desk) -> None:
    """A former server told of the record, and its maker has yet to offer it again; the system never does. Raises Halted."""
    if mutation.acknowledged is None and not any(base.key for named in mutation.base.values() for base in named):
        return
    if mutation.op is Op.ERASE or spec.policy.created_by is Role.SYSTEM or is_complete(spec, mutation.set):
        return
    if mutation.stream in desk.actor.streams and desk.found.at(mutation.stream, mutation.record) is None:
        raise _without(mutation.record, desk)


def _place_of(spec: EntitySpec, mutation: Mutation, desk: Desk) -> int:
    """Where a new record stands: a part where its whole does, others where the mutation says. Raises Halted or Refused."""
    whole = whole_of(spec, mutation.set)
    if whole is None:
        return mutation.stream or 0
    if not any(may_create(spec, stream.kind, stream.role) for stream in desk.actor.streams.values()):
        raise Refused("not_yours")  # what it would wait for is in no stream that this person writes
    record = desk.find(whole, spec)
    if record is None:
        raise _without(whole, desk)
    if record.state is State.ERASED:
        raise Halted("gone")
    return record.stream


def _begun(spec: EntitySpec, mutation: Mutation, admitted: Admitted, stream: int, desk: Desk) -> Record:
    """A record begins with every group that it cannot do without; part of one waits for the rest. Raises Halted or Refused."""
    if mutation.op is not Op.ERASE and not (mutation.op is Op.EDIT and is_complete(spec, admitted.values)):
        raise _without(mutation.record, desk)
    return Record(stream=stream, record=mutation.record, entity=spec.name)


def _without(record: str, desk: Desk) -> Exception:
    """A record that is needed is not there: it has not come yet, or never will because what would have made it was refused."""
    was_refused = any(receipt.begins == record for receipt in desk.receipts.values())
    return Refused("depends_on_refused") if was_refused else Halted("deferred")


def _named(register: str, mutation: Mutation, record: Record, desk: Desk) -> dict[str, Key]:
    """The mutations that are named, with their keys; a refused one stands for its own bases. Raises Halted."""
    told = {base.id: base.key for bases in mutation.base.values() for base in bases if base.key}
    heads = {head.id: head.key for head in record.heads.get(register, ())}
    named: dict[str, Key] = {}
    asked = {base.id: base for base in mutation.base[register]}
    while asked:
        id_, base = asked.popitem()
        if id_ in named:
            continue
        if id_ in heads:
            named[id_] = heads[id_]
        elif receipt := record.receipt(id_):
            named[id_] = receipt.result.key or _NO_KEY
        elif id_ in desk.receipts:
            asked |= {each.id: each for each in _stands_for(desk.receipts[id_], _wordless(register, id_), told) if each.id != id_}
        elif base.key is not None or mutation.acknowledged is not None:
            named[id_] = desk.arrival.believe(base.key or _NO_KEY)
        else:
            raise Halted("deferred")
    return named


def _stands_for(refused: Receipt, register: str, told: Mapping[str, ToldKey]) -> list[Base]:
    """Its own bases, each with the key that it was frozen with: this server may have lost one that comes never again."""
    return [Base(each, refused.keys.get(each) or told.get(each)) for each in refused.bases.get(register, ())]


def _receipt(act: Act, seal: str, desk: Desk) -> Result:
    adjusted = act.admitted.adjusted
    result = Result(
        id=act.mutation.id,
        outcome="adjusted" if adjusted else "applied",
        key=act.head.key,
        stream=act.record.stream,
        seq=act.record.seq,
        groups=act.groups,
        code="tidied" if adjusted else None,
        field=adjusted,
        rank=act.rank,
        seal=seal,
    )
    standing_on = {name: sorted(ids) for name, ids in act.named.items() if ids and is_ranked(act.spec, name) and name in act.groups}
    by = 0 if act.head.key.device == desk.actor.device else desk.actor.device
    receipt = Receipt(result=msgspec.structs.replace(result, id=""), bases=standing_on, rank=act.rank, by=by)
    act.record.recent[act.mutation.id] = receipt
    if desk.actor.streams[act.record.stream].kind in SEVERAL_WRITE:
        desk.accepted[act.mutation.id] = desk.applied[act.mutation.id] = receipt
    return result


def _refuse(mutation: Mutation, refused: Refused, desk: Desk) -> Result:
    """Keeps the words for their author alone, on any of their devices, and the receipt without them."""
    place = mutation.stream if mutation.stream in desk.actor.only_reads else None
    kept = refused_write(mutation, refused, stream=desk.actor.account, at=desk.arrival.received_at, place=place)
    desk.change(kept)
    outcome: Outcome = "depends_on_refused" if refused.code == "depends_on_refused" else "refused"
    result = Result(id=mutation.id, outcome=outcome, stream=kept.stream, seq=kept.seq, code=refused.code, field=refused.field)
    declared = {register: named for register, named in mutation.base.items() if _is_declared(register, mutation.entity)}
    bases = {_wordless(register, mutation.id): [base.id for base in named] for register, named in declared.items()}
    keys = {base.id: desk.arrival.believe(base.key) for named in declared.values() for base in named if base.key}
    receipt = Receipt(result=msgspec.structs.replace(result, id=""), bases=bases, keys=keys, begins=_would_begin(mutation))
    desk.receipts[mutation.receipt_id] = desk.refused[mutation.receipt_id] = receipt
    return result


def _is_declared(register: str, entity: str) -> bool:
    """What a client calls a group that there is not may be a word."""
    group = register.partition("/")[0]
    return group == LIFE or (entity in SPECS and group in SPECS[entity].groups)


def _wordless(register: str, mutation: str) -> str:
    """A receipt is kept for ever and holds no word; the element of a set is one."""
    group, _, element = register.partition("/")
    return f"{group}/{blake2b(f'{mutation}/{element}'.encode(), digest_size=8).hexdigest()}" if element else register


def _would_begin(mutation: Mutation) -> str:
    """The record that a refused mutation would have made."""
    if mutation.op is not Op.EDIT or any(mutation.base.values()):
        return ""
    spec = SPECS.get(mutation.entity)
    return mutation.record if mutation.entity == UNREADABLE or (spec and is_complete(spec, mutation.set)) else ""
