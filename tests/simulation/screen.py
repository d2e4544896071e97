"""What is on a phone's screen: the rows with the outbox laid on top (`docs/sync.md`, section 8).

It is written without the client's code.
"""

from typing import Any

import msgspec
from msgspec import Struct

from domain.declare import STRICT, Rule
from domain.entities import SPECS
from tests.simulation.disk import Entry, Row
from tests.simulation.histories import LIFE, VISIBILITY, group_of, registers_of
from tests.simulation.phone import Phone

Head = list[Any]

UNSEEN = ("malformed", "unknown_entity", "unknown_group", "wrong_stream")
"""Mistakes that no screen shows: a person cannot go on from them."""


class Seen(Struct):
    """A record as the person sees it.

    `heads` has the shown head first; unsent ones are known by id alone.
    """

    stream: int
    record: str
    entity: str
    state: str
    heads: dict[str, list[Head]]
    body: dict[str, dict[str, Any]]
    kept: dict[str, dict[str, Any]]
    dismissed: dict[str, dict[str, Any]] = {}
    unsent: bool = False

    @property
    def removed(self) -> bool:
        return self.state != "live"

    def named(self, register: str, *, every: bool = False) -> list[Head]:
        """Return what an edit names: the head whose words were seen.

        Where the stricter wins, and of an element of a set, it is every head.
        """
        heads = self.heads.get(register, [])
        group = SPECS[self.entity].groups.get(group_of(register))
        all_ = register == LIFE or (group is not None and group.rule in (*STRICT, Rule.MEMBERS))
        return [head[:2] for head in (heads if every or all_ else heads[:1])]


def screen(phone: Phone, *, whole: bool = False) -> list[Seen]:
    """All records, the oldest first.

    What was written by mistake is not on it, unless it is asked for as the client has it.
    """
    entries: dict[str, list[Entry]] = {}
    for entry in phone.outbox:
        if whole or entry.frozen.flaw not in UNSEEN:
            entries.setdefault(entry.frozen.record, []).append(entry)
    served = {row.record for row in phone.disk.shown.rows.values()}
    shown = [_seen(phone, record, entries.get(record, [])) for record in served | entries.keys()]
    return sorted((each for each in shown if each), key=lambda seen: seen.record)


def _seen(phone: Phone, record: str, entries: list[Entry]) -> Seen | None:
    row = _served(phone, record, entries[0].frozen.wire["stream"] if entries else None)
    seen = _as_served(row) if row else None
    covered = (
        {head[0] for heads in row.heads.values() for head in heads}
        if row and row.state == "removed"
        else set()
    )
    for entry in entries:
        if not entry.refused and not _is_included(phone, entry, entries, row):
            seen = seen or _begun(entry)
            if seen:
                _lay(phone, seen, entry, covered)
    return seen


def _as_served(row: Row) -> Seen:
    state = "erased" if row.let_go else row.state
    return Seen(
        row.stream,
        row.record,
        row.entity,
        state,
        dict(row.heads),
        dict(row.body),
        dict(row.kept),
        dict(row.dismissed),
    )


def _served(phone: Phone, record: str, hint: int | None) -> Row | None:
    rows = phone.disk.shown.rows
    if (hinted := rows.get((hint or 0, record))) is not None:
        return hinted
    found = [row for stream in phone.listed if (row := rows.get((stream, record)))]
    return next((row for row in found if row.state == "live"), found[0] if found else None)


def _begun(entry: Entry) -> Seen | None:
    frozen = entry.frozen
    if frozen.op != "edit" or frozen.wire["stream"] is None or frozen.named:
        return None
    return Seen(frozen.wire["stream"], frozen.record, frozen.entity, "live", {}, {}, {})


def _lay(phone: Phone, seen: Seen, entry: Entry, covered: set[str]) -> None:
    frozen = entry.frozen
    seen.unsent = seen.unsent or entry.unsent
    if frozen.op == "erase":
        seen.state, seen.heads, seen.body, seen.kept, seen.dismissed = "erased", {}, {}, {}, {}
        return
    if frozen.op == "remove":
        covered |= {base[0] for named in frozen.base.values() for base in named}
    elif frozen.op == "edit":
        _lay_edit(phone, seen, entry)
    elif frozen.op == "restore":
        _lay_on(seen, entry, LIFE, {})
    else:
        for group in frozen.base:
            _let_go(seen, entry, group)
    if seen.state in ("live", "removed"):
        seen.state = (
            "removed"
            if {head[0] for heads in seen.heads.values() for head in heads} <= covered
            else "live"
        )


def _lay_edit(phone: Phone, seen: Seen, entry: Entry) -> None:
    for _, register, value in registers_of(entry.frozen.entity, entry.frozen.groups):
        _lay_on(seen, entry, register, value)
    if VISIBILITY in entry.frozen.groups:
        _stand(phone, seen)


def _lay_on(seen: Seen, entry: Entry, register: str, value: Any) -> None:
    head: Head = [
        entry.frozen.id,
        *([msgspec.to_builtins(entry.result.key)] if entry.result and entry.result.key else []),
    ]
    named = {base[0] for base in entry.frozen.base.get(register, [])}
    held = [
        (head, value),
        *((each, held) for each, held in _held(seen, register) if each[0] not in named),
    ]
    _show(seen, register, held)


def _let_go(seen: Seen, entry: Entry, group: str) -> None:
    named = {base[0] for base in entry.frozen.base[group]}
    held = _held(seen, group)
    gone, stay = (
        [each for each in held if (each[0][0] in named) is away] for away in (True, False)
    )
    if gone and stay:
        seen.dismissed[group] = {
            **seen.dismissed.get(group, {}),
            **{head[0]: value for head, value in gone},
        }
        _show(seen, group, stay)


def _held(seen: Seen, register: str) -> list[tuple[Head, Any]]:
    group, _, element = register.partition("/")
    body = seen.body.get(group, {})
    spec = SPECS[seen.entity].groups.get(group)
    shown = element in body.get(spec.fields[0], []) if element and spec else body
    kept = seen.kept.get(register, {})
    return [(head, kept.get(head[0], shown)) for head in seen.heads.get(register, [])]


def _show(seen: Seen, register: str, held: list[tuple[Head, Any]]) -> None:
    group, _, element = register.partition("/")
    spec = SPECS[seen.entity].groups.get(group)
    rule = spec.rule if spec else Rule.LATEST
    value = held[0][1]
    if spec and rule in STRICT:
        only = [getattr(msgspec.convert(each, spec.shape), spec.fields[0]) for _, each in held]
        if rule is Rule.UNION and len(held) > 1:
            together = [
                item
                for index, each in enumerate(only)
                for item in each
                if not any(item in before for before in only[:index])
            ]
            value = {spec.fields[0]: msgspec.to_builtins(together)}
        elif rule is not Rule.UNION:
            order = sorted(
                range(len(held)),
                key=lambda at: (only[at] is not None, only[at]),
                reverse=rule is Rule.GREATEST,
            )
            held = [held[at] for at in order]
            value = held[0][1]
    elif element:
        held = sorted(held, key=lambda each: not each[1])
        elements = (
            set(seen.body.get(group, {}).get(spec.fields[0], [])) - {element} if spec else set()
        )
        value = (
            {spec.fields[0]: sorted(elements | ({element} if held[0][1] else set()))}
            if spec
            else {}
        )
    seen.heads[register] = [head for head, _ in held]
    if register == LIFE:
        return
    seen.body[group] = value
    seen.kept[register] = {
        head[0]: each for head, each in held[0 if rule is Rule.UNION and len(held) > 1 else 1 :]
    }


def _stand(phone: Phone, seen: Seen) -> None:
    kind = "shared" if seen.body[VISIBILITY].get("shared") else "own"
    found = [
        stream
        for stream, each in phone.listed.items()
        if each.kind == kind and each.role == "participant"
    ]
    seen.stream = found[0] if found else seen.stream


def _is_included(phone: Phone, entry: Entry, entries: list[Entry], row: Row | None) -> bool:
    """The row already holds the mutation, or something of this phone's that came after it."""
    is_reading_anew = phone.disk.anew is not None
    if not is_reading_anew and phone.has_arrived(entry):
        return True
    if row is None:
        return False
    result = entry.result
    if (
        not is_reading_anew
        and result
        and result.seq
        and result.stream == row.stream
        and row.seq >= result.seq
    ):
        return True
    written = _written_by(entry)
    return bool(written) and all(
        any(
            later.frozen.n >= entry.frozen.n
            and register in _written_by(later)
            and _heads(row, register, later)
            for later in entries
        )
        for register in written
    )


def _heads(row: Row, register: str, entry: Entry) -> bool:
    return any(head[0] == entry.frozen.id for head in row.heads.get(register, []))


def _written_by(entry: Entry) -> list[str]:
    frozen = entry.frozen
    return (
        [LIFE]
        if frozen.op == "restore"
        else [register for _, register, _ in registers_of(frozen.entity, frozen.groups)]
    )
