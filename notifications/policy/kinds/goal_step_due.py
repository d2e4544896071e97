"""A step of one of the participant's goals is to be done today.

On that day, at their own time or in the morning.

Silent where the step was done, moved or let go meanwhile, and where its goal rests.
"""

from datetime import timedelta

from notifications.policy.kinds.kind import Facts, NotificationKind


def _suppressed(facts: Facts) -> str | None:
    return None if facts.stands else "done_already"


GOAL_STEP_DUE = NotificationKind(
    name="goal_step_due",
    needs="own",
    useful_for=timedelta(hours=12),
    wanted=lambda rules: rules.goal_steps,
    suppressed=_suppressed,
    from_staff=False,
    makes_entry=False,
    topic="reminders",
)
