"""Words wait on a phone of the participant that has not been heard of for days.

Once for each silence of a phone.

A browser may clear what a site keeps after seven days without a visit, so it comes well before.
Silent where the phone came back.
"""

from datetime import timedelta

from notifications.policy.kinds.kind import Facts, Moment, NotificationKind, always_wanted

SILENCE = timedelta(days=4)
EVICTION = timedelta(days=7)
"""Safari's, for a site that is not on the Home Screen."""
SILENCE_MS = SILENCE // timedelta(milliseconds=1)


def _stands(moment: Moment) -> bool:
    """Whether it is the same silence: a phone that came back may be silent again."""
    return moment.last_seen_at == moment.due_at - SILENCE_MS


def _suppressed(facts: Facts) -> str | None:
    return None if facts.stands else "sent_meanwhile"


UNSENT_WORDS = NotificationKind(
    name="unsent_words",
    needs="own",
    useful_for=EVICTION - SILENCE,
    wanted=always_wanted,
    suppressed=_suppressed,
    reads=frozenset({"devices"}),
    stands=_stands,
    from_staff=False,
    makes_entry=False,
    topic="notes",
)
