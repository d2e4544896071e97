"""A payload tells nothing: one length, two fixed sentences, an opaque id (security: E7, E8)."""

import uuid

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.push.payload import PAYLOAD_BYTES, SENTENCES, payload

LARGEST_PLAINTEXT = 3993
"""What fits a body of 4,096 bytes, encrypted (RFC 8291)."""


@given(st.uuids(), st.sampled_from(["en", "es"]) | st.text(max_size=8))
def test_every_payload_has_one_length_and_fixed_sentences(entry: uuid.UUID, language: str) -> None:
    encoded = payload(str(entry), language)
    notification = msgspec.json.decode(encoded)["notification"]
    assert len(encoded) == PAYLOAD_BYTES <= LARGEST_PLAINTEXT
    assert (notification["title"], notification["body"]) in SENTENCES.values()


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [
        ("en", "You have a new note.", "Open it when you have a moment."),
        ("es", "Tienes una nota nueva.", "Ábrela cuando tengas un momento."),
        ("fr", "You have a new note.", "Open it when you have a moment."),
    ],
)
def test_the_sentences_are_in_the_persons_language_or_english(
    language: str, title: str, body: str
) -> None:
    shown = msgspec.json.decode(payload(str(uuid.UUID(int=7)), language))["notification"]
    assert (shown["title"], shown["body"]) == (title, body)


def test_there_are_two_sentences_in_a_language_and_neither_names_the_app() -> None:
    assert sorted(SENTENCES) == ["en", "es"]
    said = [sentence for sentences in SENTENCES.values() for sentence in sentences]
    assert len(said) == 2 * len(SENTENCES)
    assert not [sentence for sentence in said if "alongside" in sentence.lower()]


def test_it_is_declarative_web_push_that_opens_the_inbox_on_the_apps_own_origin() -> None:
    entry = str(uuid.UUID(int=9))
    message = msgspec.json.decode(payload(entry, "en"))
    assert message["web_push"] == 8030
    assert message["notification"]["navigate"] == f"/inbox/{entry}"
    assert message["notification"]["tag"] == message["id"] == entry
    assert message["notification"]["silent"] is False


def test_two_payloads_differ_in_the_opaque_id_alone() -> None:
    one, two = (str(uuid.UUID(int=number)) for number in (1, 2))
    assert payload(one, "en").replace(one.encode(), b"") == payload(two, "en").replace(
        two.encode(), b""
    )
