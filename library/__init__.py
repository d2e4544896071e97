"""The resource library: crisis card and lines, and the formats that it can be filled from.

`FORMATS` names the formats. A new one is a module here and a line below.
"""

from collections.abc import Callable

from library import meeting_guide
from library.feed import FeedEntry, FeedRemark, ParsedFeed

FORMATS: dict[str, Callable[..., ParsedFeed]] = {meeting_guide.NAME: meeting_guide.read_feed}

__all__ = ["FORMATS", "FeedEntry", "FeedRemark", "ParsedFeed"]
