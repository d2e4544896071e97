"""Whether a stored row, and a row as it is told, are what the reader's own types hold."""

from typing import Any

import msgspec
from msgspec import Struct, field

from domain.entities import SPECS
from domain.receipts import Receipt
from domain.records import Head, State
from domain.values import RecordId
from domain.wire import SyncAnswer
from records.record_rows import READ_COLUMNS, parse_row
from tests.simulation.adversary.tables import Changed, Row, Tables

COLUMNS = READ_COLUMNS.split(", ")


class Told(Struct, frozen=True, array_like=True):
    """A change as a phone decodes it."""

    record: RecordId
    seq: int
    entity: str
    state: State
    heads: dict[str, list[Head]]
    body: dict[str, dict[str, Any]]
    kept: dict[str, dict[str, Any]] | None
    dismissed: dict[str, dict[str, Any]] | None = None


class OfStream(Struct, frozen=True):
    stream: int
    rows: list[Told]


class Answer(SyncAnswer, frozen=True, kw_only=True, omit_defaults=True):
    changes: list[OfStream] = field(default_factory=list)  # type: ignore[assignment]


answer_of = msgspec.json.Decoder(Answer)
_result = msgspec.json.Decoder(Receipt)
_receipts = msgspec.json.Decoder(dict[str, Receipt])
_heads = msgspec.json.Decoder(dict[str, list[Head]])


def unreadable(tables: Tables, changes: dict[str, dict[Row, Changed]]) -> list[str]:
    """Rows that were written and cannot be read, a line for each."""
    found = []
    for key, change in changes.get("record", {}).items():
        if change.after and (wrong := _of_record(tables.named("record", change.after))):
            found.append(f"record {key}: {wrong}")
    for key, change in changes.get("receipt", {}).items():
        if change.after and (
            wrong := _said(_result, tables.named("receipt", change.after)["result"])
        ):
            found.append(f"receipt {key}: {wrong}")
    return found


def _of_record(row: dict[str, Any]) -> str | None:
    try:
        read = parse_row(tuple(row[column] for column in COLUMNS))
        heads = _heads.decode(row["heads"])
        _receipts.decode(row["history"])
    except (msgspec.DecodeError, ValueError, IndexError) as error:
        return str(error)
    if any(not each for each in heads.values()):
        return "a register without a head"
    return (
        _of_body(row["entity"], msgspec.json.decode(row["body"]))
        if read.state is State.LIVE
        else None
    )


def _of_body(entity: str, body: dict[str, Any]) -> str | None:
    spec = SPECS.get(entity)
    if spec is None:
        return f"no such entity as {entity!r}"
    if unknown := body.keys() - spec.groups.keys():
        return f"groups {sorted(unknown)}"
    try:
        spec.read(body)
    except msgspec.ValidationError as error:
        return str(error)
    return None


def untold(answer: Answer) -> list[str]:
    """What a phone would be told and could not show."""
    return [
        f"{row.entity} {row.record}: {wrong}"
        for each in answer.changes
        for row in each.rows
        if row.state is State.LIVE and (wrong := _of_body(row.entity, row.body))
    ]


def _said(decoder: Any, text: str) -> str | None:
    try:
        decoder.decode(text)
    except (msgspec.DecodeError, ValueError) as error:
        return str(error)
    return None
