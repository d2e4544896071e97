"""The tables of notices, and of where they go, for Piccolo (`database/tables.py`)."""

from piccolo.columns import BigInt, BigSerial, SmallInt, Text
from piccolo.table import Table

from database.query_compiler import bind


class NudgeSchedule(Table, tablename="nudge_schedule"):
    """A projection of `NudgePlan`."""

    plan = Text(default=None)
    stream = BigInt(primary_key=True, default=None)
    program = BigInt(default=None)
    participant = BigInt(default=None)
    peer = BigInt(default=None)
    schedule = Text(default=None)
    text_kind = Text(default=None)
    active = SmallInt(default=None)
    planned_until = BigInt(null=True, default=None)


class Notice(Table, tablename="notice"):
    """One occurrence of something to tell a person.

    `source` is the record that it comes from.
    """

    id = BigSerial(primary_key=True)
    uuid = Text(unique=True, default=None)
    program = BigInt(default=None)
    person = BigInt(default=None)
    kind = Text(default=None)
    stream = BigInt(default=None)
    source = Text(default=None)
    local_date = Text(default=None)
    slot = SmallInt(default=None)
    due_at = BigInt(default=None)
    state = Text(default=None)
    reason = Text(default="")
    lease_owner = Text(null=True, default=None)
    lease_until = BigInt(null=True, default=None)
    attempts = SmallInt(default=0)
    settled_at = BigInt(null=True, default=None)
    pushed_at = BigInt(null=True, default=None)


class NoticeTransition(Table, tablename="notice_transition"):
    """One step in the life of a notice (`notifications/policy/notice_life.py`), without words."""

    notice = BigInt(primary_key=True, default=None)
    program = BigInt(default=None)
    at = BigInt(default=None)
    from_state = Text(default=None)
    to_state = Text(default=None)
    reason = Text(default="")


class Reminder(Table, tablename="reminder"):
    """Whose own reminders are planned until when.

    From what: `notifications/queue/reminder_sources.py`.
    """

    person = BigInt(primary_key=True, default=None)
    program = BigInt(default=None)
    heads = BigInt(default=None)
    planned_until = BigInt(default=None)


class PushSubscription(Table, tablename="push_subscription"):
    """Where a device is reached by push."""

    id = BigSerial(primary_key=True)
    program = BigInt(default=None)
    person = BigInt(default=None)
    device = BigInt(default=None)
    endpoint = Text(unique=True, default=None)
    p256dh = Text(default=None)
    auth = Text(default=None)
    vapid_key = Text(default=None)
    state = Text(default=None)
    created_at = BigInt(default=None)
    refusals = SmallInt(default=0)


NOTICE_TABLES: tuple[type[Table], ...] = (
    NudgeSchedule, Notice, NoticeTransition, Reminder, PushSubscription,
)  # fmt: skip

bind(NOTICE_TABLES)
