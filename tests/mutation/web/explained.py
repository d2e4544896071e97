"""Changes on the phone that no test can notice, each with why.

Nothing that anyone can see changes with them.

As `tests/mutation/explained.py`: before a line is added here, is there really no input for which it
matters?
"""

from tests.mutation.explained import Explained
from tests.mutation.web.drawing import Planted

EXPLAINED: tuple[Explained, ...] = (
    Explained(
        "web/src/screens/library/spelled_time.ts",
        "const is_slip = length === 0 || (length > HALF_DAY && past(end) < start);",
        "const is_slip = length === 0 || (length > HALF_DAY && past(end) <= start);",
        "An end that is the start has no length, and that was asked before.",
    ),
)


def is_explained(change: Planted) -> bool:
    return (change.file, change.before, change.after) in {
        (each.file, each.before, each.after) for each in EXPLAINED
    }
