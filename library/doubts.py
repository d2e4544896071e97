"""What an import checks before it writes.

The feed must be whole, its meetings must not be there under another source, and another time zone
must not move all of them unasked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from domain.entities.resource import Resource
from domain.errors import BadInput, Conflict
from domain.zones import is_zone, zone_named
from library.feed import FeedEntry, ParsedFeed
from library.identity import match_pairs, times_too

FEW_TO_RETIRE = 20
FEW_TO_MOVE = 20
SEASONS = [timedelta(days=91 * number) for number in range(4)]
"""One of them falls into winter time, which in some places lasts four months."""


class LibraryEntry(Struct, frozen=True):
    """An entry of the library as it is.

    `live`: nobody has removed it. `edited`: a curator wrote some of it.
    """

    record: str
    live: bool
    edited: bool
    resource: Resource

    @property
    def is_seen(self) -> bool:
        """Return whether people find it in the library."""
        return self.live and self.resource.state == "published"


class ImportAllowances(Struct, frozen=True):
    """What the operator has confirmed to be meant."""

    retire_many: bool = False
    new_source: bool = False
    new_time_zone: bool = False


def refuse_doubtful_import(
    reading: ParsedFeed,
    library: Sequence[LibraryEntry],
    wanted: Mapping[str, FeedEntry],
    allowed: ImportAllowances,
    *,
    now: int,
) -> None:
    """Check the whole import before it writes; `now` in milliseconds.

    Raises BadInput where no row could be read, and Conflict where someone has to confirm that it is
    meant so.
    """
    if reading.rows and not reading.entries:
        raise BadInput(
            f"None of the {reading.rows} rows could be read as a meeting. Nothing was changed.",
            where="file",
        )
    seen = [each for each in library if each.is_seen and each.resource.source == reading.source]
    if not allowed.retire_many:
        _nothing_vanished(seen, wanted)
    if not allowed.new_time_zone:
        _nothing_moved(
            [each for each in seen if not each.edited],
            wanted,
            datetime.fromtimestamp(now / 1000, UTC),
        )
    if not allowed.new_source and not seen:
        _known_by_no_other_source(reading, [each for each in library if each.is_seen])


def _nothing_vanished(seen: Sequence[LibraryEntry], wanted: Mapping[str, FeedEntry]) -> None:
    if not wanted:
        raise Conflict("The feed holds no meeting at all. Import with --retire-many if that is so.")
    gone = sum(each.record not in wanted for each in seen)
    # A feed that was cut off half-way looks like one whose meetings have ended.
    if gone > max(FEW_TO_RETIRE, len(seen) // 5) or gone * 2 > len(seen):
        raise Conflict(
            f"{gone} of {len(seen)} entries are no longer in the feed. Import with "
            "--retire-many if that is so."
        )


def _nothing_moved(
    seen: Sequence[LibraryEntry], wanted: Mapping[str, FeedEntry], now: datetime
) -> None:
    both = [
        (each.resource, wanted[each.record].resource)
        for each in seen
        if each.resource.schedule and each.record in wanted
    ]
    moved = [
        (was, to_be) for was, to_be in both if _other_time(was.time_zone, to_be.time_zone, now)
    ]
    if len(moved) <= FEW_TO_MOVE and len(moved) * 2 <= len(both):
        return
    # The zone that most of them move between is the likely mistake, so that is the one to name.
    [((before, after), _)] = Counter(
        (was.time_zone, to_be.time_zone) for was, to_be in moved
    ).most_common(1)
    title, time = next(
        (was.title, was.schedule[0].time)
        for was, to_be in moved
        if (was.time_zone, to_be.time_zone) == (before, after)
    )
    raise Conflict(
        f'{len(moved)} of {len(both)} meetings would move: the library has "{title}" at '
        f"{time} in {before}, and now it would be at that "
        f"time in {after}. Import with --time-zone {before}, or with --new-time-zone if they "
        "are to move."
    )


def _other_time(before: str | None, after: str | None, now: datetime) -> bool:
    """Return whether the clocks of two zones differ, now or in another season.

    From no zone, or a wrong one, nothing moves.
    """
    if before == after or not (before and after and is_zone(before) and is_zone(after)):
        return False
    first, second = zone_named(before), zone_named(after)
    return any(
        at.astimezone(first).utcoffset() != at.astimezone(second).utcoffset()
        for at in (now + season for season in SEASONS)
    )


def _known_by_no_other_source(reading: ParsedFeed, others: Sequence[LibraryEntry]) -> None:
    by_source: dict[str, list[tuple[str, Resource]]] = {}
    for each in others:
        by_source.setdefault(each.resource.source, []).append((each.record, each.resource))
    entries = [(number, entry.resource) for number, entry in enumerate(reading.entries)]
    for source, of_source in by_source.items():
        same = len(match_pairs(of_source, entries, [times_too]))
        if same and same * 2 >= len(entries):
            raise Conflict(
                f"The library has {same} of these {len(entries)} meetings already, from "
                f'"{source}". Import them with that --source, '
                "or with --new-source if they are to stand there twice."
            )
