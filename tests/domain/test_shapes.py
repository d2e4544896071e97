"""The shape that is asked of a text is found wherever it stands in its annotation."""

from typing import Annotated

import pytest
from msgspec import Meta, Struct

from domain.shapes import ill_shaped, shape_of
from domain.values import ZONE_SHAPE, ZoneName

DIGITS = Annotated[str, Meta(extra={"shape": "[0-9]+"})]


@pytest.mark.parametrize(
    "hint",
    [
        ZoneName,
        ZoneName | None,
        Annotated[ZoneName, Meta(description="More.")],
        Annotated[ZoneName | None, Meta(description="More.")],
    ],
)
def test_a_shape_is_found_from_anywhere_in_the_annotation(hint: object) -> None:
    shape = shape_of(hint)
    assert shape is not None
    assert shape.pattern == ZONE_SHAPE


@pytest.mark.parametrize(
    "hint", [str, str | None, list[str], Annotated[str, Meta(max_length=3, extra={"group": "a"})]]
)
def test_most_texts_have_none(hint: object) -> None:
    assert shape_of(hint) is None


def test_the_first_field_of_another_shape_is_named_and_the_whole_text_counts() -> None:
    class Two(Struct):
        one: str | None
        two: str

    shape = shape_of(DIGITS)
    assert shape is not None
    asked = (("one", shape), ("two", shape))
    assert ill_shaped(asked, Two("1", "22")) is None
    assert ill_shaped(asked, Two(None, "22")) is None
    assert ill_shaped(asked, Two("1", "22 x")) == "two"
    assert ill_shaped(asked, Two("x", "y")) == "one"
