"""One mutation as the grammar allows it and no app would write it, about a record that the push turns to."""

import random
from typing import Any

import msgspec

from domain.declare import EntitySpec
from domain.entities import SPECS
from domain.records import singleton_ids
from tests.simulation.adversary.cast import Pen, Wire
from tests.simulation.adversary.oracle import VISIBILITY
from tests.simulation.adversary.tables import HIDDEN, Seen, Tables
from tests.simulation.adversary.values import value

LEAST, MOST = -62_135_596_800_000, 253_402_300_799_999
TEN_YEARS = 10 * 365 * 86_400_000
COUNT = 2**53 - 1
EDGES = (LEAST, LEAST + 1, -1, 0, 1, MOST)
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
    """Writes mutations for one device, knowing every table. `focus` is the record that this push turns to."""

    def __init__(self, tables: Tables, pen: Pen, device: int, person: int, uuid: str, now: int, rng: random.Random) -> None:
        self.tables, self.pen, self.device, self.person, self.uuid, self.now, self.rng = tables, pen, device, person, uuid, now, rng
        self.rows = sorted(tables.records, key=lambda row: row.place)
        self.roles = tables.roles(person)
        self.focus = self.rng.choice(self.rows)

    def any(self) -> Wire:
        """An act on the record in focus, most often; else on some other."""
        row = self.focus if self.rng.random() < 0.75 else self.rng.choice(self.rows)
        told = self._act(row)
        return self._distorted(told) if self.rng.random() < 0.4 else told

    def naming(self) -> Wire:
        """Names the stream of the record in focus, whatever becomes of it otherwise: a stream that is named is opened."""
        stream = self.focus.stream
        return self._write("goal", self._fresh(), stream=stream, set={"words": {"title": "x"}})

    def twin(self) -> Wire:
        """A record of one's own under the id of the one in focus."""
        return self.made(self.focus.record)

    def made(self, record: str | None = None) -> Wire:
        """A record as an app makes it, in a stream of the actor's."""
        places = [(stream, entity) for stream, role in sorted(self.roles.items()) for entity in self._made_in(stream, role)]
        if not places:
            return self._act(self.focus)
        stream, entity = self.rng.choice(places)
        return self._create(entity, record or self._fresh(), stream)

    def part(self) -> Wire:
        """Of the record in focus, or of another that has parts."""
        wholes = [row for row in self.rows if row.entity in PARTS and row.state != HIDDEN and row.stream in self.roles]
        if not wholes:
            return self.made()
        whole = self.focus if self.focus in wholes else self.rng.choice(wholes)
        return self._create(self.rng.choice(PARTS[whole.entity]), self._fresh(), whole.stream, whole.record)

    def edit(self, row: Seen, base: str = "true") -> Wire:
        spec, role = SPECS[row.entity], self.roles.get(row.stream)
        mine = [name for name, group in spec.groups.items() if group.writer == role] or list(spec.groups)
        names = self.rng.sample(mine, min(len(mine), self.rng.choice((1, 1, 2))))
        groups = {name: self._value(spec, name, row.record) for name in names}
        return self._write(row.entity, row.record, stream=row.stream, base=self._base(row, names, base), set=groups)

    def moved(self, row: Seen, *, shared: bool, base: str = "true") -> Wire:
        told = {VISIBILITY: {"shared": shared}}
        return self._write(row.entity, row.record, stream=row.stream, base=self._base(row, [VISIBILITY], base), set=told)

    def other(self, row: Seen, op: str, base: str = "true") -> Wire:
        """A remove, a restore, a dismiss or an erase."""
        if op == "erase":
            return self._write(row.entity, row.record, stream=row.stream, op=op)
        registers = ["life"] if op == "restore" else list(row.heads)
        if op == "dismiss":
            registers = [each for each in registers if each in row.kept] or registers[:1]
        return self._write(row.entity, row.record, stream=row.stream, op=op, base=self._base(row, registers, base))

    def _act(self, row: Seen) -> Wire:
        if row.entity not in SPECS:
            return self.made(row.record)
        op = self.rng.choices(list(OPS), weights=list(OPS.values()))[0]
        base = self.rng.choices(("true", "none", "empty", "bare", "foreign", "edge"), weights=(50, 12, 10, 8, 10, 10))[0]
        if op == "edit":
            return self.edit(row, base)
        if op == "move" and VISIBILITY in SPECS[row.entity].groups:
            return self.moved(row, shared=self.rng.random() < 0.5, base=base)
        return self.other(row, op if op != "move" else "dismiss", base)

    def _distorted(self, told: Wire) -> Wire:
        """With something that no app would send."""
        return told | self.rng.choice(DISTORTIONS)(self, told)

    def _create(self, entity: str, record: str, stream: int, whole: str | None = None) -> Wire:
        spec, role = SPECS[entity], self.roles.get(stream)
        names = [name for name, group in spec.groups.items() if group.writer == role and (group.required or self.rng.random() < 0.3)]
        groups = {name: self._value(spec, name, whole or record) for name in names}
        if whole and spec.policy.part_of:
            group, field = spec.policy.part_of
            groups.setdefault(group, {})[field] = whole
        return self._write(entity, record, stream=stream, set=groups)

    def _made_in(self, stream: int, role: str) -> tuple[str, ...]:
        return MADE.get(role, {}).get(self.tables.streams[stream]["kind"], ())

    def _value(self, spec: EntitySpec, name: str, record: str) -> Any:
        return value(self.rng, spec.groups[name], [record, self.rng.choice(self.rows).record, NOWHERE])

    def _base(self, row: Seen, registers: list[str], how: str) -> dict[str, list[Any]]:
        match how:
            case "none":
                return {}
            case "empty":
                return {register: [] for register in registers}
            case "bare":
                return {register: [[each] for each, _ in row.heads.get(register, [])] for register in registers}
            case "foreign":
                other = self.rng.choice(self.rows)
                return {register: next(iter(other.heads.values()), []) for register in registers}
            case "edge":
                return {register: [[self._fresh(), self._key()] for _ in range(self.rng.choice((1, 3, 20)))] for register in registers}
        return {register: row.heads.get(register, []) for register in registers}

    def _key(self) -> list[int]:
        return [self.rng.choice((*EDGES, self.now, self.now + TEN_YEARS)), *(self.rng.choice((0, 1, 2**31, COUNT)) for _ in range(3))]

    def _fresh(self) -> str:
        return self.pen.ids.at(self.now)

    def _write(self, entity: str, record: str, **told: Any) -> Wire:
        return self.pen.write(self.device, self.now, entity, record, **told)

    def _a_mutation(self) -> str:
        """That someone sent."""
        with_history = [row for row in self.rows if row.history]
        return self.rng.choice(sorted(self.rng.choice(with_history).history)) if with_history else NOWHERE

    def _a_seal(self) -> str:
        sealed = [seal for row in self.rows for each in row.history.values() if (seal := each["result"].get("seal"))]
        return self.rng.choice(sealed) if sealed else "f" * 24


def _clock(hand: Hand, _: Wire) -> Wire:
    ahead = [hand.now + TEN_YEARS, hand.now - TEN_YEARS]
    return {"at": hand.rng.choice((*EDGES, *ahead)), "offset": hand.rng.choice((None, 0, *EDGES, *ahead))}


def _count(hand: Hand, _: Wire) -> Wire:
    return {"n": hand.rng.choice((COUNT, COUNT - 1)) - hand.pen.counts[hand.device]}


def _elsewhere(hand: Hand, _: Wire) -> Wire:
    streams = sorted(hand.tables.streams)
    return {"stream": hand.rng.choice((None, *streams, *sorted(hand.roles), 1, COUNT))}


def _otherwise(hand: Hand, told: Wire) -> Wire:
    """Another kind of record, or none that there is."""
    return {"entity": hand.rng.choice((*SPECS, "", "unheard_of", "refused_write"))}


def _owned(hand: Hand, _: Wire) -> Wire:
    """Another's mutation id, or one that was used."""
    return {"id": hand._a_mutation()}


def _offered(hand: Hand, _: Wire) -> Wire:
    """As after a restore, with a key and a proof that were made up or are another's."""
    return {"acknowledged": {"key": hand._key(), "rank": hand.rng.randint(0, 1), "seal": hand.rng.choice((hand._a_seal(), "", "0" * 64))}}


def _singleton(hand: Hand, _: Wire) -> Wire:
    owner = hand.rng.choice((hand.uuid, *sorted(each["uuid"] for each in hand.tables.all("person"))))
    entity = hand.rng.choice(("profile", "sharing_settings", "notification_settings", "favourites"))
    group = hand.rng.choice(list(SPECS[entity].groups))
    return {
        "entity": entity,
        "record": hand.rng.choice(singleton_ids(owner, entity)),
        "set": {group: hand._value(SPECS[entity], group, NOWHERE)},
    }


def _registers(hand: Hand, told: Wire) -> Wire:
    """A base under names that no group has, or very many of them."""
    odd = {"": [], "life": [], "tags/": [[NOWHERE, hand._key()]], "words/x": [], "unheard": [[NOWHERE, hand._key()]]}
    return {"base": {**told.get("base", {}), **dict(hand.rng.sample(sorted(odd.items()), 2))}}


def _elements(hand: Hand, told: Wire) -> Wire:
    adds = [f"{hand.rng.choice(('a', '/', '~', 'Ñ'))}{at}" for at in range(hand.rng.choice((1, 8, 60)))]
    return {"op": "edit", "entity": "goal", "set": {"tags": {hand.rng.choice(("add", "remove")): adds}}}


def _malformed(hand: Hand, told: Wire) -> Wire:
    """What the types do not hold; it must be refused with its words kept, and spoil nothing else."""
    odd: list[Wire] = [
        {"n": -1},
        {"at": 1e400 if hand.rng.random() < 0.5 else MOST + 1},
        {"at": LEAST - 1},
        {"record": "x" * hand.rng.choice((1, 40, 2_700, 9_000))},
        {"entity": "x" * 41},
        {"id": hand.rng.choice(("x", "y" * 100, told["id"].upper()))},
        {"set": {"words": {"title": ["deep"] * 5}}, "more": 1},
        {"acknowledged": {"key": [1e400, 0, 0, 0], "seal": "x" * 64}},
        {"schema": hand.rng.choice((0, 10_001))},
        {"base": {"words": [[NOWHERE, [LEAST - 1, 0, 0, 0]]]}},
    ]
    return hand.rng.choice(odd)


def _newer(hand: Hand, _: Wire) -> Wire:
    return {"schema": hand.rng.choice((1, 3, 10_000))}


DISTORTIONS = (
    *(_clock, _clock, _count, _elsewhere, _elsewhere, _elsewhere, _otherwise, _owned, _owned),
    *(_offered, _offered, _singleton, _registers, _elements, _malformed, _newer),
)


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
