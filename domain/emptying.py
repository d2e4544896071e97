"""What time takes from a record: words of what was removed long ago, and old dismissed versions."""

from typing import TypeVar

from domain.records import Record, State

T = TypeVar("T")


def empty_record(record: Record) -> None:
    """Take the words out, and leave the place and the receipts.

    A repeated mutation then still gets its first answer.
    """
    record.state = State.EMPTIED
    for held in (
        record.body,
        record.heads,
        record.kept,
        record.covered,
        record.awaited,
        record.dismissed,
        record.dismissed_at,
    ):
        held.clear()


def forget_dismissed(record: Record, until: int) -> bool:
    """Drop the versions that were dismissed at that instant (ms) or before.

    Returns False where there is none.
    """
    has_old = False
    for group, noted in [*record.dismissed_at.items()]:
        old = {mutation for mutation, at in noted.items() if at <= until}
        has_old |= bool(old)
        _drop(record.dismissed, group, old)
        # The instants go with the versions, or the daily round would look at the record again.
        _drop(record.dismissed_at, group, old)
    return has_old


def _drop(where: dict[str, dict[str, T]], group: str, mutations: set[str]) -> None:
    left = {
        mutation: value
        for mutation, value in where.pop(group, {}).items()
        if mutation not in mutations
    }
    if left:
        where[group] = left
