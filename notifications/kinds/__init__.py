"""Every kind of notification, by name. A new one is one file in this folder and one name here."""

from notifications.kinds.encouragement import ENCOURAGEMENT
from notifications.kinds.kind import Kind
from notifications.kinds.nudge import NUDGE

__all__ = ["ENCOURAGEMENT", "KINDS", "NUDGE", "Kind"]

KINDS: dict[str, Kind] = {kind.name: kind for kind in (ENCOURAGEMENT, NUDGE)}
