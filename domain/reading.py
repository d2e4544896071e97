"""Reading what travels: a request as a whole, and each of its mutations for itself, so that one spoils no other."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

from domain.errors import BadInput
from domain.records import UNREADABLE, Mutation, SyncRequest
from domain.validation import PLACE

_request = msgspec.json.Decoder(SyncRequest)
_mutation = msgspec.json.Decoder(Mutation)


class _Identified(Struct):
    id: Annotated[str, Meta(min_length=1, max_length=100)]
    record: Any = None
    base: Any = None


def read_request(body: bytes) -> SyncRequest:
    """Raises BadInput, which names the field and never repeats a value."""
    try:
        return _request.decode(body)
    except msgspec.DecodeError as error:
        path = PLACE.search(str(error))
        where = path[1] if path and path[1] else "body"
        raise BadInput("The request is not a SyncRequest of this protocol.", where=where) from None


def read_mutation(raw: Raw) -> Mutation:
    """The mutation or, where it cannot be read, one that carries all of it to be refused and kept. Raises BadInput without an id."""
    try:
        return _mutation.decode(raw)
    except msgspec.DecodeError:
        pass
    try:
        found = msgspec.json.decode(raw, type=_Identified)
        begins = found.record if isinstance(found.record, str) and not found.base else ""
        return Mutation(id=found.id, n=0, at=0, entity=UNREADABLE, record=begins, set={UNREADABLE: raw})
    except msgspec.DecodeError:
        raise BadInput("A mutation has no id.", where="mutations") from None
