"""What is published as a limit is one: it holds at the limit and refuses one past it.

Security: B11.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from api.limits import LIMITS
from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.entity_specs import GroupSpec
from domain.errors import BadInput
from tests.phone.ids import new_id
from tests.sync.devices import outcomes
from tests.sync.town import Town

NEEDED = {
    "occurred_at": "2026-09-20T12:00:00Z",
    "local_date": "2026-09-20",
    "time_zone": "America/Chicago",
    "section": "reasons",
}


def texts(group: GroupSpec) -> Iterator[tuple[str, int]]:
    """Each field that is one text, and how long it may be."""
    for field in msgspec.structs.fields(group.shape):
        kind = inspect.type_info(field.type)
        while isinstance(kind, inspect.Metadata):
            kind = kind.type
        if isinstance(kind, inspect.StrType) and kind.max_length and not kind.pattern:
            yield field.name, kind.max_length


ALL_TEXTS = [
    (spec, group, *text)
    for spec in SPECS.values()
    for group in spec.groups.values()
    for text in texts(group)
]
OWN_TEXTS = [each for each in ALL_TEXTS if StreamKind.OWN in each[0].policy.streams]


def test_no_text_may_be_longer_than_is_published() -> None:
    assert {(spec.name, field) for spec, _, field, most in ALL_TEXTS if most > LIMITS.text} == set()


@pytest.mark.parametrize("over", [0, 1])
async def test_each_text_holds_as_much_as_is_declared_and_no_more(town: Town, over: int) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    whole = phone.mutate(
        entity="goal",
        record=new_id(),
        stream=tasha["own"],
        set={"words": {"title": "What others are parts of"}},
    )
    for spec, group, field, most in OWN_TEXTS:
        needed = {
            each: complete(other)
            for each, other in spec.groups.items()
            if other.required and other.writer is Role.PARTICIPANT
        }
        if spec.policy.part_of:
            needed[spec.policy.part_of[0]][spec.policy.part_of[1]] = whole["record"]
        groups = needed | {
            group.name: needed.get(group.name, {})
            | {field: ("e" if field == "time_zone" else "é") * (most + over)}
        }
        phone.mutate(entity=spec.name, record=new_id(), stream=tasha["own"], set=groups)
    results = (await phone.sync()).results

    assert len(results) == len(OWN_TEXTS) + 1 > 10
    expected = ("refused", "too_long") if over else ("applied", None)
    assert {(result.outcome, result.code) for result in results[1:]} == {expected}


def complete(group: GroupSpec) -> dict[str, Any]:
    """The fields without a default."""
    return {
        field.name: NEEDED.get(field.name, "x")
        for field in msgspec.structs.fields(group.shape)
        if field.required
    }


async def test_a_request_holds_as_many_mutations_as_is_published_and_no_more(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    for number in range(LIMITS.mutations):
        phone.write("journal_note", {"words": {"text": f"note {number}"}})
    assert outcomes(await phone.sync()) == ["applied"] * LIMITS.mutations

    for number in range(LIMITS.mutations + 1):
        phone.write("journal_note", {"words": {"text": f"one too many {number}"}})
    with pytest.raises(BadInput) as error:
        await phone.sync()
    assert error.value.where == "mutations"
    phone.outbox.clear()
    await phone.sync_all()
    assert len(phone.rows) == LIMITS.mutations, "none of a request that was refused was applied"


async def test_a_page_has_at_most_as_many_rows_as_is_published(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    with pytest.raises(BadInput):
        await phone.sync(limit=LIMITS.page_rows + 1)
    await phone.sync(limit=LIMITS.page_rows)
