"""Which rules of merging a mutation made use of, so that the report can count them."""

from collections.abc import Iterator

from domain.declare import Rule
from domain.entities import SPECS
from tests.simulation.histories import LIFE, Applied, History

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
)


def used(history: History, mutation: Applied, *, was_removed: bool) -> Iterator[str]:
    yield from _heads_used(history, mutation)
    view = history.view
    if mutation.key[1]:
        yield "raised above its base"
    if was_removed and not view.removed:
        yield f"{'an' if mutation.op == 'edit' else 'a'} {mutation.op} brought a removed record back"
    if mutation.op == "restore" and not was_removed:
        yield "a restore and an edit or a remove crossed"
    if mutation.op == "remove" and not view.removed:
        yield "a remove did not cover all"


def _heads_used(history: History, mutation: Applied) -> Iterator[str]:
    view = history.view
    for group in mutation.groups:
        if group != LIFE and len(view.heads[group]) > 1:
            yield f"several heads: {SPECS[history.entity].groups[group].rule}"
        if len(mutation.bases.get(group, ())) > 1:
            yield "a choice among versions"
    heads = view.heads.get("status", [])
    if "status" in mutation.groups and heads and heads[0][1] < max(key for _, key in heads):
        yield "an achievement held against a later word"
