"""Changes that no test can notice, because nothing that anyone can see changes with them.

Each with why.

Before a line is added here: is there really no input for which it matters? A changed line that can
be told apart gets a test.
"""

from msgspec import Struct

from tests.mutation.changes import Change


class Explained(Struct, frozen=True):
    """`before` and `after` as a report has them: without the blanks around them."""

    file: str
    before: str
    after: str
    why: str


_OF_AN_ASSIGNMENT = (
    "The stream is an assignment's, and notices in it are all its one participant's: "
    "whose they are follows from the stream."
)
_ONLY_WORK = "The text and what is read of it say the same; it is a question of time alone."
EXPLAINED: tuple[Explained, ...] = (
    Explained(
        "notifications/queue/leases.py",
        "WHERE answer.person = n.person AND answer.stream = n.stream AND answer.state = 'answered'",
        (
            "WHERE (answer.person = n.person OR 1 = 1) AND answer.stream = n.stream"
            " "
            "AND answer.state = 'answered'"
        ),
        _OF_AN_ASSIGNMENT,
    ),
    Explained(
        "notifications/queue/leases.py",
        "WHERE note.person = n.person AND note.stream = n.stream AND note.kind IN ({_REPLIES})",
        (
            "WHERE (note.person = n.person OR 1 = 1) AND note.stream = n.stream "
            "AND note.kind IN ({_REPLIES})"
        ),
        _OF_AN_ASSIGNMENT,
    ),
    Explained(
        "notifications/queue/leases.py",
        "LEFT JOIN assignment a ON a.stream = n.stream AND a.participant = n.person",
        "LEFT JOIN assignment a ON a.stream = n.stream AND (a.participant = n.person OR 1 = 1)",
        _OF_AN_ASSIGNMENT,
    ),
    Explained(
        "domain/records.py",
        "if found is None and (self._is_read or self.has(mutation)):",
        "if found is None and (False or self.has(mutation)):",
        (
            "Where the history is read, `has` looks into it too and says no where there is "
            "none: it is one look more."
        ),
    ),
    Explained(
        "domain/records.py",
        "ASKED_OF_TEXT = 4",
        "ASKED_OF_TEXT = 5",
        _ONLY_WORK,
    ),
    Explained(
        "domain/records.py",
        "if at_hand.receipts is None and at_hand.asked < ASKED_OF_TEXT:",
        "if at_hand.receipts is None and True:",
        _ONLY_WORK,
    ),
    Explained(
        "domain/keys.py",
        "and 0 <= device <= GREATEST",
        "and 0 < device <= GREATEST",
        "The quick way for what is within its bounds; the longer one makes the same of it.",
    ),
    Explained(
        "domain/errors.py",
        "super().__init__(detail)",
        "pass",
        "Python keeps what an exception is made with whether or not it is passed on.",
    ),
    Explained(
        "domain/entity_specs.py",
        "{field[0]: _declared(entity, field[0], field[1]) for field in fields},",
        "{field[0]: _declared(entity, field[ -1], field[1]) for field in fields},",
        "It is the name in an error, which was raised as the same fields were read before.",
    ),
    Explained(
        "sync/touching.py",
        "is_cut: bool = False",
        "is_cut: bool = True",
        "Only an erase asks for it, and whatever reads for an erase writes it.",
    ),
    Explained(
        "sync/decide/register.py",
        "not named and group.name not in record.heads and group.name not in record.awaited",
        "not named and group.name not in record.heads and group.name in record.awaited",
        "Where something is awaited, what named it is a head; and the longer way ends as this one.",
    ),
    Explained(
        "sync/push.py",
        "record for stream, record in push.changed if stream == push.actor.account",
        "record for stream, record in push.changed if True",
        "The others were read before: they are read once more.",
    ),
)


def is_explained(change: Change) -> bool:
    return (change.file, change.before, change.after) in {
        (each.file, each.before, each.after) for each in EXPLAINED
    }
