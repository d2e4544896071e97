"""What is on a phone's screen: the rows with the outbox laid on top, as far as a person's next act depends on it."""

from typing import Any

import msgspec
from msgspec import Struct

from domain.declare import STRICT
from domain.entities import SPECS
from tests.simulation.histories import LIFE
from tests.simulation.phone import Entry, Phone

Head = list[Any]

UNSEEN = ("malformed", "not_available", "unknown_entity", "unknown_group", "wrong_stream")
"""Mistakes that no screen shows: a person cannot go on from them."""


class Seen(Struct):
    """A record as the person sees it. `heads` has the shown head first; unsent ones are known by id alone."""

    stream: int
    record: str
    entity: str
    removed: bool
    heads: dict[str, list[Head]]
    body: dict[str, dict[str, Any]]
    kept: dict[str, dict[str, Any]]

    def named(self, group: str, *, every: bool = False) -> list[Head]:
        """What an edit of the group names: the head whose words were seen, or every head where the stricter wins."""
        heads = self.heads.get(group, [])
        strict = group == LIFE or SPECS[self.entity].groups[group].rule in STRICT
        return [head[:2] for head in (heads if every or strict else heads[:1])]


def screen(phone: Phone) -> list[Seen]:
    """All records, the oldest first."""
    shown = {
        place: Seen(row.stream, row.record, row.entity, row.state != "live", dict(row.heads), dict(row.body), row.kept)
        for place, row in phone.disk.rows.items()
    }
    for entry in phone.outbox:
        if not entry.refused and entry.frozen.flaw not in UNSEEN:
            _lay(phone, shown, entry)
    return sorted(shown.values(), key=lambda seen: seen.record)


def _lay(phone: Phone, shown: dict[tuple[int, str], Seen], entry: Entry) -> None:
    frozen = entry.frozen
    place = frozen.stream, frozen.record
    if _is_included(phone, entry):
        return
    if place not in shown:
        if frozen.op != "edit" or frozen.named:
            return
        shown[place] = Seen(frozen.stream, frozen.record, frozen.entity, False, {}, {}, {})
    seen = shown[place]
    seen.removed = frozen.op == "remove"
    head: Head = [frozen.id, *([msgspec.to_builtins(entry.result.key)] if entry.result and entry.result.key else [])]
    for group in [LIFE] if frozen.op == "restore" else frozen.groups:
        named = {base[0] for base in frozen.base.get(group, [])}
        seen.heads[group] = [head, *(each for each in seen.heads.get(group, []) if each[0] not in named)]
        if group != LIFE:
            seen.body[group] = frozen.groups[group]


def _is_included(phone: Phone, entry: Entry) -> bool:
    """The row already holds the mutation, or something of this phone's that came after it."""
    frozen = entry.frozen
    row = phone.disk.rows.get((frozen.stream, frozen.record))
    if phone.has_arrived(entry):
        return True
    if row is None:
        return False
    if entry.result and entry.result.seq and row.seq >= entry.result.seq:
        return True
    groups = [LIFE] if frozen.op == "restore" else list(frozen.groups)
    later = {each.frozen.id for each in phone.outbox if each.frozen.n >= frozen.n}
    return bool(groups) and all(any(head[0] in later for head in row.heads.get(group, [])) for group in groups)
