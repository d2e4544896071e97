"""Reads a request as a whole, and each of its mutations by itself, so that one spoils no other."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

from domain.errors import BadInput
from domain.keys import RowId
from domain.records import PROTOCOL, UNREADABLE, Base, Mutation
from domain.validation import PLACE
from domain.values import is_id
from domain.wire import SyncRequest


class _KnownRequest(SyncRequest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request as this server and those before it speak."""


_known_request = msgspec.json.Decoder(_KnownRequest)
_request = msgspec.json.Decoder(SyncRequest)
_mutation = msgspec.json.Decoder(Mutation)
_NO_BASE = (b"null", b"{}")


class _Identified(Struct):
    id: Annotated[str, Meta(min_length=1, max_length=100)]
    record: Raw = Raw(b"null")
    base: Raw = Raw(b"null")
    stream: Raw = Raw(b"null")


def read_request(body: bytes) -> SyncRequest:
    """Return the request.

    A newer protocol may have fields that are not known here; in ours an unknown one is a mistake.
    Raises BadInput, which names the field and never repeats a value.
    """
    try:
        return _known_request.decode(body)
    except msgspec.DecodeError as error:
        newer = _newer(body)
        if newer is not None:
            return newer
        path = PLACE.search(str(error))
        where = path[1] if path and path[1] in SyncRequest.__struct_fields__ else "body"
        raise BadInput("The request is not a SyncRequest of this protocol.", where=where) from None


def read_mutation(raw: Raw) -> Mutation:
    """Return the mutation or, where it cannot be read, one that carries all of it to be refused.

    Its words are kept for their author. Raises BadInput where it has no id.
    """
    try:
        return _mutation.decode(raw)
    except msgspec.DecodeError:
        pass
    try:
        found = msgspec.json.decode(raw, type=_Identified)
    except msgspec.DecodeError:
        raise BadInput("A mutation has no id.", where="mutations") from None
    record = _read(found.record, str) or ""
    return Mutation(
        id=found.id,
        n=0,
        at=0,
        entity=UNREADABLE,
        # What stands in place of an id may be a word, and ids are stored for ever.
        record=record if is_id(record) else "",
        stream=_read(found.stream, RowId),
        base={} if bytes(found.base) in _NO_BASE else {UNREADABLE: [Base(found.id)]},
        set={UNREADABLE: raw},
    )


def _newer(body: bytes) -> SyncRequest | None:
    try:
        request = _request.decode(body)
    except msgspec.DecodeError:
        return None
    # A phone that was updated before its server must be told so, rather than lose its outbox to an
    # error.
    return request if request.protocol > PROTOCOL else None


def _read(raw: Raw, kind: Any) -> Any:
    """Return the value, or None where it is of another kind."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.DecodeError:
        return None
