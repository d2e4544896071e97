"""A personal note from the peer.

To the participant, at once; the note itself is the entry in the inbox.
"""

from datetime import timedelta

from notifications.policy.kinds.kind import NotificationKind

ENCOURAGEMENT = NotificationKind(
    name="encouragement",
    needs="assignment",
    useful_for=timedelta(hours=72),
    wanted=lambda rules: rules.encouragements,
    may_be_reply=True,
    from_staff=True,
    makes_entry=False,
    topic="notes",
)
