"""Everything that can go wrong for a caller, as one tree.

`api/problems.py` gives each its status.

AlongsideError
├── BadInput            what was sent cannot be read or is out of bounds
├── NotSignedIn         no session, or one that has ended
├── NotAllowed          a session whose role may not do this
├── NotFound            not there, or not for this person: the same answer
├── Conflict            it was already so, or something else came first
├── CodeRefused         a one-time code that is unknown, used, expired or voided: the same answer
├── TooManyTries        a limiter closed the door for a while
├── TooManyBytes        one person's bytes of this minute are used up
├── TooLarge            over a published limit
└── NotReady            the deployment cannot serve yet (no database, no program)
"""

from typing import ClassVar


class AlongsideError(Exception):
    """What can go wrong for a caller.

    `code` is stable; `detail` is plain English without any personal word; `where` names the field
    or header; `retry_after` is in seconds.
    """

    code: ClassVar[str] = "error"

    def __init__(
        self, detail: str, *, where: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.where = where
        self.retry_after = retry_after


class BadInput(AlongsideError):
    """What was sent cannot be read or is out of bounds."""

    code = "bad_input"


class NotSignedIn(AlongsideError):
    """There is no session, or it has ended."""

    code = "not_signed_in"


class DeviceRevoked(NotSignedIn):
    """The device is to wipe what it holds."""

    code = "device_revoked"


class DeviceSealed(NotSignedIn):
    """The device is to wipe what it holds, except unsent changes, which stay on it sealed."""

    code = "device_sealed"


class SignInAgain(NotSignedIn):
    """The session was found in two places, and is ended in both."""

    code = "sign_in_again"


class NotAllowed(AlongsideError):
    """A session whose role may not do this."""

    code = "not_allowed"


class NotFound(AlongsideError):
    """It is not there, or not for this person: the answer is the same."""

    code = "not_found"


class Conflict(AlongsideError):
    """It was so already, or something else came first."""

    code = "conflict"


class CodeRefused(AlongsideError):
    """A one-time code is unknown, used, expired or voided: the answer is the same."""

    code = "code_refused"


class TooManyTries(AlongsideError):
    """A limit on tries is reached; `retry_after` is in seconds."""

    code = "too_many_tries"


class TooManyBytes(AlongsideError):
    """A person's bytes of this minute are used up; `retry_after` is in seconds.

    What is small is never refused so.
    """

    code = "too_many_bytes"


class TooLarge(AlongsideError):
    """It is over a published limit."""

    code = "too_large"


class NotReady(AlongsideError):
    """The deployment cannot serve now."""

    code = "not_ready"


REFUSALS: dict[str, str] = {
    "malformed": "The mutation could not be read.",
    "unknown_entity": "This server does not know such a record.",
    "unknown_group": "The record has no such group.",
    "invalid": "A value is out of bounds or of the wrong kind.",
    "too_long": "A text is longer than its limit.",
    "too_many": "The record holds as much of this as it can.",
    "not_yours": "Another role writes this group, or the right to it has ended.",
    "wrong_stream": "A record of this kind is not kept in that stream.",
    "append_only": "This is never edited; a correction is a new record.",
    "illegal_move": "The status cannot go there from where it was.",
    "not_removable": "Records of this kind are not removed.",
    "emptied": "The record was removed long ago and its words are gone.",
    "unreadable": "The stored record cannot be read by this server. It can be erased.",
    "depends_on_refused": "The record does not exist, because what would have made it was refused.",
    "not_available": "This server does not do that yet.",
}
"""Why a mutation is refused.

The words that were written are kept for their author whatever the code is.
"""
