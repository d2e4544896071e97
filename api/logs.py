"""What is written to the log: codes, places in the code, ids.

Never what a person wrote (`docs/security.md`, H1 and H2).

An exception's message may quote a value: a database driver names the row, a decoder the text. So
only its type and the places it passed are written, for our own errors and for those of every
library.
"""

import logging
import traceback
from pathlib import Path
from types import TracebackType

# Written out, since a line break in what was sent would forge a line of the log.
CONTROL_CHARACTERS = {
    code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029)
}


class WordlessFormatter(logging.Formatter):
    """One line a record, control characters written out."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record on one line, with the places of its error and none of its words."""
        line = super().formatMessage(self._prepared(record)).translate(CONTROL_CHARACTERS)
        if record.exc_info and record.exc_info[1]:
            line += " | " + error_trace(record.exc_info[1])
        return line

    def _prepared(self, record: logging.LogRecord) -> logging.LogRecord:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record)
        return record


def error_trace(error: BaseException) -> str:
    """Return the error's type and where it passed: `ValueError at merge.py:41 < exchange.py:88`.

    Innermost first, and without the message: it may hold what somebody wrote.
    """
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(_traceback(error))
    ]
    return f"{type(error).__name__} at {' < '.join(reversed(frames[-8:])) or 'unknown'}"


def configure_logs(level: str) -> None:
    """Send every logger of the process through one handler on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(WordlessFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _traceback(error: BaseException) -> TracebackType | None:
    return error.__traceback__
