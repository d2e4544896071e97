"""Which record an entry of a feed belongs to: the one that holds the same meeting.

It stays the same wherever the meeting stands in the feed, so that a person's star stays with it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from domain.entities.resource import Resource
from library.feed import FeedEntry
from library.identity import (
    Likeness,
    every_word,
    keys_of,
    link,
    match_pairs,
    name,
    name_and_place,
    place,
    place_and_times,
    times_too,
)

RecordOf = Callable[[str], str]
"""The record's id by a key of the source."""


def recognise(
    entries: Sequence[FeedEntry],
    held: Mapping[str, Resource],
    edited: AbstractSet[str],
    record_of: RecordOf,
) -> dict[str, FeedEntry]:
    """Return every entry by its record's id.

    `held` is what the library has of the source, retired and removed entries too; `edited` those
    that a curator changed, so that what they hold tells less.

    What is unchanged is the same, whatever its slug. A slug that is and was of one meeting is
    believed if anything else of it stayed. Where several share it, or it has changed, a meeting is
    the same by its name, place or times, if no other could be meant.
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
        self.found: dict[str, FeedEntry] = {}

    def match(
        self, records: Iterable[str], entries: Sequence[FeedEntry], *likenesses: Likeness
    ) -> list[FeedEntry]:
        """Pair records and entries that are alike; return the entries that are left."""
        old = [(record, self.held[record]) for record in records if record not in self.found]
        new = dict(enumerate(entries))
        for record, number in match_pairs(
            old, [(number, entry.resource) for number, entry in new.items()], likenesses
        ):
            self.found[record] = new.pop(number)
        return list(new.values())

    def of_one_slug(
        self, slug: str, group: Sequence[FeedEntry], *, is_alone: bool
    ) -> list[FeedEntry]:
        """Return the entries of a slug that are none of the records of that slug."""
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

    def is_named(self, slug: str, entry: FeedEntry) -> bool:
        """Take the record whose id was made for this very meeting, whatever was edited since."""
        for record in map(self.record_of, keys_of(slug, entry.resource)):
            # A record is given to one entry only, or two meetings would overwrite each other at
            # every import.
            if record in self.held and record not in self.found:
                self.found[record] = entry
                return True
        return False

    def records_of(self, slug: str, group: Sequence[FeedEntry]) -> list[str]:
        """Return the records of a slug: by the slug, by what each is, and by older numbering.

        Earlier versions numbered the meetings of one slug.
        """
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

    def moved(self, entries: Sequence[FeedEntry], left: Sequence[FeedEntry]) -> list[FeedEntry]:
        """Take entries that meet at another time, known by a name and place that no other has."""
        in_feed = Counter(name_and_place(entry.resource) for entry in entries)
        in_library = Counter(map(name_and_place, self.held.values()))
        alone: list[FeedEntry] = []
        others: list[FeedEntry] = []
        for entry in left:
            key = name_and_place(entry.resource)
            (alone if in_feed[key] == in_library[key] == 1 else others).append(entry)
        return others + self.match(self.held, alone, name_and_place)

    def place_for(self, entry: FeedEntry) -> str:
        """Return the record id for a new meeting, at which there never was another one."""
        ids = [
            self.record_of(key)
            for key in (entry.key, *keys_of(entry.slug or entry.key, entry.resource))
        ]
        return next(
            (each for each in ids if each not in self.held and each not in self.found), ids[-1]
        )


# Entries keep the feed's order within a slug, which the older numbering depended on.
def _by_slug(entries: Iterable[FeedEntry]) -> dict[str, list[FeedEntry]]:
    groups: dict[str, list[FeedEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.slug or entry.key, []).append(entry)
    return groups
