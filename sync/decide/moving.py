"""Where a record stands after a push: it moves with its visibility, and its parts follow.

The parts follow once, when all operations are done. Pure.
"""

from domain.declare import StreamKind
from domain.records import Record
from domain.standing import PARTS, ids_named_by, is_shared, moved_records
from sync.decide.push_state import MovedWhole, NotApplied, PushState


def check_move(record: Record, push: PushState) -> None:
    """Raise NotApplied where one push would move the parts of too many wholes."""
    if record.record in push.waiting:
        raise NotApplied("deferred")


def move_to_visible_stream(record: Record, push: PushState) -> None:
    """Move the record to where its visibility asks for.

    It leaves a place without content behind.
    """
    target = push.stream_of(StreamKind.SHARED if is_shared(record) else StreamKind.OWN)
    if target is None or target == record.stream:
        return
    push.moving.setdefault(record.record, MovedWhole(record)).left.add(record.stream)
    _carry(record, target, push)


def move_part_to_whole(part: Record, push: PushState) -> None:
    """Move a part to where its whole stands, if that has moved in this push."""
    moving = push.moving.get(ids_named_by(part).whole) if part.entity in PARTS else None
    if moving and part.stream in moving.left and part.stream != moving.whole.stream:
        _carry(part, moving.whole.stream, push)


def move_parts(push: PushState) -> None:
    """Move all parts of what has moved, each once however often that was."""
    for whole in push.moving:
        for row in push.found.parts_of(whole):
            move_part_to_whole(row, push)


def _carry(record: Record, target: int, push: PushState) -> None:
    if push.actor.streams[target].kind is not StreamKind.SHARED:
        # For the ledger: a restore must not show again what was hidden since the backup.
        push.hidden.append((record.stream, record.record))
    for row in moved_records(record, (), target):
        push.change(row)
