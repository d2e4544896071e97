"""Histories of the executable model, played through the real `resolve`.

The model is `tests/model/sync_model.py`.
"""

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from domain.declare import Role, StreamKind
from domain.permissions import Writable
from domain.receipts import Result
from domain.records import Acknowledged, Base, Head, Mutation, Op, Record, State, singleton_id
from sync.decide.clock import Arrival
from sync.decide.push_state import Actor, PushState
from sync.decide.resolve import resolve
from tests.model import sync_model as model

RECEIVED = 10**9
DEVICES = {"0": 9, "A": 1, "B": 2, "C": 3}
OWNER = str(uuid.UUID(int=1))
OWN, ACCOUNT, SHARED = 1, 2, 3
STREAMS = {
    OWN: Writable(OWN, StreamKind.OWN, Role.PARTICIPANT),
    SHARED: Writable(SHARED, StreamKind.SHARED, Role.PARTICIPANT),
    ACCOUNT: Writable(ACCOUNT, StreamKind.ACCOUNT, Role.SELF),
}
GROUP = {
    "g": "words",
    "h": "measure",
    "s": "status",
    "p": "stop",
    "x": "tags",
    "y": "tags",
    "life": "life",
}
ELEMENTS = "xy"
"""Elements of one set: `x` is there from the start, `y` never was."""
WORD_GROUPS = frozenset("ghs")
NO_BODY = Raw(b"{}")


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
    """One record of the real engine, beside the model's groups.

    `received` is the server's clock, ms.
    """

    def __init__(self, groups: Sequence[str], received: int = RECEIVED) -> None:
        self.received = received
        self.groups = [group for group in groups if group != "life"]
        self.entity = "sharing_settings" if "p" in self.groups else "goal"
        self.record = singleton_id(OWNER, self.entity)
        self.stream = ACCOUNT if self.entity == "sharing_settings" else OWN
        self.records: dict[tuple[int, str], Record] = {}
        self.values = {"0": {g: model.START[g] for g in self.groups}}
        self.results: dict[str, Result] = {}
        begin = {
            g: model.START[g]
            for g in [*self.groups, *("g" if self.entity == "goal" else "")]
            if g != "y"
        }
        self._push(
            Mutation(
                id=mutation_id("0"),
                n=0,
                at=0,
                offset=0,
                entity=self.entity,
                record=self.record,
                stream=self.stream,
                set=_written(begin),
            ),
            "0",
            "0",
        )

    def apply(self, m: Any, former: "Server | None" = None) -> str:
        """The outcome of a mutation of the model.

        Offered again with what a `former` server answered, which has been lost.
        """
        for g, (_, value) in m.body.items():
            self.values.setdefault(m.id, {})[g] = value
        written = {g: value for g, (_, value) in m.body.items()} if m.op == "edit" else {}
        values = (former or self).values
        came_from = {g: str(values[bases[0]]["s"]) for g, (bases, _) in m.body.items() if g == "s"}
        result = former and former.results[m.id]
        mutation = Mutation(
            id=mutation_id(m.id),
            n=m.n,
            at=m.at,
            offset=0,
            op=Op(m.op),
            entity=self.entity,
            record=self.record,
            base={
                _register(g): [_base(b, m.dev, former) for b in bases if not _never_was(g, b)]
                for g, (bases, _) in m.body.items()
            },
            set=_written(written, came_from),
            acknowledged=Acknowledged(result.key, result.rank, result.seal)
            if result and result.key
            else None,
        )
        return self._push(mutation, m.dev, m.id)

    def _push(self, mutation: Mutation, device: str, name: str) -> str:
        push = PushState(
            actor=Actor(OWNER, DEVICES[device], ACCOUNT, STREAMS),
            arrival=Arrival(self.received, self.received),
            records=self.records,
            receipts={},
            seal=lambda *_: "",
            number=self._number,
        )
        [self.results[name]] = resolve([mutation], push)
        return self.results[name].outcome

    @property
    def _record(self) -> Record:
        return self.records[self.stream, self.record]

    def _number(self, record: Record) -> None:
        record.seq += 1

    def heads(self) -> dict[str, list[Head]]:
        """Return the heads by register, with their keys.

        Of the life register and of a union the order means nothing.
        """
        return {
            register: sorted(heads, key=lambda head: head.id)
            for register, heads in self._record.heads.items()
            if heads
        }

    def outcome(self, names: list[str]) -> tuple[Any, Any]:
        """Return the record in the model's form.

        What is shown (or "removed"), and the kept versions of groups that hold words.
        """
        record = self._record
        if record.state is State.REMOVED:
            shown: Any = "removed"
        else:
            shown = tuple(
                sorted((g, _read(g, record.body.get(GROUP[g], NO_BODY))) for g in self.groups)
            )
        name_of = {mutation_id(name): name for name in ["0", *names]}
        kept = sorted(
            (g, name_of[i])
            for g in self.groups
            if g in WORD_GROUPS
            for i in record.kept.get(GROUP[g], {})
            if i not in record.covered.get(GROUP[g], ())
        )
        return shown, tuple(kept)


def _register(group: str) -> str:
    return f"tags/{group}" if group in ELEMENTS else GROUP[group]


def _never_was(group: str, base: str) -> bool:
    """No mutation made what the model begins with."""
    return base == "0" and group in ("life", "y")


def _base(name: str, device: str, former: "Server | None") -> Base:
    """With its key where a former server has told it to another device than the mutation's own."""
    told = former.results.get(name) if former and name != "0" else None
    is_own = told is not None and told.key is not None and told.key.device == DEVICES[device]
    return Base(mutation_id(name), None if is_own or told is None else told.key)


def _written(values: dict[str, Any], came_from: dict[str, str] | None = None) -> dict[str, Raw]:
    groups = {
        GROUP[g]: value_of(g, value, (came_from or {}).get(g))
        for g, value in values.items()
        if g not in ELEMENTS
    }
    if elements := {g: value for g, value in values.items() if g in ELEMENTS}:
        groups["tags"] = {
            "add": [g for g in elements if elements[g]],
            "remove": [g for g in elements if not elements[g]],
        }
    return {group: Raw(msgspec.json.encode(value)) for group, value in groups.items()}


def _read(group: str, raw: Raw) -> Any:
    value = msgspec.json.decode(raw)
    match group:
        case "g":
            return value["title"]
        case "h":
            return value.get("unit", "")
        case "s":
            return value.get("status", "active")
        case "x" | "y":
            return int(group in value.get("tags", []))
    return int(value.get("stop_all_sharing", False))


def expected(record: Any) -> tuple[Any, Any]:
    """The model's outcome without its life register, which has no words."""
    shown, kept = record.outcome()
    if shown != "removed":
        shown = tuple((g, v) for g, v in shown if g != "life")
    return shown, kept
