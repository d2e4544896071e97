"""`python -m tests.growing [ROW …]`: play the rows of the table, or those that are named."""

import sys

from tests.growing.playing import play
from tests.growing.rows import ROWS


def main() -> int:
    """Return how many rows are not true."""
    untrue = 0
    for row in ROWS:
        if not sys.argv[1:] or row.thing in sys.argv[1:]:
            wrong = play(row)
            untrue += bool(wrong)
            sys.stdout.write("\n  ".join([f"{row.thing}: {'not ' if wrong else ''}true", *wrong]))
            sys.stdout.write("\n")
    return untrue


if __name__ == "__main__":
    sys.exit(main())
