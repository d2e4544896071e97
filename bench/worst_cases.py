"""The pushes that cost the server most, among those that the protocol's grammar allows."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.phone.ids import new_id
from tests.sync.devices import NOW, Device, singleton_of
from tests.sync.town import Town

MUTATIONS = 200


SPANS = [
    {"since": f"{hour:02}:{minute:02}", "until": f"{hour:02}:59"}
    for hour in range(24)
    for minute in range(59)
]
"""Quiet hours, no two of them alike."""


Case = Callable[[Town, Device], Awaitable[None]]
"""Stores what is costly, and leaves the costly push in the phone's outbox."""


async def status_edits_over_unnamed_heads(_: Town, phone: Device, heads: int = 600) -> None:
    """Edit a status whose heads no edit names."""
    goal = await _goal(phone)
    for turn in range(heads + MUTATIONS):
        _edit(phone, "goal", goal, {"status": {"status": "active"}})
        await _sync_each(phone, turn, heads)


async def quiet_hours_over_unnamed_heads(_: Town, phone: Device, heads: int = 300) -> None:
    """Edit a union whose heads no edit names."""
    settings = singleton_of(phone.streams, "notification_settings")
    for turn in range(heads + MUTATIONS):
        quiet = [SPANS[(turn * 7 + each) % len(SPANS)] for each in range(7)]
        phone.mutate(
            entity="notification_settings",
            record=settings,
            stream=phone.streams["account"],
            set={"quiet": {"quiet": quiet}},
        )
        await _sync_each(phone, turn, heads)


async def every_group_over_unnamed_heads(_: Town, phone: Device, heads: int = 600) -> None:
    """Edit all groups of a goal whose heads no edit names."""
    goal = await _goal(phone)
    for turn in range(heads + MUTATIONS):
        groups: dict[str, Any] = {
            "words": {"title": f"Title {turn}", "why": "why " * 100},
            "area": {"dimension": "home"},
            "measure": {"target": turn},
            "confidence": {"confidence": 3},
            "dates": {"start_on": "2026-09-01"},
            "status": {"status": "active"},
            "visibility": {"shared": False},
        }
        _edit(phone, "goal", goal, groups)
        await _sync_each(phone, turn, heads)


async def edits_beside_what_was_let_go(_: Town, phone: Device, rounds: int = 6) -> None:
    """Dismiss all versions again and again, then push edits and dismissals in turn."""
    goal = await _goal(phone)
    for _round in range(rounds):
        made = [
            _edit(phone, "goal", goal, {"words": {"title": "Again " * 20}})["id"]
            for _ in range(MUTATIONS)
        ]
        await phone.sync()
        for first in range(0, len(made), 50):
            _act(
                phone,
                "dismiss",
                "goal",
                goal,
                {"words": [[each, [NOW, 0, 1, 1]] for each in made[first : first + 50]]},
            )
        await phone.sync()
    for _turn in range(MUTATIONS // 2):
        one = _edit(phone, "goal", goal, {"words": {"title": "And again"}})["id"]
        _act(phone, "dismiss", "goal", goal, {"words": [[one]]})


async def elements_of_a_set(
    _: Town, phone: Device, mutations: int = 50, elements: int = 200
) -> None:
    """Add as many elements to a set as mutations may carry."""
    favourites = singleton_of(phone.streams, "favourites")
    for _turn in range(mutations):
        added = {"resources": {"add": [new_id() for _ in range(elements)]}}
        phone.mutate(entity="favourites", record=favourites, stream=phone.streams["own"], set=added)


async def elements_taken_from_a_set(_: Town, phone: Device, elements: int = 40_000) -> None:
    """Remove as many elements as one body holds."""
    favourites = singleton_of(phone.streams, "favourites")
    phone.mutate(
        entity="favourites",
        record=favourites,
        stream=phone.streams["own"],
        set={"resources": {"add": [new_id()]}},
    )
    await phone.sync()
    removed = [new_id() for _ in range(elements)]
    phone.mutate(
        entity="favourites",
        record=favourites,
        stream=phone.streams["own"],
        set={"resources": {"remove": removed}},
    )


async def erases_beside_refused_writes(_: Town, phone: Device, refused: int = 1_200) -> None:
    """Erase goals about which many writes were refused."""
    goals = [await _goal(phone, sync=False) for _ in range(MUTATIONS)]
    await phone.sync()
    for turn in range(refused):
        _edit(phone, "goal", goals[turn % MUTATIONS], {"words": {"title": "long " * 4_000}})
        await _sync_each(phone, turn, refused - 1)
    await phone.sync()
    for goal in goals:
        _act(phone, "erase", "goal", goal, {})


async def erase_of_a_whole(
    _: Town, phone: Device, parts: int = 1_400, refused: int = 1_400
) -> None:
    """Erase a goal with many steps and refused writes."""
    goal = await _with_steps(phone, parts)
    for turn in range(refused):
        _edit(phone, "goal", goal, {"words": {"title": "long " * 4_000}})
        await _sync_each(phone, turn, refused - 1)
    await phone.sync()
    _act(phone, "erase", "goal", goal, {})


async def moves_of_a_whole(_: Town, phone: Device, parts: int = 1_000) -> None:
    """Share and hide a goal with many steps in turn."""
    goal = await _with_steps(phone, parts)
    before = ""
    for turn in range(MUTATIONS):
        base = _on("visibility", before)
        before = _edit(phone, "goal", goal, {"visibility": {"shared": turn % 2 == 0}}, base)["id"]


async def a_chain_of_refused(_: Town, phone: Device, length: int = 4_000, edits: int = 1) -> None:
    """Edit what depends on a long chain of refused edits."""
    goal = await _goal(phone)
    before = ""
    for turn in range(length):
        base = _on("words", before)
        before = _edit(phone, "goal", goal, {"words": {"title": "long " * 4_000}}, base)["id"]
        await _sync_each(phone, turn, length - 1)
    await phone.sync()
    for _turn in range(edits):
        _edit(phone, "goal", goal, {"words": {"title": "Short"}}, {"words": [[before]]})


async def edits_naming_a_chain_of_refused(town: Town, phone: Device, length: int = 1_000) -> None:
    """Name a long chain of refused edits in every mutation of a push."""
    await a_chain_of_refused(town, phone, length, MUTATIONS)


async def bases_in_a_long_history(
    _: Town, phone: Device, history: int = 1_000, bases: int = 11_000
) -> None:
    """Name many bases in a record with a long history."""
    goal = await _goal(phone)
    made: list[str] = []
    for turn in range(history):
        made.append(
            _edit(
                phone,
                "goal",
                goal,
                {"words": {"title": f"Title {turn}"}},
                _on("words", made[-1] if made else ""),
            )["id"]
        )
        await _sync_each(phone, turn, history - 1)
    await phone.sync()
    named = [[each] for each in made]
    for turn in range(MUTATIONS):
        first = turn * 50 % (history - 50)
        base = {
            "words": named[first : first + 50],
            "area": named[first : first + bases // MUTATIONS - 50],
        }
        _edit(phone, "goal", goal, {"words": {"title": f"Named {turn}"}}, base)


async def unknown_bases(_: Town, phone: Device) -> None:
    """Name bases that have never come, and cover them in registers that do not exist."""
    goal = await _goal(phone)
    for _turn in range(40):
        base = {f"tags/{turn}": [[new_id(), [NOW, 0, 9, 9]]] for turn in range(380)}
        _act(phone, "remove", "goal", goal, base)


async def an_ordinary_push(_: Town, phone: Device) -> None:
    """Push as an ordinary phone does, for comparison."""
    for turn in range(MUTATIONS):
        phone.write("journal_note", {"words": {"text": f"note {turn}" * 10}})


CASES: dict[str, Case] = {
    case.__name__: case
    for case in (
        an_ordinary_push,
        status_edits_over_unnamed_heads,
        quiet_hours_over_unnamed_heads,
        every_group_over_unnamed_heads,
        edits_beside_what_was_let_go,
        elements_of_a_set,
        elements_taken_from_a_set,
        erases_beside_refused_writes,
        erase_of_a_whole,
        moves_of_a_whole,
        a_chain_of_refused,
        edits_naming_a_chain_of_refused,
        bases_in_a_long_history,
        unknown_bases,
    )
}


async def _goal(phone: Device, *, sync: bool = True) -> str:
    record = new_id()
    _edit(phone, "goal", record, {"words": {"title": "A room of my own"}})
    if sync:
        await phone.sync()
    return record


async def _with_steps(phone: Device, parts: int) -> str:
    goal = await _goal(phone)
    for turn in range(parts):
        _edit(
            phone,
            "goal_step",
            new_id(),
            {"goal": {"goal": goal}, "words": {"text": f"step {turn}"}},
        )
        await _sync_each(phone, turn, parts - 1)
    await phone.sync()
    return goal


def _edit(
    phone: Device,
    entity: str,
    record: str,
    groups: dict[str, Any],
    base: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return phone.mutate(
        entity=entity, record=record, stream=phone.streams["own"], set=groups, base=base or {}
    )


def _act(phone: Device, op: str, entity: str, record: str, base: dict[str, Any]) -> dict[str, Any]:
    return phone.mutate(op=op, entity=entity, record=record, stream=phone.streams["own"], base=base)


def _on(group: str, before: str) -> dict[str, Any]:
    return {group: [[before]]} if before else {}


async def _sync_each(phone: Device, turn: int, last: int) -> None:
    """Push in as large portions as there may be, until the last of what is only stored."""
    if (len(phone.outbox) == MUTATIONS and turn < last) or turn == last - 1:
        await phone.sync()
