"""The verdicts: records, mutations and actor in; results, changed records and receipts out.

Pure; the rules are `docs/sync.md`. Everything shown is a function of the heads, and the heads of
what was applied: so the order of arrival cannot matter, and a duplicate is answered from its
receipt.
"""

from collections.abc import Iterable

import msgspec

from domain.achievement import is_ranked, store_receipt
from domain.admission import AdmittedGroups, admit, may_begin, may_touch, spec_of
from domain.declare import Role, Rule
from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.permissions import SEVERAL_WRITE, may_create
from domain.receipts import MutationOutcome, Receipt, Result
from domain.records import SCHEMA, UNREADABLE, Head, Mutation, Op, Record, State
from domain.refused import refused_write
from domain.standing import PARTS, whole_of
from domain.validation import Refused, is_complete
from sync.decide.budget import ELEMENT, ROW
from sync.decide.clock import key_of
from sync.decide.moving import move_part_to_whole, move_parts
from sync.decide.naming import bases_of, resolve_bases
from sync.decide.operations import OPERATIONS, Operation
from sync.decide.push_state import NotApplied, PushState
from sync.decide.register import write_merged_bodies

SETS = {
    spec.name: [name for name, group in spec.groups.items() if group.rule is Rule.MEMBERS]
    for spec in SPECS.values()
}


def resolve(mutations: Iterable[Mutation], push: PushState) -> list[Result]:
    """Return one result for each mutation, in order.

    `push.changed` and `push.refused` are then to be saved, in one transaction.
    """
    results = [_verdict(each, push) for each in mutations]
    move_parts(push)
    for record in push.changed.values():
        if record.at_hand and record.at_hand.unsettled:
            # Once per push: writing a set's body for each element would make a push quadratic.
            write_merged_bodies(record, SPECS[record.entity])
    return results


def _verdict(mutation: Mutation, push: PushState) -> Result:
    record = push.find(mutation.record, SPECS.get(mutation.entity), mutation.stream)
    if record is not None and push.moving:
        move_part_to_whole(record, push)
    own = _own_receipt(mutation, push) if push.receipts or push.applied else None
    earlier = own or (record and record.receipt(mutation.id))
    if earlier and (own or (record and push.actor.has_sent(earlier, record.stream))):
        return msgspec.structs.replace(
            earlier.result, id=mutation.id, outcome="duplicate", first=earlier.result.outcome
        )
    try:
        if earlier:  # someone else's: what became of it is not for this person
            raise Refused("invalid", "id")
        result = _apply(mutation, record, push)
    except Refused as refused:
        result = _refuse(mutation, refused, push)
    except NotApplied as halted:
        return Result(id=mutation.id, outcome=halted.outcome)
    push.done += 1
    return result


def _own_receipt(mutation: Mutation, push: PushState) -> Receipt | None:
    return push.receipts.get(mutation.receipt_id) or push.applied.get(mutation.id)


def _apply(mutation: Mutation, record: Record | None, push: PushState) -> Result:
    # From an app that is newer than this server: it keeps the words until the server is updated.
    if mutation.schema > SCHEMA:
        raise NotApplied("deferred")
    # Before anything else is looked at: of an erased record no word is accepted, not even into a
    # refused write.
    if record is not None and record.state is State.ERASED:
        raise NotApplied("gone")
    if record is None and push.gone and (mutation.stream, mutation.record) in push.gone:
        raise NotApplied("gone")
    spec = spec_of(mutation)
    if record is None:
        _require_reoffered_create(spec, mutation, push)
        stream = may_begin(
            spec, mutation, push.actor.streams.get(_place_of(spec, mutation, push)), push.actor.uuid
        )
    else:
        may_touch(spec, mutation, record, push.actor.line)
        stream = push.actor.streams[record.stream]
    admitted = admit(spec, mutation, stream.role, push.arrival.written(mutation))
    # Paid before anything is changed, so that a push that is cut leaves no half of a mutation.
    push.spend(ROW + ELEMENT * _elements(spec, admitted) if SETS[spec.name] else ROW)
    record = record or _begun(spec, mutation, admitted, stream.id, push)
    named = resolve_bases(mutation, record, push)
    told = mutation.acknowledged
    bases = [key for keys in named.values() for key in keys.values()] if named else ()
    # An offered one keeps the key that the former server gave, so that every phone orders it as
    # before.
    key = (
        push.arrival.clamp(told.key)
        if told
        else key_of(mutation, push.actor.device, push.arrival, bases)
    )
    act = Operation(mutation, spec, record, admitted, named, Head(mutation.id, key))
    OPERATIONS[mutation.op](act, push)
    return _receipt(
        act, push.seal(mutation, record.stream, key) if stream.role is Role.PEER else "", push
    )


def _require_reoffered_create(spec: EntitySpec, mutation: Mutation, push: PushState) -> None:
    """Raise NotApplied where a former server had the record, and it must be offered again first.

    Its maker has yet to offer it; the system never does.
    """
    if mutation.acknowledged is None and not _tells_a_key(mutation):
        return
    if (
        mutation.op is Op.ERASE
        or spec.policy.created_by is Role.SYSTEM
        or is_complete(spec, mutation.set)
    ):
        return
    if any(
        push.found.at(stream, mutation.record) is None for stream in _hinted(spec, mutation, push)
    ):
        raise _without(mutation.record, push)


def _hinted(spec: EntitySpec, mutation: Mutation, push: PushState) -> list[int]:
    """Return the streams where its record may have been.

    A mutation of a record that was there names none.
    """
    if mutation.stream is None:
        return [
            stream.id
            for stream in push.actor.streams.values()
            if stream.kind in spec.policy.streams
        ]
    return [mutation.stream] if mutation.stream in push.actor.streams else []


def _tells_a_key(mutation: Mutation) -> bool:
    return bool(mutation.base) and any(
        base.key for named in mutation.base.values() for base in named
    )


def _place_of(spec: EntitySpec, mutation: Mutation, push: PushState) -> int:
    """Return where a new record stands: a part where its whole does.

    Others where the mutation says. Raises NotApplied or Refused.
    """
    whole = whole_of(spec, mutation.set)
    if whole is None:
        return mutation.stream or 0
    if not any(
        may_create(spec, stream.kind, stream.role) for stream in push.actor.streams.values()
    ):
        raise Refused("not_yours")  # what it would wait for is in no stream that this person writes
    record = push.find(whole, spec)
    if record is None:
        raise _without(whole, push)
    if record.state is State.ERASED:
        raise NotApplied("gone")
    if (
        record.entity in PARTS
    ):  # it would stay where it is when the whole of the whole moves or is erased
        raise Refused("invalid", ".".join(spec.policy.part_of or ()))
    return record.stream


def _begun(
    spec: EntitySpec, mutation: Mutation, admitted: AdmittedGroups, stream: int, push: PushState
) -> Record:
    """Return a new record, which begins with every group that it cannot do without.

    A part of one waits for the rest. Raises NotApplied or Refused.
    """
    if mutation.op is not Op.ERASE and not (
        mutation.op is Op.EDIT and is_complete(spec, admitted.values)
    ):
        raise _without(mutation.record, push)
    if (whole := whole_of(spec, mutation.set)) is not None and mutation.op is Op.EDIT:
        push.take_part(whole)
    return Record(stream=stream, record=mutation.record, entity=spec.name)


def _without(record: str, push: PushState) -> Exception:
    """Return the error for a needed record that is not there.

    It has not come yet, or never will because what would have made it was refused.
    """
    return Refused("depends_on_refused") if push.was_refused(record) else NotApplied("deferred")


def _elements(spec: EntitySpec, admitted: AdmittedGroups) -> int:
    """Return how many elements are put into sets and taken out."""
    changes = [admitted.values[name] for name in SETS[spec.name] if name in admitted.values]
    return sum(len(getattr(change, side)) for change in changes for side in ("add", "remove"))


def _receipt(act: Operation, seal: str, push: PushState) -> Result:
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
    standing_on = _standing_on(act) if act.named else {}
    # The key of what is offered again names the device that wrote it first, maybe another one.
    by = 0 if act.head.key.device == push.actor.device else push.actor.device
    receipt = Receipt(
        result=msgspec.structs.replace(result, id=""), bases=standing_on, rank=act.rank, by=by
    )
    store_receipt(act.record, act.mutation.id, receipt)
    if push.actor.streams[act.record.stream].kind in SEVERAL_WRITE:
        push.accepted[act.mutation.id] = push.applied[act.mutation.id] = receipt
    return result


def _standing_on(act: Operation) -> dict[str, list[str]]:
    return {
        name: sorted(ids)
        for name, ids in act.named.items()
        if ids and is_ranked(act.spec, name) and name in act.groups
    }


def _refuse(mutation: Mutation, refused: Refused, push: PushState) -> Result:
    """Keep the words for their author alone, on any of their devices.

    And the receipt without them.
    """
    # Remembered, so that the words go when the owner of that stream erases the record.
    place = mutation.stream if mutation.stream in push.actor.only_reads else None
    kept = refused_write(
        mutation, refused, stream=push.actor.account, at=push.arrival.received_at, place=place
    )
    push.change(kept)
    outcome: MutationOutcome = (
        "depends_on_refused" if refused.code == "depends_on_refused" else "refused"
    )
    result = Result(
        id=mutation.id,
        outcome=outcome,
        stream=kept.stream,
        seq=kept.seq,
        code=refused.code,
        field=refused.field,
    )
    bases, keys = bases_of(mutation, push.arrival)
    receipt = Receipt(
        result=msgspec.structs.replace(result, id=""),
        bases=bases,
        keys=keys,
        begins=_would_begin(mutation),
    )
    push.note_refused(mutation.receipt_id, receipt)
    return result


def _would_begin(mutation: Mutation) -> str:
    """Return the record that a refused mutation would have made."""
    if mutation.op is not Op.EDIT or any(mutation.base.values()):
        return ""
    spec = SPECS.get(mutation.entity)
    return (
        mutation.record
        if mutation.entity == UNREADABLE or (spec and is_complete(spec, mutation.set))
        else ""
    )
