"""Push and pull in one round trip and one transaction: the push is applied first, then the pull is read."""

import re
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

from domain.declare import Role, StreamKind
from domain.errors import BadInput
from domain.records import Mutation, Receipt, Result, SyncAnswer, SyncRequest
from storage import receipts
from storage.database import Connection, Database
from storage.people import ReadableStream, deployment_epoch, streams_readable_by
from storage.streams import Door, write
from sync import cursor as cursors
from sync.admit import Writable
from sync.clock import Arrival
from sync.pull import Page, pull
from sync.resolve import Actor, Desk, Unreadable, resolve

HOME = (StreamKind.OWN, StreamKind.SHARED, StreamKind.ACCOUNT)
"""Streams that a person's own records may stand in, wherever a mutation says that it made them."""

_request = msgspec.json.Decoder(SyncRequest)
_mutation = msgspec.json.Decoder(Mutation)


class Caller(Struct, frozen=True):
    """Whose session it is, by the server's word alone."""

    person: int
    uuid: str
    program: int
    device: int


class _Identified(Struct):
    id: Annotated[str, Meta(min_length=1, max_length=100)]
    record: Any = None
    base: Any = None


async def exchange(database: Database, caller: Caller, body: bytes, *, now: int) -> bytes:
    """The encoded `SyncAnswer` to an encoded `SyncRequest`; `now` in milliseconds.

    Raises BadInput where the request cannot be read or is not this device's. A mutation that cannot be read spoils no other.
    """
    request = read_request(body)
    if request.device != caller.device:
        raise BadInput("This is not the device of the session.", where="device")
    if not request.mutations:
        async with database.reading() as connection:
            return await _answer(connection, caller, request, [], now)
    mutations = [_read(raw) for raw in request.mutations]
    async with database.reading() as connection:
        streams = _touched(await readable(connection, caller), mutations)
    async with write(database, streams, now=now) as door:
        results = await _push(door, caller, request, mutations)
        await door.advance()
        return await _answer(door.connection, caller, request, results, now)


def read_request(body: bytes) -> SyncRequest:
    """Raises BadInput, which names the field and never repeats a value."""
    try:
        return _request.decode(body)
    except msgspec.DecodeError as error:
        path = re.search(r"at `\$\.?([a-z_]*)", str(error))
        where = path[1] if path and path[1] else "body"
        raise BadInput("The request is not a SyncRequest of this protocol.", where=where) from None


def _read(raw: Raw) -> Mutation | Unreadable:
    try:
        return _mutation.decode(raw)
    except msgspec.DecodeError:
        pass
    try:
        found = msgspec.json.decode(raw, type=_Identified)
        begins = found.record if isinstance(found.record, str) and not found.base else ""
        return Unreadable(found.id, begins, raw)
    except msgspec.DecodeError:
        raise BadInput("A mutation has no id.", where="mutations") from None


async def readable(connection: Connection, caller: Caller) -> dict[int, ReadableStream]:
    """The streams that the caller may read now, by id."""
    return {right.id: right for right in await streams_readable_by(connection, caller.person)}


def _touched(rights: dict[int, ReadableStream], mutations: list[Mutation | Unreadable]) -> list[int]:
    named = {mutation.stream for mutation in mutations if isinstance(mutation, Mutation)}
    return [each.id for each in rights.values() if (each.kind in HOME and each.role != Role.PEER) or each.id in named]


async def _push(door: Door, caller: Caller, request: SyncRequest, mutations: list[Mutation | Unreadable]) -> list[Result]:
    known = [mutation for mutation in mutations if isinstance(mutation, Mutation)]
    actor = await _actor(door, caller)
    lost = [(each.stream, each.record, each.id) for each in known if each.stream is not None and each.stream not in actor.streams]
    desk = Desk(
        actor=actor,
        arrival=Arrival(door.now, request.sent_at),
        records=await door.records(mutation.record for mutation in known),
        receipts=await _refused_before(door.connection, caller.person, mutations),
        applied=await receipts.applied(door.connection, caller.person, lost),
        number=door.number,
    )
    results = resolve(mutations, desk)
    await _save(door, caller, desk)
    mark = max((mutation.n for mutation in known), default=0)
    await receipts.note_push(door.connection, caller.device, greatest_n=mark, waiting=request.waiting, now=door.now)
    return results


async def _actor(door: Door, caller: Caller) -> Actor:
    """Rights are those at arrival: read under the streams' locks."""
    rights = await readable(door.connection, caller)
    streams = {id_: Writable(id_, StreamKind(rights[id_].kind), Role(rights[id_].role)) for id_ in door.streams if id_ in rights}
    account = next(each.id for each in streams.values() if each.kind is StreamKind.ACCOUNT)
    return Actor(caller.uuid, caller.device, account, streams)


async def _save(door: Door, caller: Caller, desk: Desk) -> None:
    if desk.refused:
        await receipts.put_refused(door.connection, caller.person, caller.program, desk.refused)
        await door.records(record for stream, record in desk.changed if stream == desk.actor.account)
    await door.save(desk.changed.values())


async def _refused_before(connection: Connection, person: int, mutations: list[Mutation | Unreadable]) -> dict[str, Receipt]:
    """Receipts of these mutations and of what they name, to the end of every chain: a refused base stands for its own."""
    known = [mutation for mutation in mutations if isinstance(mutation, Mutation)]
    asked = {base.id for each in known for named in each.base.values() for base in named}.union(each.id for each in mutations)
    found = await receipts.refused(connection, person, asked, {mutation.record for mutation in known})
    while missing := {base for each in found.values() for named in each.bases.values() for base in named} - asked:
        asked |= missing
        found |= await receipts.refused(connection, person, missing, ())
    return found


async def _answer(connection: Connection, caller: Caller, request: SyncRequest, results: list[Result], now: int) -> bytes:
    epoch = await deployment_epoch(connection)
    cursor = cursors.decode(request.cursor, epoch=epoch, person=caller.person, device=caller.device)
    page: Page = await pull(connection, cursor, await readable(connection, caller), limit=request.limit, now=now)
    answer = SyncAnswer(
        cursor=cursors.encode(page.cursor),
        server_time=now,
        epoch=epoch,
        more=page.more,
        results=results,
        changes=page.by_stream(),
        reached={str(stream): seq for stream, seq in page.reached.items()},
        streams=page.streams,
        digests={str(stream): digest for stream, digest in page.digests.items()},
    )
    return msgspec.json.encode(answer)
