"""What became of a mutation: the answer to its sender, and what is kept of it for ever.

What is kept has no words.
"""

from typing import Literal

import msgspec
from msgspec import Raw, Struct

from domain.keys import Key, ToldKey

MutationOutcome = Literal[
    "applied", "adjusted", "duplicate", "refused", "depends_on_refused", "deferred", "gone"
]


class Result(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one mutation.

    `duplicate` carries the first answer again, its outcome under `first`.

    `stream` and `seq` say where it can be read: in its record or, refused, among its author's
    refused writes. `groups` says `shown` or `kept` for each group it wrote; `code` and `field` say
    why and where it was refused or what was adjusted; the client has plain words for every code
    (`domain.errors.REFUSALS`). `rank` is that of the receipt. `seal` proves that a peer's words
    were accepted while the peer had the right to write them: rights end, and servers are restored.
    """

    id: str
    outcome: MutationOutcome
    first: MutationOutcome | None = None
    key: Key | None = None
    stream: int | None = None
    seq: int | None = None
    groups: dict[str, Literal["shown", "kept"]] = {}
    code: str | None = None
    field: str | None = None
    rank: int = 0
    seal: str = ""


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of a mutation for ever, without its words.

    The first answer, its rank, and the bases of a status or a refused one.

    It stands under the mutation's id, so its `result` needs none. `rank` is 1 where an achievement
    lies in its ancestry (`Rule.STATUS`). `keys` are those that the bases of a refused one were told
    with. `begins` is the record that it would have made. `by` is the device that sent it, where
    that is not the one in its key: what was lost with a server may come again from another.
    """

    result: Result
    bases: dict[str, list[str]] = {}
    keys: dict[str, Key] = {}
    rank: int = 0
    begins: str = ""
    by: int = 0

    @property
    def sender(self) -> int:
        """Return the device that sent it; 0 where the system wrote it."""
        return self.by or (self.result.key.device if self.result.key else 0)


def read_receipt(raw: bytes | str | Raw) -> Receipt:
    """Return a stored receipt.

    One whose key is out of bounds, as keys once were, is read with the nearest key that is not.
    """
    try:
        return _receipt.decode(raw)
    except msgspec.ValidationError:
        loose = msgspec.json.decode(raw)
        loose["result"]["key"] = msgspec.convert(loose["result"]["key"], ToldKey).clamped()
        return msgspec.convert(loose, Receipt)


_receipt = msgspec.json.Decoder(Receipt)
