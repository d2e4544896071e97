"""Texts are tidied without losing a word; goals move as the field's practice has it."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from domain.entities.goal import GOAL_MACHINE, GOAL_MOVES
from domain.entities.support_flag import FLAG_MOVES
from domain.rules import tidied, tidy


@given(st.text())
def test_tidying_loses_no_visible_character(text: str) -> None:
    def visible(value: str) -> str:
        seen = unicodedata.normalize("NFC", value)
        return "".join(
            each for each in seen if not each.isspace() and (each.isprintable() or ord(each) > 127)
        )

    assert visible(tidy(text)) == visible(text)


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_lines_and_tabs_inside_a_text_stay() -> None:
    assert tidy(" one\n\ttwo\x00 \x1b[31m") == "one\n\ttwo [31m"


def test_goals_and_flags_share_no_state() -> None:
    """Who meets a state in a log knows of what it is. Nothing depends on it."""
    goals, flags = (
        {state for move in moves for state in move} for moves in (GOAL_MOVES, FLAG_MOVES)
    )
    assert not goals & flags


@pytest.mark.parametrize(
    ("came_from", "status"),
    [
        ("draft", "achieved"),
        ("paused", "achieved"),
        ("achieved", "paused"),
        ("released", "achieved"),
        ("released", "paused"),
        ("achieved", "released"),
    ],
)
def test_these_moves_are_not_a_goals(came_from: str, status: str) -> None:
    assert not GOAL_MACHINE.allows(came_from, status)


@pytest.mark.parametrize("status", ["draft", "active", "paused", "achieved", "released"])
def test_any_first_status_is_legal_and_so_is_staying(status: str) -> None:
    assert GOAL_MACHINE.allows(None, status)
    assert GOAL_MACHINE.allows(status, status)


class Said(Struct):
    text: str | None = None
    at: datetime | None = None


def test_what_is_left_out_is_not_tidied_and_what_is_tidy_is_the_same() -> None:
    said = Said()
    assert tidied(said, ("text", "at"), 0) is said
    said = Said("as it is", datetime(1970, 1, 1, tzinfo=UTC))
    assert tidied(said, ("text", "at"), 0) is said


def test_of_the_fields_that_are_named_texts_are_tidied_and_instants_have_been() -> None:
    came = datetime(2026, 9, 22, 12, tzinfo=UTC)
    said = Said(" words ", came + timedelta(milliseconds=1))
    received = int(came.timestamp() * 1000)
    assert tidied(said, ("text", "at"), received) == Said("words", came)
    assert tidied(said, ("text",), received) == Said("words", said.at)
    assert tidied(said, (), received) is said
