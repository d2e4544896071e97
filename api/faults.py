"""Logs our own faults: each kind at once, and then once a minute how often it came again."""

import asyncio
import logging
from contextlib import suppress

MINUTE_SECONDS = 60.0
MOST_KINDS = 500
"""What does not fit is said each time.

Routes, statuses and errors are ours, so there are never so many.
"""


class FaultLog:
    """A kind is said in full the first time.

    While it goes on, a count follows every minute; a minute without one ends it.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._again: dict[str, int] = {}

    def note(self, kind: str, level: int) -> None:
        """Log one fault.

        `kind` describes it, without any word of what was sent.
        """
        if kind in self._again:
            self._again[kind] += 1
            return
        self._log.log(level, "%s", kind)
        if len(self._again) < MOST_KINDS:
            with suppress(RuntimeError):  # outside of a loop nothing would count it on
                asyncio.get_running_loop().call_later(MINUTE_SECONDS, self._minute, kind, level)
                self._again[kind] = 0

    def say_all(self) -> None:
        """Log the counts that are left, before the process ends."""
        for kind, count in self._again.items():
            self._say(kind, count, logging.WARNING)
        self._again.clear()

    def _minute(self, kind: str, level: int) -> None:
        count = self._again.pop(kind, 0)
        if count:
            self._say(kind, count, level)
            self._again[kind] = 0
            asyncio.get_running_loop().call_later(MINUTE_SECONDS, self._minute, kind, level)

    def _say(self, kind: str, count: int, level: int) -> None:
        if count:
            self._log.log(level, "%d more within a minute: %s", count, kind)
