"""Texts are tidied without losing a word; goals move as the field's practice has it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules import FLAG_MOVES, GOAL_MOVES, is_legal_move, tidy


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
    """So one question about legal moves serves both."""
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
    assert not is_legal_move(came_from, status)


@pytest.mark.parametrize("status", ["draft", "active", "paused", "achieved", "released"])
def test_any_first_status_is_legal_and_so_is_staying(status: str) -> None:
    assert is_legal_move(None, status)
    assert is_legal_move(status, status)
