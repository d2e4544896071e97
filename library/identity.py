"""Which meeting an entry is, by what it says.

By its name and place, then its times and how to join, then every word of it.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import msgspec
from msgspec import structs

from domain.entities.resource import Resource

Likeness = Callable[[Resource], Hashable]
"""What two must have in common to be alike in this; None where there is nothing to compare."""

Old = TypeVar("Old", bound=Hashable)
New = TypeVar("New", bound=Hashable)


def name_and_place(resource: Resource) -> Hashable:
    """Return the title and the place."""
    return resource.title, resource.location, resource.address


def times_too(resource: Resource) -> Hashable:
    """Return the title, the place, how to join and the times."""
    joining = resource.conference_url, resource.conference_phone
    return resource.title, resource.location, resource.address, joining, tuple(resource.schedule)


def every_word(resource: Resource) -> Hashable:
    """Return all of it but when it was updated and whether it is published."""
    return msgspec.msgpack.encode(structs.replace(resource, updated_at="", state="published"))


def place_and_times(resource: Resource) -> Hashable:
    """Return the place and the times; None where no place is named."""
    return (
        (resource.location, resource.address, tuple(resource.schedule))
        if resource.location or resource.address
        else None
    )


def name(resource: Resource) -> Hashable:
    """Return the title."""
    return resource.title


def place(resource: Resource) -> Hashable:
    """Return the place; None where none is named."""
    return (resource.location, resource.address) if resource.location or resource.address else None


def link(resource: Resource) -> Hashable:
    """Return the address to join at; None where there is none."""
    return resource.conference_url or None


GRADES: Sequence[Likeness] = (name_and_place, times_too, every_word)
"""From the one that changes least to the one that tells most apart."""


def keys_of(slug: str, resource: Resource) -> list[str]:
    """Return the keys that a meeting may have, the shortest identity first.

    A slug is one line, so the line break keeps these apart from every slug.
    """
    written = [msgspec.msgpack.encode(grade(resource)) for grade in GRADES]
    return [f"{slug}\n{hashlib.sha256(each).hexdigest()[:32]}" for each in written]


def distinct_keys(slug: str, group: Sequence[Resource]) -> list[str]:
    """Return a key for each meeting of one slug, whatever their order.

    The slug where the meeting is alone, else the shortest identity that no other has.
    """
    if len(group) == 1:
        return [slug]
    keys = [keys_of(slug, each) for each in group]
    times = Counter(key for of_one in keys for key in of_one)
    return [next((key for key in of_one if times[key] == 1), of_one[-1]) for of_one in keys]


def match_pairs(
    old: Iterable[tuple[Old, Resource]],
    new: Iterable[tuple[New, Resource]],
    likenesses: Iterable[Likeness],
) -> list[tuple[Old, New]]:
    """Pair those that are alike, one to one, by the first likeness first.

    Where two could be meant, nothing is taken for the same.
    """
    before, after, found = dict(old), dict(new), []
    for alike in likenesses:
        olds, news = _alone(before, alike), _alone(after, alike)
        for key in olds.keys() & news.keys():
            found.append((olds[key], news[key]))
            del before[olds[key]], after[news[key]]
    return found


def _alone(those: dict[Old, Resource], alike: Likeness) -> dict[Hashable, Old]:
    keys = {each: alike(resource) for each, resource in those.items()}
    times = Counter(keys.values())
    return {key: each for each, key in keys.items() if key is not None and times[key] == 1}
