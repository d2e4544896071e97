"""One mutation as the grammar allows it and no app would write it.

It is about a record that the push turns to.
"""

import random
from typing import Any

import msgspec

from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from tests.simulation.adversary.cast import Pen, Wire
from tests.simulation.adversary.oracle import VISIBILITY
from tests.simulation.adversary.tables import HIDDEN, Seen, Tables
from tests.simulation.adversary.values import value

LEAST, MOST = -62_135_596_800_000, 253_402_300_799_999
TEN_YEARS = 10 * 365 * 86_400_000
COUNT = 2**53 - 1
EDGES = (LEAST, LEAST + 1, -1, 0, 1, MOST)
BEYOND = (LEAST - 1, -(2**60), MOST + 1, 2**60)
"""What no key holds; a phone may tell one that an older server gave it."""
NOWHERE = "00000000-0000-7000-8000-000000000000"
MADE: dict[str, dict[str, tuple[str, ...]]] = {
    "participant": {
        "own": ("goal", "goal", "journal_note", "plan_item", "check_in"),
        "shared": ("goal", "setback"),
        "flags": ("support_flag",),
    },
    "peer": {"assignment": ("encouragement", "nudge_plan")},
    "self": {"account": ("nudge_draft",)},
    "curator": {"library": ("crisis_line", "resource")},
}
"""What a role makes, by the kind of stream."""
PARTS = {"goal": ("goal_step", "goal_progress"), "recovery_clock": ("recovery_period",)}
OPS = {"edit": 40, "erase": 16, "dismiss": 14, "remove": 9, "restore": 7, "move": 14}


class Hand:
    """Writes mutations for one device, knowing every table.

    `focus` is the record that this push turns to.
    """

    def __init__(
        self,
        tables: Tables,
        pen: Pen,
        device: int,
        person: int,
        uuid: str,
        now: int,
        rng: random.Random,
    ) -> None:
        self.tables, self.pen, self.device, self.person, self.uuid, self.now, self.rng = (
            tables,
            pen,
            device,
            person,
            uuid,
            now,
            rng,
        )
        self.rows = sorted(tables.records, key=lambda row: row.place)
        self.roles = tables.roles(person)
        self.focus = self.rng.choice(self.rows)

    def any(self) -> Wire:
        """An act on the record in focus, most often; else on some other."""
        return self._act(self.focus if self.rng.random() < 0.75 else self.rng.choice(self.rows))

    def naming(self) -> Wire:
        """Name the stream of the record in focus, whatever becomes of it otherwise.

        A stream that is named is opened.
        """
        stream = self.focus.stream
        return self.write("goal", self.fresh(), stream=stream, set={"words": {"title": "x"}})

    def twin(self) -> Wire:
        """A record of one's own under the id of the one in focus."""
        return self.made(self.focus.record)

    def made(self, record: str | None = None) -> Wire:
        """A record as an app makes it, in a stream of the actor's."""
        places = [
            (stream, entity)
            for stream, role in sorted(self.roles.items())
            for entity in self._made_in(stream, role)
        ]
        if not places:
            return self._act(self.focus)
        stream, entity = self.rng.choice(places)
        return self._create(entity, record or self.fresh(), stream)

    def part(self) -> Wire:
        """Of the record in focus, or of another that has parts."""
        wholes = [
            row
            for row in self.rows
            if row.entity in PARTS and row.state != HIDDEN and row.stream in self.roles
        ]
        if not wholes:
            return self.made()
        whole = self.focus if self.focus in wholes else self.rng.choice(wholes)
        return self._create(
            self.rng.choice(PARTS[whole.entity]), self.fresh(), whole.stream, whole.record
        )

    def edit(self, row: Seen, base: str = "true") -> Wire:
        spec, role = SPECS[row.entity], self.roles.get(row.stream)
        mine = [name for name, group in spec.groups.items() if group.writer == role] or list(
            spec.groups
        )
        names = self.rng.sample(mine, min(len(mine), self.rng.choice((1, 1, 2))))
        groups = {name: self.value(spec, name, row.record) for name in names}
        return self.write(
            row.entity, row.record, stream=row.stream, base=self._base(row, names, base), set=groups
        )

    def moved(self, row: Seen, *, shared: bool, base: str = "true") -> Wire:
        told = {VISIBILITY: {"shared": shared}}
        return self.write(
            row.entity,
            row.record,
            stream=row.stream,
            base=self._base(row, [VISIBILITY], base),
            set=told,
        )

    def other(self, row: Seen, op: str, base: str = "true") -> Wire:
        """A remove, a restore, a dismiss or an erase."""
        if op == "erase":
            return self.write(row.entity, row.record, stream=row.stream, op=op)
        registers = ["life"] if op == "restore" else list(row.heads)
        if op == "dismiss":
            registers = [each for each in registers if each in row.kept] or registers[:1]
        return self.write(
            row.entity, row.record, stream=row.stream, op=op, base=self._base(row, registers, base)
        )

    def _act(self, row: Seen) -> Wire:
        if row.entity not in SPECS:
            return self.made(row.record)
        op = self.rng.choices(list(OPS), weights=list(OPS.values()))[0]
        base = self.rng.choices(
            ("true", "none", "empty", "bare", "foreign", "edge"), weights=(50, 12, 10, 8, 10, 10)
        )[0]
        if op == "edit":
            return self.edit(row, base)
        if op == "move" and VISIBILITY in SPECS[row.entity].groups:
            return self.moved(row, shared=self.rng.random() < 0.5, base=base)
        return self.other(row, op if op != "move" else "dismiss", base)

    def _create(self, entity: str, record: str, stream: int, whole: str | None = None) -> Wire:
        spec, role = SPECS[entity], self.roles.get(stream)
        names = [
            name
            for name, group in spec.groups.items()
            if group.writer == role and (group.required or self.rng.random() < 0.3)
        ]
        groups = {name: self.value(spec, name, whole or record) for name in names}
        if whole and spec.policy.part_of:
            group, field = spec.policy.part_of
            groups.setdefault(group, {})[field] = whole
        return self.write(entity, record, stream=stream, set=groups)

    def _made_in(self, stream: int, role: str) -> tuple[str, ...]:
        return MADE.get(role, {}).get(self.tables.streams[stream]["kind"], ())

    def value(self, spec: EntitySpec, name: str, record: str) -> Any:
        return value(
            self.rng, spec.groups[name], [record, self.rng.choice(self.rows).record, NOWHERE]
        )

    def _base(self, row: Seen, registers: list[str], how: str) -> dict[str, list[Any]]:
        match how:
            case "none":
                return {}
            case "empty":
                return {register: [] for register in registers}
            case "bare":
                return {
                    register: [[each] for each, _ in row.heads.get(register, [])]
                    for register in registers
                }
            case "foreign":
                other = self.rng.choice(self.rows)
                return {register: next(iter(other.heads.values()), []) for register in registers}
            case "edge":
                return {
                    register: [
                        [self.fresh(), self.key()] for _ in range(self.rng.choice((1, 3, 20)))
                    ]
                    for register in registers
                }
        return {register: row.heads.get(register, []) for register in registers}

    def key(self) -> list[int]:
        return [
            self.rng.choice((*EDGES, *BEYOND, self.now, self.now + TEN_YEARS)),
            *(self.rng.choice((0, 1, 2**31, COUNT, -1, 2**60)) for _ in range(3)),
        ]

    def fresh(self) -> str:
        return self.pen.ids.at(self.now)

    def write(self, entity: str, record: str, **told: Any) -> Wire:
        return self.pen.write(self.device, self.now, entity, record, **told)

    def a_mutation(self) -> str:
        """That someone sent."""
        with_history = [row for row in self.rows if row.history]
        return (
            self.rng.choice(sorted(self.rng.choice(with_history).history))
            if with_history
            else NOWHERE
        )

    def a_seal(self) -> str:
        sealed = [
            seal
            for row in self.rows
            for each in row.history.values()
            if (seal := each["result"].get("seal"))
        ]
        return self.rng.choice(sealed) if sealed else "f" * 24


def encoded(told: Any) -> bytes:
    """With numbers that no JSON library of ours would write."""
    return msgspec.json.encode(_with_huge(told)).replace(b'"@1e400"', b"1e400")


def _with_huge(told: Any) -> Any:
    match told:
        case dict():
            return {key: _with_huge(each) for key, each in told.items()}
        case list() | tuple():
            return [_with_huge(each) for each in told]
        case float() if told == float("inf"):
            return "@1e400"
    return told
