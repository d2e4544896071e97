"""What a row is read into says what the table says: field by field, and whether it may be null.

A row of several tables has no table to be held against: `JOINED` names it.
"""

import ast
import re
import types
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from piccolo.table import Table

import records.record_rows as record_rows
from accounts import rights
from accounts.assignments import AssignmentTerms
from accounts.codes import EnrolmentCode
from accounts.credentials import StaffCredential
from accounts.persons import Person
from accounts.programs import Program
from accounts.sessions import Device
from database import notice_tables, tables
from notifications.queue.notice_transitions import LockedNotice
from notifications.queue.notices import NewNotice
from notifications.queue.push_subscriptions import PushSubscription
from notifications.queue.reminder_sources import PlannedReminder
from records.locked_streams import Stream
from tests.rooms import ROOMS, ROOT

WHOLE: dict[type, tuple[type[Table], set[str]]] = {
    AssignmentTerms: (tables.Assignment, set()),
    Device: (tables.Device, set()),
    # Whoever reads a code has no need of its hash.
    EnrolmentCode: (tables.EnrolmentCode, {"code_hash"}),
    Person: (tables.Person, set()),
    Program: (tables.Program, set()),
    StaffCredential: (tables.StaffCredential, set()),
    Stream: (tables.Stream, set()),
    record_rows.Row: (tables.Record, set()),
}
"""Read from whole rows, with the columns that are left out."""
PARTS: dict[type, type[Table]] = {
    LockedNotice: notice_tables.Notice,
    NewNotice: notice_tables.Notice,
    PlannedReminder: notice_tables.Notice,
    PushSubscription: notice_tables.PushSubscription,
    rights.Reader: tables.Reader,
}
"""Some columns of one table, by their names."""
JOINED = {
    "Case",
    "LeasedNotice",
    "NamedPair",
    "NamingRow",
    "Participant",
    "PastNudge",
    "ReadableStream",
    "ReminderSource",
    "ScheduleDue",
    "Session",
    "SilentDevice",
}
"""Columns of several tables, or reckoned ones."""
INTO = {"to_struct", "to_structs", "to_tuples"}
ASKING = re.compile(r"\bconnection\.(rows?|query)\(")
KINDS = {"BIGINT": "number", "BIGSERIAL": "number", "SMALLINT": "number", "TEXT": "text"}


def kind_of(hint: Any) -> tuple[str, bool]:
    """What a field is kept as, and whether it may be null."""
    if get_origin(hint) in (Union, types.UnionType):
        [inner] = [each for each in get_args(hint) if each is not type(None)]
        return kind_of(inner)[0], True
    if get_origin(hint) is Literal:
        return kind_of(type(get_args(hint)[0]))[0], False
    plain = get_origin(hint) or hint
    if issubclass(plain, bool | int):
        return "number", False
    # Lists and dictionaries are kept as JSON.
    assert issubclass(plain, str | date | StrEnum | list | dict), hint
    return "text", False


def fields(row: type) -> dict[str, tuple[str, bool]]:
    return {name: kind_of(hint) for name, hint in get_type_hints(row).items()}


def columns(table: type[Table]) -> dict[str, tuple[str, bool]]:
    return {
        column._meta.name: (KINDS[column.column_type], column._meta.null)
        for column in table._meta.columns
    }


@pytest.mark.parametrize("row", WHOLE, ids=lambda row: row.__name__)
def test_a_whole_row_has_every_column_of_its_table(row: type) -> None:
    table, left_out = WHOLE[row]
    declared = columns(table)
    assert left_out <= declared.keys()
    assert fields(row) == {name: kind for name, kind in declared.items() if name not in left_out}


@pytest.mark.parametrize("row", PARTS, ids=lambda row: row.__name__)
def test_a_part_of_a_row_has_columns_of_its_table(row: type) -> None:
    declared = columns(PARTS[row])
    assert fields(row) == {name: declared.get(name) for name in fields(row)}


def test_a_records_columns_are_written_in_the_order_of_its_row() -> None:
    assert tuple(record_rows.COLUMNS.split(", ")) == record_rows.Row._fields
    read = set(record_rows.READ_COLUMNS.split(", "))
    assert read == set(record_rows.Row._fields) - {"program", "about", "whole", "bulk"}


def read_into(tree: ast.AST) -> Iterator[str]:
    """The names of the types that rows are read into."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        name, spread = node.func.id, any(isinstance(each, ast.Starred) for each in node.args)
        if name in INTO and isinstance(node.args[-1], ast.Name):
            yield node.args[-1].id
        elif name[0].isupper() and (spread or any(word.arg is None for word in node.keywords)):
            yield name


def test_every_type_that_a_row_is_read_into_is_held_against_its_table() -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    asking = [text for file in files if ASKING.search(text := file.read_text())]
    found = {name for text in asking for name in read_into(ast.parse(text))}
    held = {row.__name__ for row in (*WHOLE, *PARTS)}
    assert found - held - JOINED == set(), "name it in WHOLE, PARTS or JOINED"
    assert found >= JOINED
