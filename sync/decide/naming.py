"""What a mutation names: the heads that were on the screen, with their keys, by register.

Pure; the rules are `docs/sync.md`.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b

from msgspec import Struct, field

from domain.bounds import CHAIN
from domain.entities import SPECS
from domain.keys import Key, ToldKey
from domain.records import LIFE, Base, Mutation, Op, Record
from sync.decide.budget import NAME
from sync.decide.clock import Arrival
from sync.decide.push_state import NotApplied, PushState

_NOTHING: Mapping[str, Mapping[str, Key]] = {}
_NO_KEY = Key(0, 0, 0, 0)
KEPT_BASES = 32
"""How many bases a receipt of a refused mutation remembers, for ever.

An edit of words has one, or one of each version.
"""

Named = Mapping[str, Mapping[str, Key]]
"""By register, the mutations that are named as its base, with their keys."""


class _Asking(Struct):
    """One mutation's bases while they are looked up.

    `followed` are the refused ones, by register: they stand for others.
    """

    mutation: Mutation
    record: Record
    push: PushState
    followed: set[tuple[str, str]] = field(default_factory=set)
    told: dict[str, ToldKey] | None = None


def resolve_bases(mutation: Mutation, record: Record, push: PushState) -> Named:
    """Return the mutations that are named, with their keys; a refused one stands for its own bases.

    Raises Halted.
    """
    registers = (
        () if mutation.op is Op.ERASE else mutation.base
    )  # an erase takes all that is there, whatever it saw
    if not registers:
        return _NOTHING
    asking = _Asking(mutation, record, push)
    return {register: _resolve_bases(register, asking) for register in registers}


def bases_of(mutation: Mutation, arrival: Arrival) -> tuple[dict[str, list[str]], dict[str, Key]]:
    """Return what the receipt of a refused mutation keeps of its bases, without a word.

    Their ids by register, and the keys they came with.
    """
    bases: dict[str, list[str]] = {}
    keys: dict[str, Key] = {}
    left = KEPT_BASES
    for register, named in mutation.base.items():
        if not _is_declared(register, mutation.entity):
            continue
        bases[wordless(register, mutation.id)] = [base.id for base in named[:left]]
        keys |= {base.id: arrival.clamp(base.key) for base in named[:left] if base.key}
        left -= len(named[:left])
        if not left:
            break
    return bases, keys


def _is_declared(register: str, entity: str) -> bool:
    """Return whether a register is of a declared group: any other name may be somebody's word."""
    group = register.partition("/")[0]
    return group == LIFE or (entity in SPECS and group in SPECS[entity].groups)


def wordless(register: str, mutation: str) -> str:
    """Return the register's name without the element of a set, which is a word.

    A receipt is kept for ever and holds none.
    """
    group, _, element = register.partition("/")
    return (
        f"{group}/{blake2b(f'{mutation}/{element}'.encode(), digest_size=8).hexdigest()}"
        if element
        else register
    )


def _resolve_bases(register: str, asking: _Asking) -> dict[str, Key]:
    record, push = asking.record, asking.push
    heads = {head.id: head.key for head in record.heads.get(register, ())}
    named: dict[str, Key] = {}
    asked = {base.id: base for base in asking.mutation.base[register]}
    while asked:
        # A loop with a bound and no recursion: chains of refused edits are as long as someone makes
        # them.
        id_, base = asked.popitem()
        if id_ in named:
            continue
        if id_ in heads:
            named[id_] = heads[id_]
        elif receipt := record.receipt(id_):
            named[id_] = receipt.result.key or _NO_KEY
        elif id_ in push.receipts:
            asked |= {
                each.id: each for each in _stands_for(id_, register, asking) if each.id != id_
            }
        elif base.key is not None or asking.mutation.acknowledged is not None:
            named[id_] = push.arrival.clamp(base.key or _NO_KEY)
        else:
            raise NotApplied("deferred")
    return named


def _stands_for(refused: str, register: str, asking: _Asking) -> Iterator[Base]:
    """Yield the bases of a refused mutation, each with the key that it was frozen with.

    This server may have lost one that never comes again. A chain is followed so far: beyond that,
    what it was based on stays a version beside.
    """
    if (refused, register) in asking.followed or len(asking.followed) >= CHAIN:
        return
    asking.followed.add((refused, register))
    receipt = asking.push.receipts[refused]
    bases = receipt.bases.get(wordless(register, refused), ())
    # Paid for as it is walked: a chain of refused edits costs whoever made it, and nobody else.
    asking.push.spend(NAME * len(bases))
    for each in bases:
        yield Base(each, receipt.keys.get(each) or _told(asking).get(each))


def _told(asking: _Asking) -> dict[str, ToldKey]:
    """Return the keys that this mutation itself brings, of all its registers."""
    if asking.told is None:
        asking.told = {
            base.id: base.key
            for bases in asking.mutation.base.values()
            for base in bases
            if base.key
        }
    return asking.told
