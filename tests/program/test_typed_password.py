"""A password that the server made is read as a code is.

Aloud, from paper, by hand, or pasted with what comes along.
"""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.codes import typed_code
from program.staff import new_secrets, typed_password

MADE = "0abcd-efgh1-jkmnp-qrstv"


@pytest.mark.parametrize(
    "typed",
    [
        MADE,
        MADE.upper(),
        MADE.title(),
        f" {MADE}",
        f"{MADE}\n",
        f"\u00a0{MADE}\t",
        f"\ufeff{MADE}\u200b",
        MADE.replace("0", "O"),
        MADE.replace("0", "o"),
        MADE.replace("1", "l"),
        MADE.replace("1", "I"),
        MADE.replace("-", ""),
        MADE.replace("-", " "),
        MADE.replace("-", " - "),
        MADE.replace("-", "–"),
        MADE.replace("-", "\u2011"),
        MADE.replace("-", "\u2212"),
        "0abc defg h1jk mnpq rstv",
        "０ａｂｃｄ－efgh1-jkmnp-qrstv",
    ],
)
def test_it_is_understood_however_it_is_typed(typed: str) -> None:
    assert typed_password(typed) == MADE


@given(
    st.binary(min_size=40, max_size=40),
    st.sampled_from(["-", " ", "", " – ", "\u00a0"]),
    st.booleans(),
)
def test_so_is_every_one_that_is_made(drawn: bytes, between: str, capital: bool) -> None:
    made = new_secrets(lambda size: drawn[:size]).password
    typed = f" {made.replace('-', between)} ".replace("0", "O").replace("1", "l")
    assert typed_password(typed.upper().replace("L", "l") if capital else typed) == made


@pytest.mark.parametrize(
    "typed",
    [
        "lantern-bridge-demo",
        "Correct-Horse-Battery",
        MADE[:-1],
        f"{MADE}w",
        MADE.replace("a", "u"),
        "",
        " x ",
    ],
)
def test_any_other_password_is_taken_as_it_is_typed(typed: str) -> None:
    assert typed_password(typed) == typed


def test_what_is_made_is_what_it_was() -> None:
    made = new_secrets(secrets.token_bytes).password
    assert [len(group) for group in made.split("-")] == [5, 5, 5, 5]
    assert made == made.lower()


@pytest.mark.parametrize("between", ["\u2011", "\u2212", "\u200b", "\u202f", "\n", "\ufeff"])
def test_a_code_is_read_with_whatever_comes_along(between: str) -> None:
    assert typed_code(f"{between}ABCD{between}EFGH{between}JKMN{between}") == "ABCDEFGHJKMN"
