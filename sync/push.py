"""Applies the mutations of one request, under the locks of the streams that they touch.

Whatever the pure `sync.decide` needs is read first, and what came of it is saved at the end.
"""

from functools import partial

import msgspec

from accounts import Rights, device_ancestry, shared_with
from database import ledger
from database.database import Connection
from domain.authority import InRole
from domain.declare import Role, StreamKind
from domain.devices import needs_device_line
from domain.ledger_entries import Erased, Unshared
from domain.permissions import SEVERAL_WRITE, Writable
from domain.receipts import Result
from domain.records import Mutation
from domain.seal import seal
from domain.wire import SyncRequest
from records import receipts
from records.feed import writes
from records.presence import erased_places
from records.streams import StreamWriter
from sync.caller import Caller
from sync.decide.budget import count_within_budget
from sync.decide.clock import Arrival
from sync.decide.push_state import Actor, PushState
from sync.decide.resolve import resolve
from sync.touching import load_touched


async def apply_push(
    writer: StreamWriter,
    caller: Caller,
    rights: Rights,
    request: SyncRequest,
    mutations: list[Mutation],
    sealed: dict[str, int],
) -> list[Result]:
    """Decide the mutations in order, save what they change, and return a result for each.

    `sealed` are those that a peer offers again after a restore, with their streams. What is too
    much for one push is deferred.
    """
    count = count_within_budget(mutations)
    mutations, beyond = mutations[:count], mutations[count:]
    former = {
        stream: Writable(stream, StreamKind.ASSIGNMENT, Role.PEER) for stream in sealed.values()
    }
    actor = await _actor(writer, caller, rights, former)
    if needs_device_line(mutations):
        actor = msgspec.structs.replace(
            actor, came_from=await device_ancestry(writer.connection, caller.person)
        )
    arrival = Arrival(writer.now, request.sent_at)
    push = await _read_state(writer, caller, rights, arrival, actor, mutations)
    reached = former | actor.streams
    results = _decide(mutations, push, sealed, reached)
    await _save(writer, caller, push, InRole(reached))
    return results + [Result(id=each.id, outcome="deferred") for each in beyond]


async def _read_state(
    writer: StreamWriter,
    caller: Caller,
    rights: Rights,
    arrival: Arrival,
    actor: Actor,
    mutations: list[Mutation],
) -> PushState:
    """Read what the mutations are decided on."""
    lost = [
        (each.stream, each.record)
        for each in mutations
        if each.stream is not None and each.stream not in actor.streams
    ]
    if lost:
        named = {stream for stream, _ in lost}
        actor = await _with_only_read(writer.connection, caller, rights, actor, named)
    known = await receipts.refused_before(writer.connection, caller.person, mutations)
    read = await load_touched(writer, mutations)
    return PushState(
        actor=actor,
        arrival=arrival,
        records=read.records,
        parts=read.parts,
        waiting=read.waiting,
        is_cut=read.is_cut,
        receipts={id_: each for id_, each in known.items() if each.result.key is None},
        applied={id_: each for id_, each in known.items() if each.result.key is not None},
        gone=await _gone(writer.connection, rights, lost),
        number=writer.number,
        seal=partial(seal, rights.secret),
    )


async def _actor(
    writer: StreamWriter, caller: Caller, rights: Rights, former: dict[int, Writable]
) -> Actor:
    """Return the actor with rights read under the streams' locks.

    What the person only reads is not theirs to reach. Whose a receipt is needs to be known where
    more than one person writes.
    """
    mine = [
        rights.streams[id_]
        for id_ in writer.streams
        if id_ in rights.streams and writes(rights.streams[id_])
    ]
    streams = {each.id: Writable(each.id, StreamKind(each.kind), Role(each.role)) for each in mine}
    account = next(each.id for each in streams.values() if each.kind is StreamKind.ACCOUNT)
    shares = any(each.kind in SEVERAL_WRITE for each in (*streams.values(), *former.values()))
    devices = (
        await receipts.device_ids_of(writer.connection, caller.person) if shares else frozenset()
    )
    return Actor(caller.uuid, caller.device, account, streams, devices=devices)


async def _with_only_read(
    connection: Connection, caller: Caller, rights: Rights, actor: Actor, named: set[int]
) -> Actor:
    """Return the actor with the streams of others that they may read, or once did."""
    once = await shared_with(connection, caller.person, named)
    now = {id_ for id_ in rights.streams if id_ not in actor.streams}
    return msgspec.structs.replace(actor, only_reads=once | now)


async def _gone(
    connection: Connection, rights: Rights, lost: list[tuple[int, str]]
) -> set[tuple[int, str]]:
    """Return the places, which this person only reads, where something was erased.

    What they wrote of it is kept nowhere any more.
    """
    places = [(stream, record) for stream, record in lost if stream in rights.streams]
    return await erased_places(connection, places) if places else set()


def _decide(
    mutations: list[Mutation], push: PushState, sealed: dict[str, int], reached: dict[int, Writable]
) -> list[Result]:
    """Decide in order; a mutation with a true seal may also reach the stream that the seal names.

    What a peer offers again after a restore is judged by the rights at its first acknowledgement,
    which the seal proves.
    """
    if not sealed:
        return resolve(mutations, push)
    plain, trusted = push.actor, msgspec.structs.replace(push.actor, streams=reached)
    results: list[Result] = []
    for each in mutations:
        push.actor = trusted if each.id in sealed else plain
        results += resolve([each], push)
    push.actor = plain
    return results


async def _save(writer: StreamWriter, caller: Caller, push: PushState, authority: InRole) -> None:
    """Save what the push changed; what it took away is in the ledger first."""
    erased = _erased(writer, caller, push) if push.erased else []
    hidden = [
        Unshared(at=writer.now, stream=each[0], record=each[1], entity=push.changed[each].entity)
        for each in push.hidden
    ]
    await ledger.note(writer.connection, *erased, *hidden)
    await receipts.save_receipts(
        writer.connection, caller.person, caller.program, push.refused | push.accepted
    )
    if push.refused:
        await writer.records(
            record for stream, record in push.changed if stream == push.actor.account
        )
    await writer.save(push.changed.values(), authority)


def _erased(writer: StreamWriter, caller: Caller, push: PushState) -> list[Erased]:
    return [
        Erased(
            at=writer.now,
            program=caller.program,
            person=caller.person,
            records=push.erased,
            streams=list(push.actor.streams),
        )
    ]
