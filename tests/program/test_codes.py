"""One-time codes can be read aloud, typed as people type, and are kept only as a hash.

Security: A1, A4.
"""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program.codes import ALPHABET, code_hash, enrolment_url, new_code, qr_svg, typed_code


def test_a_code_has_sixty_random_bits_and_no_letter_that_is_misread() -> None:
    assert len(ALPHABET) == 32
    assert not set("OILU") & set(ALPHABET)
    assert len({new_code(secrets.token_bytes) for _ in range(1000)}) == 1000
    assert new_code(bytes) == "0000-0000-0000"
    assert new_code(lambda size: b"\xff" * size) == "ZZZZ-ZZZZ-ZZZZ"


@given(st.binary(min_size=8, max_size=8), st.sampled_from(["-", " ", "", " – "]), st.booleans())
def test_a_code_is_understood_however_it_is_typed(drawn: bytes, between: str, lower: bool) -> None:
    code = new_code(lambda _: drawn)
    typed = f" {code.replace('-', between)} ".replace("0", "O").replace("1", "l")
    assert typed_code(typed.lower() if lower else typed) == code.replace("-", "")


@pytest.mark.parametrize(
    "text",
    ["", "ABCD-EFGH", "ABCD-EFGH-JKMN-P", "ABCD-EFGH-JKM!", "ABCD-EFGH-JKMU", "ß" * 12, "١" * 12],
)
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert typed_code(text) is None


async def test_the_hash_says_nothing_of_the_code_and_is_always_the_same() -> None:
    hashed = await code_hash("ABCDEFGHJKMN")
    assert hashed == await code_hash("ABCDEFGHJKMN")
    assert hashed != await code_hash("ABCDEFGHJKMP")
    assert "ABCD" not in hashed.upper()


def test_the_address_holds_the_code_in_its_fragment_alone() -> None:
    assert (
        enrolment_url("https://a.example", "ABCD-EFGH-JKMN")
        == "https://a.example/enrol#code=ABCD-EFGH-JKMN"
    )


def test_the_qr_code_is_a_picture_without_the_words() -> None:
    svg = qr_svg("https://a.example/enrol#code=ABCD-EFGH-JKMN")
    assert svg.startswith("<svg")
    assert "ABCD" not in svg
