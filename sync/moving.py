"""Where a record stands after a push: it moves with its visibility, and its parts follow it once, when all acts are done. Pure."""

from domain.declare import StreamKind
from domain.records import Record
from domain.standing import PARTS, is_shared, moved, named_by
from sync.desk import Desk, Halted, Moving


def check_move(record: Record, desk: Desk) -> None:
    """One push moves the parts of so many wholes. Raises Halted."""
    if record.record in desk.waiting:
        raise Halted("deferred")


def stand(record: Record, desk: Desk) -> None:
    """Moves the record to where its visibility asks for, and leaves a place without content behind."""
    target = desk.stream_of(StreamKind.SHARED if is_shared(record) else StreamKind.OWN)
    if target is None or target == record.stream:
        return
    desk.moving.setdefault(record.record, Moving(record)).left.add(record.stream)
    _carry(record, target, desk)


def follow(part: Record, desk: Desk) -> None:
    """To where its whole stands, where that has moved in this push."""
    moving = desk.moving.get(named_by(part).whole) if part.entity in PARTS else None
    if moving and part.stream in moving.left and part.stream != moving.whole.stream:
        _carry(part, moving.whole.stream, desk)


def bring_parts(desk: Desk) -> None:
    """All parts of what has moved, each once however often that was."""
    for whole in desk.moving:
        for row in desk.found.naming(whole):
            follow(row, desk)


def _carry(record: Record, target: int, desk: Desk) -> None:
    if desk.actor.streams[target].kind is not StreamKind.SHARED:
        desk.hidden.append((record.stream, record.record))
    for row in moved(record, (), target):
        desk.change(row)
