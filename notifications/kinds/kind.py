"""What every kind of notification says about itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from msgspec import Struct

from domain.entities.notification_settings import NotificationSettings

Urgency = Literal["very-low", "low", "normal", "high"]
"""RFC 8030 section 5.3: `normal` for what people wrote, `low` waits for power or Wi-Fi."""


class Kind(Struct, frozen=True, kw_only=True):
    """`useful_for`: how long after it was due an announcement still helps; later it is dropped, the inbox entry stays.

    `wanted` asks the person's own rules. `from_staff` counts against their cap. `makes_entry`: the inbox entry is made when it
    comes due; otherwise the record that it announces is the entry and is there before it.
    """

    name: str
    useful_for: timedelta
    wanted: Callable[[NotificationSettings], bool]
    from_staff: bool
    makes_entry: bool
    urgency: Urgency = "normal"
