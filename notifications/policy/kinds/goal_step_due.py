"""A step of one of the participant's goals is to be done today.

On that day, at their own time or in the morning.

Silent where the step was done, moved or let go meanwhile, and where its goal rests.
"""

from datetime import date, timedelta

from notifications.policy.kinds.kind import Facts, Moment, NotificationKind, Wishes


def _comes_on(wishes: Wishes, day: date) -> bool:
    """All steps of a day are one reminder."""
    return day in wishes.steps


def _stands(moment: Moment) -> bool:
    return moment.local_date in moment.steps


def _suppressed(facts: Facts) -> str | None:
    return None if facts.stands else "done_already"


GOAL_STEP_DUE = NotificationKind(
    name="goal_step_due",
    needs="own",
    useful_for=timedelta(hours=12),
    wanted=lambda rules: rules.goal_steps,
    suppressed=_suppressed,
    comes_on=_comes_on,
    reads=frozenset({"steps"}),
    stands=_stands,
    from_staff=False,
    makes_entry=False,
    topic="reminders",
)
