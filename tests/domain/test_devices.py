"""Which of a person's devices came from which."""

import msgspec
import pytest
from msgspec import Raw

from domain.devices import device_line, device_told_of, needs_device_line
from domain.entities import SPECS
from domain.records import UNREADABLE, Mutation, Op, Record


def test_a_line_ends_where_it_would_go_in_a_circle() -> None:
    assert device_line(4, {2: 1, 4: 2, 5: 4}) == {4, 2, 1}
    assert device_line(1, {2: 1}) == {1}
    assert device_line(2, {2: 1, 1: 2}) == {2, 1}


def event(**what: object) -> Record:
    body = {"what": Raw(msgspec.json.encode({"event": "phone_added", "label": "x"} | what))}
    return Record(stream=1, record="r", entity="account_event", body=body)


def test_an_event_tells_of_the_phone_that_it_names() -> None:
    spec = SPECS["account_event"]
    assert device_told_of(spec, event(device=7)) == 7
    assert device_told_of(spec, event()) is None
    assert device_told_of(spec, event(device=None)) is None
    assert device_told_of(spec, event(device="7")) is None
    assert device_told_of(spec, Record(stream=1, record="r", entity="account_event")) is None


def test_no_other_record_tells_of_a_phone_nor_one_that_cannot_be_read() -> None:
    set_aside = msgspec.structs.replace(event(device=7), is_set_aside=True)
    assert device_told_of(SPECS["account_event"], set_aside) is None
    assert [
        name for name, spec in SPECS.items() if device_told_of(spec, event(device=7)) is not None
    ] == ["account_event"]


@pytest.mark.parametrize(
    ("op", "entity", "asks"),
    [
        (Op.REMOVE, "account_event", True),
        (Op.RESTORE, "account_event", False),
        (Op.REMOVE, "goal", False),
        (Op.REMOVE, "unheard_of", False),
        (Op.REMOVE, UNREADABLE, False),
    ],
)
def test_where_an_event_is_to_be_removed_it_is_asked_which_phone_came_from_which(
    op: Op, entity: str, asks: bool
) -> None:
    plain = Mutation(id="m", n=1, at=1, entity="goal", record="r")
    asking = msgspec.structs.replace(plain, op=op, entity=entity)
    assert needs_device_line([plain, asking]) is asks
