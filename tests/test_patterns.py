"""No text of others takes a pattern longer than its length allows (security: B12).

Whoever adds one says here what is worst for it.
"""

import ast
import importlib
import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

import domain.values
from domain.composing import to_nfc
from library.meeting_guide import read_feed
from library.texts import paragraphs
from tests.pattern_inputs import OUR_OWN_TEXT, SIZE, TAGS, WORST
from tests.rooms import ROOMS

ROOT = Path(__file__).resolve().parent.parent
PARTS = (*ROOMS, "bench", "scripts")
MOST_SECONDS = 2.0
"""What backtracks takes minutes; what does not, milliseconds, and more on a busy machine."""

WAYS: dict[str, Callable[[Any, Any], object]] = {
    "search": lambda pattern, text: pattern.search(text),
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "finditer": lambda pattern, text: list(pattern.finditer(text)),
    "split": lambda pattern, text: pattern.split(text),
    "sub": lambda pattern, text: pattern.sub(lambda found: found[0], text),
}


def calls_of_re() -> Iterator[tuple[str, ast.Call]]:
    """Every call into `re`, by its module."""
    for path in (path for part in PARTS for path in sorted((ROOT / part).rglob("*.py"))):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value) == "re"
            ):
                yield module, node


def patterns() -> Iterator[str]:
    """The names of all compiled patterns, module and all."""
    for name in sorted({module for module, _ in calls_of_re()}):
        if name.split(".")[0] not in OUR_OWN_TEXT:
            module = importlib.import_module(name)
            yield from (
                f"{name}.{each}"
                for each, value in vars(module).items()
                if isinstance(value, re.Pattern)
            )


def ways(module: str, attribute: str) -> set[str]:
    """Return how its module uses it.

    What is matched from the start alone may take long where it is looked for everywhere.
    """
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text())
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == attribute
    }
    return used or {"fullmatch"}


def test_every_pattern_has_a_name() -> None:
    """One that stands in the middle of a function would be listed nowhere."""
    unnamed = {
        (module, call.lineno)
        for module, call in calls_of_re()
        if ast.unparse(call.func).rpartition(".")[2] != "compile"
    }
    assert {module for module, _ in unnamed if module.split(".")[0] not in OUR_OWN_TEXT} == set()


def test_every_pattern_says_what_is_worst_for_it() -> None:
    named = set(patterns())
    assert named - OUR_OWN_TEXT - WORST.keys() == set(), (
        "say in WORST what makes it look longest, or that it sees no text of others"
    )
    assert WORST.keys() - named == set()


@pytest.mark.parametrize("name", WORST)
def test_its_worst_input_takes_no_longer_than_its_length_allows(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    pattern = getattr(importlib.import_module(module), attribute)
    for piece in WORST[name]:
        for text in (_repeated(piece), _repeated(piece) + "\n!", "a" + _repeated(piece)):
            for way in ways(module, attribute):
                given = text.encode() if isinstance(pattern.pattern, bytes) else text
                assert seconds(WAYS[way], pattern, given) < MOST_SECONDS, (piece, way)


def declared() -> Iterator[tuple[str, Any]]:
    for name, hint in vars(domain.values).items():
        if any(isinstance(note, Meta) and note.pattern for note in get_args(hint)):
            yield name, hint


@pytest.mark.parametrize(("name", "hint"), list(declared()))
def test_a_declared_pattern_is_as_quick_and_lets_no_line_break_pass(name: str, hint: Any) -> None:
    decoder = msgspec.json.Decoder(hint)
    for piece in ("0", "a", "-", "00:", "z0", "é"):
        assert seconds(_tried, decoder, json.dumps(_repeated(piece)).encode()) < MOST_SECONDS
    good = {
        "RecordId": "00000000-0000-4000-8000-000000000001",
        "LocalTime": "12:00",
        "Position": "a1",
    }[name]
    assert decoder.decode(json.dumps(good)) == good
    with pytest.raises(msgspec.ValidationError):
        decoder.decode(json.dumps(good + "\n"))


@pytest.mark.parametrize("piece", TAGS)
def test_a_feed_is_read_in_a_time_that_grows_with_its_length(piece: str) -> None:
    """`<a href='` 2,000 times took half a minute."""
    row = dict.fromkeys(
        ("name", "notes", "location", "time", "day", "types", "url", "address"),
        _repeated(piece, SIZE // 8),
    )
    assert (
        seconds(lambda: read_feed(json.dumps([row]).encode(), time_zone="UTC", source="a feed"))
        < MOST_SECONDS
    )


def test_many_rows_of_one_slug_are_read_in_a_time_that_grows_with_their_number() -> None:
    def read(count: int) -> float:
        rows = [{"slug": "one", "name": f"{number}", "day": 1} for number in range(count)]
        return seconds(
            lambda: read_feed(json.dumps(rows).encode(), time_zone="UTC", source="a feed")
        )

    read(100)
    assert read(4_000) < 8 * read(1_000) + 0.5


def test_a_number_of_a_character_may_be_of_any_length() -> None:
    for number in ("&#" + "9" * 5_000, "&#x" + "f" * 5_000 + ";"):
        [entry] = read_feed(
            json.dumps([{"name": number, "day": 1}]).encode(), time_zone="UTC", source="a feed"
        ).entries
        assert entry.resource.title == "\ufffd"


def test_links_that_do_not_end_are_no_work() -> None:
    assert seconds(paragraphs, "<a href='" * 20_000) < MOST_SECONDS


def test_a_letter_with_endless_marks_is_composed_in_time() -> None:
    """Putting them in order takes time by the square of their number.

    200 kB took a minute, and a text of 6,000 letters 0.15 s.
    """
    for marks in ("\u0315\u0300", "\u0f75", "\u0344\u0323"):
        assert seconds(to_nfc, "a" + _repeated(marks, SIZE // 2)) < MOST_SECONDS
    assert (
        to_nfc("a\u0300\u0323" + "e\u0301" * 100 + "\u0f75")
        == "\u1ea1\u0300" + "é" * 100 + "\u0f71\u0f74"
    )


@given(
    st.text(
        st.sampled_from(
            "aé\u0344\u0f73\u0f75\u0f71\u0f81\u0315\u0316\u0323\u0300\u0958\u1100\u1161\u11a8"
        ),
        max_size=200,
    )
)
def test_form_c_is_that_of_unicode(text: str) -> None:
    for marks in ("", "\u0316" * 40, "\u0315\u0316" * 40, "\u0f81\u0344" * 20):
        assert to_nfc(text + marks + text) == unicodedata.normalize("NFC", text + marks + text)


def _repeated(piece: str, size: int = SIZE) -> str:
    return piece * (size // len(piece))


def _tried(decoder: msgspec.json.Decoder[Any], text: bytes) -> None:
    with suppress(msgspec.ValidationError):
        decoder.decode(text)


def seconds(work: Callable[..., object], *args: object) -> float:
    """Of this process's own time, whatever else the machine does."""
    began = time.process_time()
    work(*args)
    return time.process_time() - began
