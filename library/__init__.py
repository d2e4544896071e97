"""The formats that a program's library can be filled from, by name.

A new one is a module here and a line below.
"""

from collections.abc import Callable

from library import meeting_guide
from library.feed import Entry, Reading, Remark

FORMATS: dict[str, Callable[..., Reading]] = {meeting_guide.NAME: meeting_guide.read_feed}

__all__ = ["FORMATS", "Entry", "Reading", "Remark"]
