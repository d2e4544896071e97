"""What travels to a phone: one fixed sentence and an opaque id, padded to one size. It can be built from nothing else.

Valid Declarative Web Push JSON, so that an iPhone shows it even when our worker was evicted; our worker reads the same.
"""

import msgspec

PAYLOAD_BYTES = 512
"""One size for all of them, so that its length tells nothing."""

TITLE = "Alongside"
SENTENCES = {"en": "You have a new note.", "es": "Tienes una nota nueva."}
"""One neutral sentence for every kind of notice: a sentence for each kind would reveal the kind."""


def payload(entry: str, language: str) -> bytes:
    """The message about an inbox entry: its record id, and the sentence in the person's language, or in English."""
    spoken = language if language in SENTENCES else "en"
    message = {
        "web_push": 8030,
        "notification": {
            "title": TITLE,
            "lang": spoken,
            "dir": "ltr",
            "body": SENTENCES[spoken],
            "navigate": f"/inbox/{entry}",
            "tag": entry,
            "silent": False,
        },
        "id": entry,
    }
    return msgspec.json.encode(message).ljust(PAYLOAD_BYTES)
