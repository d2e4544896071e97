"""Which record an entry of a feed is: the one that holds the same meeting, whatever its place in the feed, so that a star stays with it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from domain.entities.resource import Resource
from library.feed import Entry
from library.identity import (
    Likeness,
    every_word,
    keys_of,
    link,
    name,
    name_and_place,
    pairs,
    place,
    place_and_times,
    times_too,
)

RecordOf = Callable[[str], str]
"""The record's id by a key of the source."""


def recognised(
    entries: Sequence[Entry],
    held: Mapping[str, Resource],
    edited: AbstractSet[str],
    record_of: RecordOf,
) -> dict[str, Entry]:
    """Every entry by its record's id. `held` is what the library has of the source, retired and removed entries too; `edited` those
    that a curator changed, so that what they hold tells less.

    What is unchanged is the same, whatever its slug. A slug that is and was of one meeting is believed if anything else of it stayed.
    Where several share it, or it has changed, a meeting is the same by its name, place or times, if no other could be meant.
    """
    work = _Recognising(held, edited, record_of)
    left = work.match(held, entries, every_word, times_too)
    slugs = Counter(entry.slug or entry.key for entry in entries)
    left = [
        entry
        for slug, group in _by_slug(left).items()
        for entry in work.of_one_slug(slug, group, is_alone=slugs[slug] == 1)
    ]
    for entry in work.moved(entries, left):
        work.found[work.place_for(entry)] = entry
    return work.found


class _Recognising:
    def __init__(
        self, held: Mapping[str, Resource], edited: AbstractSet[str], record_of: RecordOf
    ) -> None:
        self.held = held
        self.edited = edited
        self.record_of = record_of
        self.found: dict[str, Entry] = {}

    def match(
        self, records: Iterable[str], entries: Sequence[Entry], *likenesses: Likeness
    ) -> list[Entry]:
        """Takes what is the same for the same. Returns the entries that are left."""
        old = [(record, self.held[record]) for record in records if record not in self.found]
        new = dict(enumerate(entries))
        for record, number in pairs(
            old, [(number, entry.resource) for number, entry in new.items()], likenesses
        ):
            self.found[record] = new.pop(number)
        return list(new.values())

    def of_one_slug(self, slug: str, group: Sequence[Entry], *, is_alone: bool) -> list[Entry]:
        """The entries of a slug that are none of the records of that slug."""
        group = [entry for entry in group if not self.is_named(slug, entry)]
        records = self.records_of(slug, group)
        if (
            is_alone
            and group
            and records == [self.record_of(slug)]
            and records[0] in self.edited - self.found.keys()
        ):
            self.found[records[0]] = group[0]
            return []
        believed = (name, place, link) if is_alone and records == [self.record_of(slug)] else ()
        free = [record for record in records if record not in self.found]
        return self.match(
            free, group, every_word, times_too, name_and_place, place_and_times, *believed
        )

    def is_named(self, slug: str, entry: Entry) -> bool:
        """Takes the record whose id says that it was made for this very meeting, whatever a curator wrote since."""
        for record in map(self.record_of, keys_of(slug, entry.resource)):
            if record in self.held and record not in self.found:
                self.found[record] = entry
                return True
        return False

    def records_of(self, slug: str, group: Sequence[Entry]) -> list[str]:
        """By the slug alone, by what each is, and by the numbers that earlier versions gave."""
        keys = [
            slug,
            *(key for entry in group for key in (entry.key, *keys_of(slug, entry.resource))),
        ]
        number = 2
        while self.record_of(numbered := f"{slug}\n{number}") in self.held:
            keys.append(numbered)
            number += 1
        return [
            record for record in dict.fromkeys(map(self.record_of, keys)) if record in self.held
        ]

    def moved(self, entries: Sequence[Entry], left: Sequence[Entry]) -> list[Entry]:
        """Takes for the same what is the only one of its name and place in the feed and in the library: it meets at another time."""
        in_feed = Counter(name_and_place(entry.resource) for entry in entries)
        in_library = Counter(map(name_and_place, self.held.values()))
        alone: list[Entry] = []
        others: list[Entry] = []
        for entry in left:
            key = name_and_place(entry.resource)
            (alone if in_feed[key] == in_library[key] == 1 else others).append(entry)
        return others + self.match(self.held, alone, name_and_place)

    def place_for(self, entry: Entry) -> str:
        """Of a meeting that is new: an id at which there never was another one."""
        ids = [
            self.record_of(key)
            for key in (entry.key, *keys_of(entry.slug or entry.key, entry.resource))
        ]
        return next(
            (each for each in ids if each not in self.held and each not in self.found), ids[-1]
        )


def _by_slug(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.slug or entry.key, []).append(entry)
    return groups
