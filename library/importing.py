"""Imports a feed into a program's library: adds, changes and retires entries by their source.

Running it again writes nothing that is the same.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from database.database import Database
from domain.authority import IMPORTER
from domain.entities import SPECS
from domain.entities.resource import Resource
from domain.records import Record, State, singleton_id
from domain.values import NewId
from library.doubts import ImportAllowances, LibraryEntry, refuse_doubtful_import
from library.entries import resources
from library.feed import FeedEntry, ParsedFeed
from library.recognising import recognise
from records.streams import StreamWriter, stream_transaction, write_all_system

BATCH = 500
"""Records in one transaction, so that people's own writes wait for milliseconds."""

_RESOURCE = SPECS["resource"]

Item = TypeVar("Item")


class ImportSummary(Struct):
    """What an import did, in entries.

    `by_curator` were left alone because a curator has changed them.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    retired: int = 0
    by_curator: int = 0


async def import_feed(
    database: Database,
    *,
    stream: int,
    program_slug: str,
    reading: ParsedFeed,
    now: int,
    new_id: NewId,
    allowed: ImportAllowances = ImportAllowances(),
) -> ImportSummary:
    """Write a reading into a library stream; `now` in milliseconds.

    A second run writes nothing.

    Entries of the same source that the feed no longer holds are retired. Raises BadInput where
    nothing of it could be read, and Conflict where it is likelier that the feed is broken (unless
    `retire_many`), is known by another source (unless `new_source`) or comes under another time
    zone by mistake (unless `new_time_zone`).
    """
    library = await _library(database, stream)
    held = {
        each.record: each.resource for each in library if each.resource.source == reading.source
    }
    edited = {each.record for each in library if each.edited}
    wanted = recognise(
        reading.entries,
        held,
        edited,
        lambda key: entry_record_id(program_slug, reading.source, key),
    )
    refuse_doubtful_import(reading, library, wanted, allowed, now=now)
    gone = [
        each.record
        for each in library
        if each.live and each.record in held and each.record not in wanted
    ]
    imported = ImportSummary()
    # Batch by batch: a phone that syncs waits for one batch, and a run that is cut off is simply
    # repeated.
    for batch in _batches(list(wanted.items())):
        async with stream_transaction(database, [stream], now=now) as writer:
            await _put(writer, stream, dict(batch), imported, new_id)
    for batch_of_gone in _batches(gone):
        async with stream_transaction(database, [stream], now=now) as writer:
            await _retire(writer, stream, batch_of_gone, imported, new_id)
    return imported


async def _library(database: Database, stream: int) -> list[LibraryEntry]:
    async with database.reading() as connection:
        rows = await resources(connection, stream)
    return [
        LibraryEntry(id_, live, edited or not live, resource)
        for id_, live, edited, body in rows
        if (resource := _resource(body))
    ]


def entry_record_id(program_slug: str, source: str, key: str) -> str:
    """Return the same record for the same entry of the same source, on every run."""
    return singleton_id(json.dumps([program_slug, source, key]), _RESOURCE.name)


def _resource(body: dict[str, Any]) -> Resource | None:
    """Return the entry's content; None where it cannot be read, so that it holds up no other."""
    try:
        return cast(Resource, _RESOURCE.read(body))
    except msgspec.ValidationError:
        return None


async def _put(
    writer: StreamWriter,
    stream: int,
    entries: Mapping[str, FeedEntry],
    imported: ImportSummary,
    new_id: NewId,
) -> None:
    held = await writer.records(entries)
    changed = {}
    for each, entry in entries.items():
        groups = _encoded(entry)
        record = held.get((stream, each))
        if record is None:
            imported.added += 1
        # A curator's correction stands until the curator removes it: the feed is often the staler
        # one.
        elif _by_curator(record):
            imported.by_curator += 1
            continue
        elif all(bytes(record.body[name]) == value for name, value in groups.items()):
            imported.same += 1
            continue
        else:
            imported.changed += 1
        changed[each] = groups
    await _write(writer, stream, changed, new_id)


async def _retire(
    writer: StreamWriter, stream: int, gone: Sequence[str], imported: ImportSummary, new_id: NewId
) -> None:
    held = await writer.records(gone)
    retired = _RESOURCE.groups["state"].shape(state="retired")
    value = msgspec.json.encode(retired)
    going = [
        each
        for each in gone
        if not _by_curator(record := held[stream, each]) and bytes(record.body["state"]) != value
    ]
    imported.retired += len(going)
    await _write(writer, stream, {each: {"state": value} for each in going}, new_id)


async def _write(
    writer: StreamWriter,
    stream: int,
    groups_by_record: Mapping[str, Mapping[str, bytes]],
    new_id: NewId,
) -> None:
    decoded = {
        each: {name: msgspec.json.decode(value) for name, value in groups.items()}
        for each, groups in groups_by_record.items()
    }
    await write_all_system(
        writer,
        stream,
        _RESOURCE.name,
        decoded,
        mutations={each: new_id() for each in decoded},
        authority=IMPORTER,
    )


def _encoded(entry: FeedEntry) -> dict[str, bytes]:
    """Return each group as the record holds it: what stands at its default is left out."""
    values: dict[str, Any] = msgspec.to_builtins(entry.resource)
    return {
        name: msgspec.json.encode(
            msgspec.convert(
                {field: values[field] for field in group.fields if field in values}, group.shape
            )
        )
        for name, group in _RESOURCE.groups.items()
    }


def _by_curator(record: Record) -> bool:
    """Return whether a person wrote any of it; the system writes as device 0."""
    return record.state is not State.LIVE or any(
        head.key.device != 0 for heads in record.heads.values() for head in heads
    )


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
