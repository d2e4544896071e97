"""What travels to a phone: two fixed sentences and an opaque id, padded to one size.

It can be built from nothing else.

Valid Declarative Web Push JSON, so that an iPhone shows it even when our worker was evicted; our
worker reads the same.
"""

from typing import NamedTuple

import msgspec

PAYLOAD_BYTES = 512
"""One size for all of them, so that its length tells nothing."""


class Sentences(NamedTuple):
    """What a notification shows."""

    title: str
    body: str


SENTENCES = {
    "en": Sentences("You have a new note.", "Open it when you have a moment."),
    "es": Sentences("Tienes una nota nueva.", "Ábrela cuando tengas un momento."),
}
"""The same for every kind of notice.

Sentences of its own would reveal the kind, and the app's name what its holder is recovering from.
"""


def payload(entry: str, language: str) -> bytes:
    """Return the message about an inbox entry.

    It has the entry's record id, and the sentences in the person's language, or in English.
    """
    spoken = language if language in SENTENCES else "en"
    sentences = SENTENCES[spoken]
    message = {
        "web_push": 8030,
        "notification": {
            "title": sentences.title,
            "lang": spoken,
            "dir": "ltr",
            "body": sentences.body,
            "navigate": f"/inbox/{entry}",
            "tag": entry,
            "silent": False,
        },
        "id": entry,
    }
    return msgspec.json.encode(message).ljust(PAYLOAD_BYTES)
