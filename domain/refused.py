"""Keeps the words of a refused mutation whole, for their author alone, on any of their devices."""

from typing import Any

import msgspec

from domain.entities import SPECS
from domain.keys import Key
from domain.overwrite import overwrite
from domain.records import UNREADABLE, Head, Mutation, Record, singleton_id
from domain.validation import Refused


def refused_write(
    mutation: Mutation, refused: Refused, *, stream: int, at: int, place: int | None = None
) -> Record:
    """Return the record that keeps the words in their author's account stream; `at` in ms.

    `place` is the stream that the mutation was for, where the author only reads: groups travel
    whole, so words of whoever owns the record may be among them, and go when it is erased.
    """
    record = Record(
        # Derived from the mutation's id: a retry of the same push makes no second copy.
        stream=stream,
        record=singleton_id(mutation.id, "refused_write"),
        entity="refused_write",
    )
    if mutation.entity == UNREADABLE:
        about, words = record.record, bytes(mutation.set[UNREADABLE]).decode(errors="replace")
    else:
        about, words = mutation.record, msgspec.json.encode(mutation.set).decode()
    what = {
        "entity": mutation.entity,
        "record": about,
        "words": words,
        "mutation": mutation.id,
        "code": refused.code,
        "field": refused.field,
    }
    head = Head(singleton_id(mutation.id, "refused_write/mutation"), Key(at, 0, 0, 0))
    groups: dict[str, dict[str, Any]] = {"what": what} | (
        {} if place is None else {"place": {"stream": place}}
    )
    return overwrite(record, SPECS["refused_write"], groups, head)
