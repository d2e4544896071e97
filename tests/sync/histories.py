"""Plays histories of the executable model (`tests/model/sync_model.py`) through the real `resolve`."""

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from domain.declare import Role, StreamKind
from domain.records import Base, Mutation, Op, Record, State, singleton_id
from sync.admit import Writable
from sync.clock import Arrival
from sync.resolve import Actor, Desk, resolve
from tests.model import sync_model as model

RECEIVED = 10**9
DEVICES = {"0": 9, "A": 1, "B": 2, "C": 3}
OWNER = str(uuid.UUID(int=1))
OWN, ACCOUNT = 1, 2
STREAMS = {
    OWN: Writable(OWN, StreamKind.OWN, Role.PARTICIPANT),
    ACCOUNT: Writable(ACCOUNT, StreamKind.ACCOUNT, Role.SELF),
}
GROUP = {"g": "words", "h": "measure", "s": "status", "p": "stop", "life": "life"}
WORD_GROUPS = frozenset("ghs")


def mutation_id(name: str) -> str:
    return str(uuid.uuid5(uuid.UUID(int=2), name))


def value_of(group: str, value: Any, came_from: str | None = None) -> dict[str, Any]:
    match group:
        case "g":
            return {"title": str(value)}
        case "h":
            return {"unit": str(value)}
        case "s":
            return {"status": value, "came_from": came_from}
    return {"stop_all_sharing": bool(value)}


class Server:
    """One record of the real engine, beside the model's groups."""

    def __init__(self, groups: Sequence[str]) -> None:
        self.groups = [group for group in groups if group != "life"]
        self.entity = "sharing_settings" if "p" in self.groups else "goal"
        self.record = singleton_id(OWNER, self.entity)
        self.stream = ACCOUNT if self.entity == "sharing_settings" else OWN
        self.records: dict[tuple[int, str], Record] = {}
        self.values = {"0": {g: model.START[g] for g in self.groups}}
        begin = {g: value_of(g, model.START[g]) for g in {*self.groups, *({"g"} if self.entity == "goal" else ())}}
        self._push(
            Mutation(id=mutation_id("0"), n=0, at=0, offset=0, entity=self.entity, record=self.record, stream=self.stream, set=_raw(begin)),
            "0",
        )

    def apply(self, m: Any) -> str:
        """The outcome of a mutation of the model."""
        for g, (_, value) in m.body.items():
            self.values.setdefault(m.id, {})[g] = value
        written = {g: value_of(g, value, self._came_from(g, bases)) for g, (bases, value) in m.body.items()} if m.op == "edit" else {}
        base = {GROUP[g]: [Base(mutation_id(b)) for b in bases if not (g == "life" and b == "0")] for g, (bases, _) in m.body.items()}
        return self._push(
            Mutation(
                id=mutation_id(m.id),
                n=m.n,
                at=m.at,
                offset=0,
                op=Op(m.op),
                entity=self.entity,
                record=self.record,
                base=base,
                set=_raw(written),
            ),
            m.dev,
        )

    def _came_from(self, group: str, bases: tuple[str, ...]) -> str | None:
        return str(self.values[bases[0]][group]) if group == "s" else None

    def _push(self, mutation: Mutation, device: str) -> str:
        desk = Desk(
            actor=Actor(OWNER, DEVICES[device], ACCOUNT, STREAMS),
            arrival=Arrival(RECEIVED, RECEIVED),
            records=self.records,
            receipts={},
            number=self._number,
        )
        return resolve([mutation], desk)[0].outcome

    def _number(self, record: Record) -> None:
        record.seq += 1

    def outcome(self, names: list[str]) -> tuple[Any, Any]:
        """In the model's form: what is shown (or "removed"), and the kept versions of groups that hold words."""
        record = self.records[self.stream, self.record]
        if record.state is State.REMOVED:
            shown: Any = "removed"
        else:
            shown = tuple(sorted((g, _read(g, record.body[GROUP[g]])) for g in self.groups))
        name_of = {mutation_id(name): name for name in ["0", *names]}
        kept = sorted(
            (g, name_of[i])
            for g in self.groups
            if g in WORD_GROUPS
            for i in record.kept.get(GROUP[g], {})
            if i not in record.covered.get(GROUP[g], ())
        )
        return shown, tuple(kept)


def _raw(groups: dict[str, dict[str, Any]]) -> dict[str, Raw]:
    return {GROUP[g]: Raw(msgspec.json.encode(value)) for g, value in groups.items()}


def _read(group: str, raw: Raw) -> Any:
    value = msgspec.json.decode(raw)
    match group:
        case "g":
            return value["title"]
        case "h":
            return value.get("unit", "")
        case "s":
            return value.get("status", "active")
    return int(value.get("stop_all_sharing", False))


def expected(record: Any) -> tuple[Any, Any]:
    """The model's outcome without its life register, which has no words."""
    shown, kept = record.outcome()
    if shown != "removed":
        shown = tuple((g, v) for g, v in shown if g != "life")
    return shown, kept
