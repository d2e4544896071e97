"""The entries of the ledger: what must stay true after the database is lost.

What was erased, revoked, no longer shared, ended.
"""

from typing import Literal

from msgspec import Struct


class LedgerEntry(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """One entry of the ledger.

    `at` is when it happened, in milliseconds; `note` gives it, and the id.
    """

    at: int = 0
    id: str = ""


class Began(LedgerEntry, frozen=True, kw_only=True, tag="began"):
    """The first line.

    `deployment` is when the deployment was made, which no restore changes: a file of another one is
    not taken.
    """

    deployment: int


class AliveMark(LedgerEntry, frozen=True, kw_only=True, tag="mark"):
    """The database was alive under this epoch.

    One that lacks the mark is an older copy, also where nothing was taken away since.
    """

    epoch: str


class Erased(LedgerEntry, frozen=True, kw_only=True, tag="erased"):
    """Records of a participant that were erased, with their parts.

    In whichever of these streams they stand; of an older entry, in any of the participant's. Under
    the same id something else may stand in a stream that the erase did not reach.
    """

    program: int
    person: int
    records: list[str]
    streams: list[int] = []


class Unshared(LedgerEntry, frozen=True, kw_only=True, tag="unshared"):
    """A record that was hidden, or a stream that was closed to its readers.

    With a record: it was hidden from this stream, and is of this entity. Without: a participant's
    `shared` stream was closed to everyone, or the yes to the peer of this assignment's stream was
    taken back.
    """

    stream: int
    record: str = ""
    entity: str = ""


class AssignmentEnded(LedgerEntry, frozen=True, kw_only=True, tag="assignment_ended"):
    """An assignment ended; `ends_on` is a date as ISO 8601 writes it."""

    assignment: int
    ends_on: str


class DeviceRevocation(LedgerEntry, frozen=True, kw_only=True, tag="device_revoked"):
    """A device was revoked; if `sealed`, what it has not sent stays on it, out of reach."""

    device: int
    sealed: bool = False


class SessionsEnded(LedgerEntry, frozen=True, kw_only=True, tag="sessions_ended"):
    """The sessions of a device were ended; where none is named, all of the person."""

    person: int
    device: int = 0


class RightEnded(LedgerEntry, frozen=True, kw_only=True, tag="right_ended"):
    """The right to read a stream ended; where none is named, every right of the person."""

    person: int
    stream: int = 0


class PersonRemoved(LedgerEntry, frozen=True, kw_only=True, tag="person_removed"):
    """A person's account was closed; `status` says why."""

    person: int
    status: Literal["active", "on_leave", "removed", "discharged", "erased"]


class Void(LedgerEntry, frozen=True, kw_only=True, tag="void"):
    """The transaction of these entries was rolled back, so they say nothing."""

    entries: list[str]


Away = DeviceRevocation | SessionsEnded | RightEnded | PersonRemoved
AnyEntry = Began | AliveMark | Void | Erased | Unshared | AssignmentEnded | Away
