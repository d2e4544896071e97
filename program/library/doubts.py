"""What an import makes sure of before it writes: that the feed is whole, and that its meetings are not there under another source."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from domain.entities.resource import Resource
from domain.errors import BadInput, Conflict
from program.library.feed import Entry, Reading
from program.library.identity import pairs, times_too

FEW_TO_RETIRE = 20


class Held(Struct, frozen=True):
    """An entry of the library as it is. `live`: nobody has removed it. `edited`: a curator wrote some of it."""

    record: str
    live: bool
    edited: bool
    resource: Resource

    @property
    def is_seen(self) -> bool:
        return self.live and self.resource.state == "published"


def make_sure(reading: Reading, library: Sequence[Held], wanted: Mapping[str, Entry], *, retire_many: bool, new_source: bool) -> None:
    """Raises BadInput where no row could be read, and Conflict where someone has to say that it is meant so."""
    if reading.rows and not reading.entries:
        raise BadInput(f"None of the {reading.rows} rows could be read as a meeting. Nothing was changed.", where="file")
    seen = [each for each in library if each.is_seen and each.resource.source == reading.source]
    if not retire_many:
        _nothing_vanished(seen, wanted)
    if not new_source and not seen:
        _known_by_no_other_source(reading, [each for each in library if each.is_seen])


def _nothing_vanished(seen: Sequence[Held], wanted: Mapping[str, Entry]) -> None:
    if not wanted:
        raise Conflict("The feed holds no meeting at all. Import with --retire-many if that is so.")
    gone = sum(each.record not in wanted for each in seen)
    if gone > max(FEW_TO_RETIRE, len(seen) // 5) or gone * 2 > len(seen):
        raise Conflict(f"{gone} of {len(seen)} entries are no longer in the feed. Import with --retire-many if that is so.")


def _known_by_no_other_source(reading: Reading, others: Sequence[Held]) -> None:
    by_source: dict[str, list[tuple[str, Resource]]] = {}
    for each in others:
        by_source.setdefault(each.resource.source, []).append((each.record, each.resource))
    entries = [(number, entry.resource) for number, entry in enumerate(reading.entries)]
    for source, of_source in by_source.items():
        same = len(pairs(of_source, entries, [times_too]))
        if same and same * 2 >= len(entries):
            raise Conflict(
                f'The library has {same} of these {len(entries)} meetings already, from "{source}". Import them with that --source, '
                "or with --new-source if they are to stand there twice."
            )
