"""All that two phones of one person can do to one record in a few acts, by the real `resolve`.

An act is what a screen offers at that moment: an edit names what is shown, a choice every head, a
dismissal a kept version. In the end everyone syncs, and the record must be what `demanded` says: a
function of the set of mutations, which knows no order and no server.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from domain.keys import Key
from domain.receipts import Receipt
from domain.records import LIFE, Base, Mutation, Op, Record, State
from sync.decide.clock import Arrival
from sync.decide.push_state import Actor, PushState
from sync.decide.resolve import resolve
from tests.sync.histories import ACCOUNT, OWN, OWNER, RECEIVED, STREAMS, mutation_id

WORDS = "words"
RECORD = mutation_id("the record")
FIRST = "0"

View = dict[str, list[tuple[str, Key | None]]]
"""By register the heads on a screen, the one that is shown first."""


class Done(Struct, frozen=True):
    """A mutation, by short names. `bases` by register."""

    name: str
    device: int
    n: int
    at: int
    op: str
    bases: dict[str, tuple[str, ...]]


class Server(Struct):
    records: dict[tuple[int, str], Record] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    changes: int = 0

    @property
    def record(self) -> Record:
        return self.records[OWN, RECORD]

    def take(self, done: Done, keys: dict[tuple[str, str], Key | None]) -> str:
        """The outcome. `keys` are those that the device was told, by register and name."""
        base = {
            register: [Base(mutation_id(name), keys.get((register, name))) for name in names]
            for register, names in done.bases.items()
        }
        mutation = Mutation(
            id=mutation_id(done.name),
            n=done.n,
            at=done.at,
            offset=0,
            op=Op(done.op),
            entity="goal",
            record=RECORD,
            stream=OWN,
            base=base,
            set={WORDS: Raw(msgspec.json.encode({"title": done.name}))}
            if done.op == "edit"
            else {},
        )
        push = PushState(
            actor=Actor(OWNER, done.device, ACCOUNT, STREAMS),
            arrival=Arrival(RECEIVED, RECEIVED),
            records=self.records,
            receipts=self.receipts,
            seal=lambda *_: "",
            number=self._number,
        )
        return resolve([mutation], push)[0].outcome

    def view(self, names: dict[str, str]) -> View:
        return {
            register: [(names[head.id], head.key) for head in heads]
            for register, heads in self.record.heads.items()
        }

    def _number(self, record: Record) -> None:
        self.changes += 1
        record.seq = self.changes


class Phone(Struct):
    """`skew` is what its clock is ahead.

    `told` is the record as the server last told it, `seen` how many changes it had then.
    """

    device: int
    skew: int
    n: int = 0
    told: View = field(default_factory=dict)
    state: State = State.LIVE
    seen: int = -1
    outbox: list[tuple[Done, dict[tuple[str, str], Key | None]]] = field(default_factory=list)

    def screen(self) -> View:
        """The phone's own unsent mutations on top of what it was told."""
        view = {register: list(heads) for register, heads in self.told.items()}
        for done, _ in self.outbox:
            register = {"edit": WORDS, "restore": LIFE}.get(done.op)
            if register:
                named = done.bases.get(register, ())
                view[register] = [
                    (done.name, None),
                    *(head for head in view.get(register, []) if head[0] not in named),
                ]
            if done.op == "dismiss":
                view[WORDS] = [head for head in view[WORDS] if head[0] not in done.bases[WORDS]]
        return view


class World(Struct):
    """Where a path of acts has led."""

    server: Server
    phones: dict[str, Phone]
    done: list[Done] = field(default_factory=list)

    @classmethod
    def after(cls, path: tuple[str, ...], skew: int) -> "World":
        """A goal that both phones have read, and then these acts."""
        world = cls(Server(), {"A": Phone(1, 0), "B": Phone(2, skew)})
        first = Done(FIRST, 9, 1, 0, "edit", {})
        world.server.take(first, {})
        world.done.append(first)
        for name in world.phones:
            world.do(f"{name} pull")
        for act in path:
            world.do(act)
        return world

    def acts(self, ops: tuple[str, ...]) -> Iterator[str]:
        """What can be done next, without what would change nothing."""
        for name, phone in self.phones.items():
            heads = phone.screen().get(WORDS, [])
            is_current = phone.seen == self.server.changes
            offered = {
                "edit": phone.state is State.LIVE,
                "choose": phone.state is State.LIVE and len(heads) > 1,
                "dismiss": phone.state is State.LIVE and len(heads) > 1,
                "remove": phone.state is State.LIVE
                and not any(done.op == "remove" for done, _ in phone.outbox),
                "restore": phone.state is State.REMOVED and not phone.outbox,
                "erase": phone.state is not State.ERASED,
                "sync": bool(phone.outbox) or not is_current,
                "pull": bool(phone.outbox) and not is_current,
            }
            yield from (f"{name} {op}" for op in ops if offered[op])

    def do(self, act: str) -> None:
        name, op = act.split()
        phone = self.phones[name]
        if op == "sync":
            phone.outbox = [each for each in phone.outbox if self.server.take(*each) == "deferred"]
        if op in ("sync", "pull"):
            names = {mutation_id(done.name): done.name for done in self.done}
            phone.told, phone.state, phone.seen = (
                self.server.view(names),
                self.server.record.state,
                self.server.changes,
            )
        else:
            self._write(phone, op)

    def _write(self, phone: Phone, op: str) -> None:
        screen = phone.screen()
        bases: View
        match op:
            case "edit":
                bases = {WORDS: screen.get(WORDS, [])[:1]}
            case "choose":
                bases = {WORDS: screen[WORDS]}
            case "dismiss":
                bases = {WORDS: screen[WORDS][1:2]}
            case "remove":
                bases = screen
            case "restore":
                bases = {LIFE: screen.get(LIFE, [])}
            case _:
                bases = {}
        phone.n += 1
        done = Done(
            name="abcdefgh"[len(self.done) - 1],
            device=phone.device,
            n=phone.n,
            at=len(self.done) * 10 + phone.skew,
            op="edit" if op == "choose" else op,
            bases={register: tuple(name for name, _ in heads) for register, heads in bases.items()},
        )
        self.done.append(done)
        phone.outbox.append(
            (
                done,
                {(register, name): key for register, heads in bases.items() for name, key in heads},
            )
        )


SETTLED = ("A sync", "B sync", "A sync", "B sync")
"""After these nothing is left that could change."""


def explored(
    ops: tuple[str, ...], *, writes: int, acts: int, skew: int
) -> Iterator[tuple[str, ...]]:
    """Every path of at most so many acts, `writes` of them mutations, where each changes something.

    A goes first: names are no matter.
    """

    def go_on(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        if len(path) == acts:
            return
        world = World.after(path, skew)
        is_full = len(world.done) > writes
        for act in world.acts(ops):
            is_write = act.split()[1] not in ("sync", "pull")
            if not (is_write and is_full) and (path or act.startswith("A")):
                yield from go_on((*path, act))

    return go_on(())


def demanded(done: list[Done]) -> dict[str, Any]:
    """What must be so, from the set of mutations alone (`docs/sync.md`, section 4)."""
    if any(each.op == "erase" for each in done):
        return {"state": State.ERASED, "heads": {}, "shown": None, "kept": set()}
    by_name = {each.name: each for each in done}
    keys: dict[str, tuple[int, int, int, int]] = {}

    def key(name: str) -> tuple[int, int, int, int]:
        if name not in keys:
            each = by_name[name]
            ms, counter = each.at, 0
            above = max(
                (key(base)[:2] for bases in each.bases.values() for base in bases), default=None
            )
            if above and (ms, counter) <= above:
                ms, counter = above[0], above[1] + 1
            keys[name] = ms, counter, each.device, each.n
        return keys[name]

    heads = {}
    is_live = False
    for register, op in ((WORDS, "edit"), (LIFE, "restore")):
        written = [each.name for each in done if each.op == op]
        named = {
            base
            for each in done
            if each.op in (op, "dismiss")
            for base in each.bases.get(register, ())
        }
        covered = {
            base for each in done if each.op == "remove" for base in each.bases.get(register, ())
        }
        current = sorted((name for name in written if name not in named), key=key, reverse=True)
        is_live |= any(name not in covered for name in current)
        if current:
            heads[register] = current
    covered = {base for each in done if each.op == "remove" for base in each.bases.get(WORDS, ())}
    return {
        "state": State.LIVE if is_live else State.REMOVED,
        "heads": {register: set(names) for register, names in heads.items()},
        "shown": heads[WORDS][0] if heads.get(WORDS) else None,
        "kept": {name for name in heads.get(WORDS, [])[1:] if name not in covered},
    }


def told(world: World) -> dict[str, Any]:
    """The same of the record as it is."""
    record = world.server.record
    names = {mutation_id(done.name): done.name for done in world.done}
    body = msgspec.json.decode(record.body[WORDS]) if WORDS in record.body else {"title": None}
    return {
        "state": record.state,
        "heads": {
            register: {names[head.id] for head in heads}
            for register, heads in record.heads.items()
            if heads
        },
        "shown": body["title"],
        "kept": {
            names[each]
            for each in record.kept.get(WORDS, {})
            if each not in record.covered.get(WORDS, ())
        },
    }
