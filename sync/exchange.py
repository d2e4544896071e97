"""Push and pull in one round trip and transaction: the push is applied, then the pull is read."""

import msgspec

from accounts import ReadableStream, Rights, rights_of
from database.database import Connection, Database
from domain import cursor as cursors
from domain.declare import StreamKind
from domain.entities import SPECS
from domain.errors import BadInput
from domain.reading import read_mutation, read_request
from domain.receipts import Result
from domain.records import UNREADABLE, Mutation
from domain.seal import sealed_before
from domain.wire import SyncAnswer, SyncRequest
from records import receipts
from records.feed import writes
from records.presence import existing_streams
from records.streams import StreamWriter, stream_transaction
from sync.caller import Authenticator, Caller
from sync.pull import Page, Written, pull
from sync.push import apply_push

HOME = (StreamKind.OWN, StreamKind.SHARED, StreamKind.ACCOUNT)
"""Streams that a person's own records may stand in, wherever a mutation says that it made them."""


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
        results = await apply_push(writer, caller, rights, request, mutations, sealed)
        left = max(request.waiting - sum(result.outcome != "deferred" for result in results), 0)
        await receipts.note_push(writer.connection, caller.device, new, waiting=left, now=now)
        # Before the answer is read, which reports the new heads and digests.
        await writer.advance()
        rights = await _after(writer, caller, rights)
        return await _answer(
            writer.connection, caller, rights, request, results, now, writer.written_since
        )


def _touched(rights: dict[int, ReadableStream], mutations: list[Mutation]) -> list[int]:
    """Return the streams to lock: those that a mutation may reach, if this person writes there.

    One that names no stream reaches each where such a record is kept: a stop and a call for help
    that is withdrawn find theirs, whatever else the push holds.
    """
    named = {mutation.stream for mutation in mutations}
    kinds = {
        kind
        for mutation in mutations
        if mutation.stream is None and mutation.entity in SPECS
        for kind in SPECS[mutation.entity].policy.streams
    }
    return [
        each.id
        for each in rights.values()
        if writes(each) and (each.kind in HOME or each.kind in kinds or each.id in named)
    ]


async def _sealed(connection: Connection, secret: str, mutations: list[Mutation]) -> dict[str, int]:
    """Return what a peer offers again after a restore, with its stream.

    A stream that was itself lost proves nothing.
    """
    sealed = sealed_before(secret, mutations)
    there = await existing_streams(connection, sealed.values()) if sealed else ()
    return {mutation: stream for mutation, stream in sealed.items() if stream in there}


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
