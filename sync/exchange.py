"""Push and pull in one round trip and transaction: the push is applied, then the pull is read."""

from functools import partial
from typing import Protocol

import msgspec
from msgspec import Struct

from accounts import ReadableStream, Rights, device_ancestry, rights_of, shared_with
from database import ledger
from database.database import Connection, Database
from domain import cursor as cursors
from domain.authority import InRole
from domain.declare import Role, StreamKind
from domain.devices import needs_device_line
from domain.errors import BadInput
from domain.ledger_entries import Erased, Unshared
from domain.permissions import SEVERAL_WRITE, Writable
from domain.reading import read_mutation, read_request
from domain.receipts import Result
from domain.records import UNREADABLE, Mutation
from domain.seal import seal, sealed_before
from domain.wire import SyncAnswer, SyncRequest
from records import receipts
from records.feed import writes
from records.presence import erased_places, existing_streams
from records.streams import StreamWriter, stream_transaction
from sync.decide.budget import count_within_budget
from sync.decide.clock import Arrival
from sync.decide.push_state import Actor, PushState
from sync.decide.resolve import resolve
from sync.pull import Page, Written, pull
from sync.touching import load_touched

HOME = (StreamKind.OWN, StreamKind.SHARED, StreamKind.ACCOUNT)
"""Streams that a person's own records may stand in, wherever a mutation says that it made them."""


class Caller(Struct, frozen=True):
    """Whose session it is, by the server's word alone."""

    person: int
    uuid: str
    program: int
    device: int

    async def authenticate(self, connection: Connection) -> tuple["Caller", Rights]:
        """Return who this is, and what they may read now."""
        return self, await rights_of(connection, self.person)


class Authenticator(Protocol):
    """Whoever brings a request.

    Asked anew on every connection, and for a push again under the streams' locks.
    """

    async def authenticate(self, connection: Connection) -> tuple[Caller, Rights]:
        """Return who this is, and what they may read now."""


async def exchange(database: Database, sender: Authenticator, body: bytes, *, now: int) -> bytes:
    """Return the encoded `SyncAnswer` to an encoded `SyncRequest`; `now` in milliseconds.

    Raises BadInput where the request cannot be read or is not this device's. A mutation that cannot
    be read spoils no other.
    """
    request = read_request(body)
    mutations = [read_mutation(raw) for raw in request.mutations]
    async with database.reading() as connection:
        caller, rights = await sender.authenticate(connection)
        if request.device != caller.device:
            raise BadInput("This is not the device of the session.", where="device")
        if not mutations:
            return await _answer(connection, caller, rights, request, [], now)
        sealed = await _sealed(connection, rights.secret, mutations)
    async with stream_transaction(
        database, {*_touched(rights.streams, mutations), *sealed.values()}, now=now
    ) as writer:
        # Asked again under the locks: the right may have ended while this push waited for them.
        caller, rights = await sender.authenticate(writer.connection)
        counts = {each.n: each.id for each in mutations if each.entity != UNREADABLE}
        if (new := await receipts.new_counts(writer.connection, caller.device, counts)) is None:
            return msgspec.json.encode(
                SyncAnswer(
                    cursor="", server_time=now, epoch=rights.epoch, more=False, device_forked=True
                )
            )
        results = await _push(writer, caller, rights, request, mutations, sealed)
        left = max(request.waiting - sum(result.outcome != "deferred" for result in results), 0)
        await receipts.note_push(writer.connection, caller.device, new, waiting=left, now=now)
        # Before the answer is read, which reports the new heads and digests.
        await writer.advance()
        rights = await _after(writer, caller, rights)
        return await _answer(
            writer.connection, caller, rights, request, results, now, writer.written_since
        )


def _touched(rights: dict[int, ReadableStream], mutations: list[Mutation]) -> list[int]:
    """Return the streams to lock: those that a mutation may reach, if this person writes there."""
    named = {mutation.stream for mutation in mutations}
    return [
        each.id
        for each in rights.values()
        if writes(each) and (each.kind in HOME or each.id in named)
    ]


async def _sealed(connection: Connection, secret: str, mutations: list[Mutation]) -> dict[str, int]:
    """Return what a peer offers again after a restore, with its stream.

    A stream that was itself lost proves nothing.
    """
    sealed = sealed_before(secret, mutations)
    there = await existing_streams(connection, sealed.values()) if sealed else ()
    return {mutation: stream for mutation, stream in sealed.items() if stream in there}


async def _push(
    writer: StreamWriter,
    caller: Caller,
    rights: Rights,
    request: SyncRequest,
    mutations: list[Mutation],
    sealed: dict[str, int],
) -> list[Result]:
    beyond = mutations[count_within_budget(mutations) :]
    mutations = mutations[: len(mutations) - len(beyond)]
    former = {
        stream: Writable(stream, StreamKind.ASSIGNMENT, Role.PEER) for stream in sealed.values()
    }
    actor = await _actor(writer, caller, rights, former)
    if needs_device_line(mutations):
        actor = msgspec.structs.replace(
            actor, came_from=await device_ancestry(writer.connection, caller.person)
        )
    lost = [
        (each.stream, each.record)
        for each in mutations
        if each.stream is not None and each.stream not in actor.streams
    ]
    if lost:
        others = await shared_with(writer.connection, caller.person, {stream for stream, _ in lost})
        actor = msgspec.structs.replace(
            actor, only_reads=others | {id_ for id_ in rights.streams if id_ not in actor.streams}
        )
    known = await receipts.refused_before(writer.connection, caller.person, mutations)
    read = await load_touched(writer, mutations)
    push = PushState(
        actor=actor,
        arrival=Arrival(writer.now, request.sent_at),
        records=read.records,
        parts=read.parts,
        waiting=read.waiting,
        is_cut=read.is_cut,
        receipts={
            mutation: receipt for mutation, receipt in known.items() if receipt.result.key is None
        },
        applied={
            mutation: receipt
            for mutation, receipt in known.items()
            if receipt.result.key is not None
        },
        gone=await _gone(writer.connection, rights, lost),
        number=writer.number,
        seal=partial(seal, rights.secret),
    )
    reached = former | actor.streams
    results = _decide(mutations, push, sealed, reached)
    await _save(writer, caller, push, InRole(reached))
    return results + [Result(id=each.id, outcome="deferred") for each in beyond]


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


async def _after(writer: StreamWriter, caller: Caller, rights: Rights) -> Rights:
    """Return what may be read after the push.

    With the heads that it left, and read anew where it may have changed a right.
    """
    if writer.projected:
        return await rights_of(writer.connection, caller.person)
    moved = {
        id_: msgspec.structs.replace(
            rights.streams[id_], head=stream.head, live=stream.live, digest=stream.digest
        )
        for id_, stream in writer.streams.items()
        if id_ in rights.streams
    }
    return msgspec.structs.replace(rights, streams=rights.streams | moved)


async def _answer(
    connection: Connection,
    caller: Caller,
    rights: Rights,
    request: SyncRequest,
    results: list[Result],
    now: int,
    written: Written = lambda _stream, _seq: None,
) -> bytes:
    cursor = cursors.decode(
        request.cursor, epoch=rights.epoch, person=caller.person, device=caller.device
    )
    page: Page = await pull(
        connection, cursor, rights.streams, limit=request.limit, now=now, written=written
    )
    answer = SyncAnswer(
        cursor=cursors.encode(page.cursor),
        server_time=now,
        epoch=rights.epoch,
        more=page.more,
        results=results,
        changes=page.by_stream(),
        reached={str(stream): seq for stream, seq in page.reached.items()},
        streams=page.streams,
        digests={str(stream): digest for stream, digest in page.digests.items()},
    )
    return msgspec.json.encode(answer)
