"""What the server must answer to a mutation, and with which key."""

from msgspec import Struct

from domain.declare import Rule
from domain.entities import SPECS
from tests.simulation.fates import Frozen, Sent
from tests.simulation.histories import History, Key, group_of, registers_of

TRUSTED_SKEW = 120_000


class Arrival(Struct, frozen=True):
    received_at: int
    sent_at: int
    device: int


class Verdict(Struct, frozen=True, kw_only=True):
    """What the server must say.

    `stream` is where the words are: in their record, or among the refused writes. `groups` tells of
    each whether it is shown or kept.
    """

    outcome: str
    code: str | None = None
    field: str | None = None
    first: str | None = None
    key: Key | None = None
    stream: int | None = None
    groups: dict[str, str] = {}
    rank: int = 0
    sealed: bool = False


DEFERRED, GONE = Verdict(outcome="deferred"), Verdict(outcome="gone")


def offset_of(frozen: Frozen, arrival: Arrival) -> int:
    """Return what is to be added to the phone's clock, ms.

    As it knew itself, or as far as the request was off.
    """
    skew = arrival.received_at - arrival.sent_at
    return frozen.offset if frozen.offset is not None else skew if abs(skew) > TRUSTED_SKEW else 0


def key_of(sent: Sent, arrival: Arrival, bases: list[Key]) -> Key:
    frozen = sent.frozen
    if sent.told:
        return min(sent.told.key[0], arrival.received_at), *sent.told.key[1:]
    ms, counter = min(frozen.at + offset_of(frozen, arrival), arrival.received_at), 0
    greatest = max((base[:2] for base in bases), default=None)
    if greatest is not None and (ms, counter) <= greatest:
        ms, counter = greatest[0], greatest[1] + 1
    return ms, counter, arrival.device, frozen.n


def latest_instant(sent: Sent, arrival: Arrival) -> int:
    """Return the latest instant that a mutation may speak of, ms.

    It is a little after it was written, and never after its first arrival.
    """
    written = sent.frozen.at + offset_of(sent.frozen, arrival)
    if not sent.told:
        return min(arrival.received_at, written + TRUSTED_SKEW)
    told = min(sent.told.key[0], arrival.received_at)
    return told if told < written else min(arrival.received_at, told + TRUSTED_SKEW)


def standing(history: History, group: str, frozen: Frozen) -> str:
    """Of a set: whether all of it is as the mutation wishes."""
    union = SPECS[history.entity].groups[group].rule is Rule.UNION
    registers = [
        register for _, register, _ in registers_of(frozen.entity, {group: frozen.groups[group]})
    ]
    heads = [
        [each for each, _ in history.view.heads[register]]
        for register in registers
        if group_of(register) == group
    ]
    return (
        "shown"
        if all(ids[0] == frozen.id or (union and frozen.id in ids) for ids in heads)
        else "kept"
    )
