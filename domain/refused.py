"""The words of a refused mutation, kept whole for their author alone, on any of their devices."""

import msgspec

from domain.entities import SPECS
from domain.overwrite import overwrite
from domain.records import UNREADABLE, Head, Key, Mutation, Record, singleton_id
from domain.validation import Refused


def refused_write(mutation: Mutation, refused: Refused, *, stream: int, at: int) -> Record:
    """The record that keeps them in their author's account stream; `at` in milliseconds."""
    record = Record(stream=stream, record=singleton_id(mutation.id, "refused_write"), entity="refused_write")
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
    return overwrite(record, SPECS["refused_write"], {"what": what}, head)
