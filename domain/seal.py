"""Proof to a later self: what a peer wrote was accepted while they had the right, though both may be gone after a restore."""

import hashlib
import hmac
from collections.abc import Iterable

import msgspec

from domain.records import Mutation, ToldKey


def seal(secret: str, mutation: Mutation, stream: int, key: ToldKey) -> str:
    """Of a mutation, words and all, that was accepted in a stream with this key."""
    words = msgspec.json.encode({group: msgspec.json.decode(value) for group, value in mutation.set.items()}, order="deterministic")
    sealed = f"{mutation.id}/{mutation.record}/{stream}/{key.ms}/{key.counter}/{key.device}/{key.n}/".encode() + words
    return hashlib.blake2b(sealed, key=secret.encode()[:64], digest_size=12).hexdigest()


def sealed_before(secret: str, mutations: Iterable[Mutation]) -> dict[str, int]:
    """Those that bear a true seal, with their streams."""
    found = {}
    for each in mutations:
        if (told := each.acknowledged) is None or not told.seal or each.stream is None:
            continue
        if hmac.compare_digest(told.seal, seal(secret, each, each.stream, told.key)):
            found[each.id] = each.stream
    return found
