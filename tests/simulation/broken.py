"""How a run fails: what was promised, and what was found instead."""

import re

FILLING = re.compile(r"x{20,}")


class Broken(Exception):
    """`promise` is one of `PROMISES`; `seen` says where, in a line."""

    def __init__(self, promise: str, seen: str) -> None:
        super().__init__(f"{promise}: {FILLING.sub('…', seen)}")
        self.promise = promise


PROMISES = {
    "lost": "a word that someone wrote is nowhere where it belongs",
    "leaked": "a word, a row or a stream reached a device that had no right to it",
    "diverged": "what a device or the database holds is not what the applied mutations say",
    "stuck": "an outbox does not empty though nothing is in the way any more",
    "misjudged": (
        "a mutation was answered otherwise than the rules say, or otherwise than the first time"
    ),
    "returned": "a word that its owner erased is somewhere still, or again",
    "forgotten": "what was taken away is not in the ledger, or a restored server did not heed it",
    "crashed": "a request ended in an error",
}
