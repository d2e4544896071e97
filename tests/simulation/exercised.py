"""Which rules of merging a mutation made use of, so that the report can count them."""

from collections.abc import Iterator

from domain.declare import Rule
from domain.entities import SPECS
from tests.simulation.histories import LIFE, Applied, History, View, group_of

RULES = (
    *(f"several heads: {rule}" for rule in Rule if rule is not Rule.ONCE),
    "an achievement held against a later word",
    "a choice among versions",
    "raised above its base",
    "an edit brought a removed record back",
    "a restore brought a removed record back",
    "a restore and an edit or a remove crossed",
    "a remove did not cover all",
    "a refused base stood for its own",
    "an element put in",
    "an element taken out",
    "an element stayed that another phone had put in",
    "a place in a list",
    "a version let go",
    "a version that was let go came back",
    "an erase of a live record",
    "an erase of a removed record",
    "an erase took a part along",
    "an erase of what the server never saw",
    "a singleton began anew",
    "shared: moved",
    "hidden: moved",
    "a part moved with its whole",
    "a part came before its whole",
    "stricter than the last word: visibility",
    "a base that this server has lost",
    *(f"offered again: {op}" for op in ("edit", "remove", "restore", "dismiss")),
    "offered again by a peer who may no longer",
    "a chosen name followed",
    "written by an older app",
    "written by a newer app",
)


def used(history: History, mutation: Applied, before: History | None) -> Iterator[str]:
    """`before` is the record as it was."""
    yield from _heads_used(history, mutation)
    view, was_removed = history.view, bool(before and before.view.removed)
    if mutation.key[1]:
        yield "raised above its base"
    if was_removed and not view.removed:
        yield (
            f"{'an' if mutation.op == 'edit' else 'a'} {mutation.op} brought a removed record back"
        )
    if mutation.op == "restore" and not was_removed:
        yield "a restore and an edit or a remove crossed"
    if mutation.op == "remove" and not view.removed:
        yield "a remove did not cover all"
    if mutation.op == "dismiss":
        yield "a version let go"
    if before and any(
        value in before.view.dismissed.get(register, {}).values()
        for register, value in mutation.groups.items()
    ):
        yield "a version that was let go came back"
    if "order" in mutation.groups:
        yield "a place in a list"


def _heads_used(history: History, mutation: Applied) -> Iterator[str]:
    view = history.view
    for register, value in mutation.groups.items():
        if register == LIFE:
            continue
        heads = view.heads[register]
        if len(heads) > 1:
            yield f"several heads: {SPECS[history.entity].groups[group_of(register)].rule}"
        if isinstance(value, bool):
            yield "an element put in" if value else "an element taken out"
            if {history.applied[each].groups[register] for each, _ in heads} == {True, False}:
                yield "an element stayed that another phone had put in"
        if len(mutation.bases.get(register, ())) > 1:
            yield "a choice among versions"
    yield from _held_against_the_last(view, mutation)


def _held_against_the_last(view: View, mutation: Applied) -> Iterator[str]:
    heads = view.heads.get("status", [])
    if "status" in mutation.groups and heads and heads[0][1] < max(key for _, key in heads):
        yield "an achievement held against a later word"
    shown = view.heads.get("visibility", [])
    if "visibility" in mutation.groups and shown and shown[0][1] < max(key for _, key in shown):
        yield "stricter than the last word: visibility"
