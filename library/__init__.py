"""The resource library: crisis card and lines, and the formats that it can be filled from.

A new format is a module here, whose `read_feed` gives a `ParsedFeed`, and one name in `FORMATS`;
`alongside import-meetings --format` and the reference list it from there.
"""

from typing import Protocol

from library import meeting_guide
from library.feed import FeedEntry, FeedRemark, ParsedFeed


class FeedReader(Protocol):
    """Reads a whole feed of one format. Raises BadInput where it is no such feed at all."""

    def __call__(
        self, content: bytes, *, time_zone: str, source: str, licence: str = ""
    ) -> ParsedFeed:
        """Return every entry of the feed, and a remark on whatever could not be read.

        `time_zone` is used where an entry names none.
        """


FORMATS: dict[str, FeedReader] = {meeting_guide.NAME: meeting_guide.read_feed}

__all__ = ["FORMATS", "FeedEntry", "FeedReader", "FeedRemark", "ParsedFeed"]
