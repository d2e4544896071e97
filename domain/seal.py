"""Proves to a restored server that a peer's words were accepted while the right to write was there.

Both may be gone after a restore.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Raw

from domain.keys import ToldKey
from domain.records import Mutation


def seal(secret: str, mutation: Mutation, stream: int, key: ToldKey) -> str:
    """Return the seal of a mutation, words and all, that was accepted in a stream with this key."""
    words = msgspec.json.encode(
        {group: _as_read(value) for group, value in mutation.set.items()}, order="deterministic"
    )
    sealed = (
        f"{mutation.id}/{mutation.record}/{stream}/"
        f"{key.ms}/{key.counter}/{key.device}/{key.n}/".encode()
        + words
    )
    return hashlib.blake2b(sealed, key=secret.encode()[:64], digest_size=12).hexdigest()


def _as_read(value: Raw) -> Any:
    """Return the value, so that one value has one seal however it is spelled.

    What no reader takes (`1e400`, beside what is declared) has the seal of its spelling.
    """
    try:
        read = msgspec.json.decode(value)
        msgspec.json.encode(read)
    except (msgspec.DecodeError, OverflowError):
        return bytes(value)
    return read


def sealed_before(secret: str, mutations: Iterable[Mutation]) -> dict[str, int]:
    """Return the mutations that bear a true seal, with their streams."""
    found = {}
    for each in mutations:
        if (told := each.acknowledged) is None or not told.seal or each.stream is None:
            continue
        # In constant time: whoever offers seals could else find a true one byte by byte.
        if hmac.compare_digest(told.seal, seal(secret, each, each.stream, told.key)):
            found[each.id] = each.stream
    return found
