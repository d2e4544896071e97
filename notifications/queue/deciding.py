"""What becomes of one claimed notice: its next state, its inbox entry, and whether it is pushed."""

from datetime import date

import msgspec
from msgspec import Struct

from domain.entities.notification_settings import NotificationSettings
from domain.entities.nudge_plan import NudgePlan
from domain.zones import zone_of
from notifications.policy.backoff import PastNudge, left_out_reason
from notifications.policy.delivery import (
    LEFT_OUT,
    Cancel,
    Circumstances,
    Decision,
    Expire,
    Hold,
    Send,
    Suppress,
    decide,
)
from notifications.policy.kinds import KINDS, NUDGE, Facts
from notifications.policy.kinds.kind import rules_of
from notifications.policy.kinds.nudge import delivery_group, nudge_groups
from notifications.queue.inbox import PLAN, InboxEntry, with_left_out
from notifications.queue.leases import LeasedNotice
from notifications.queue.notice_transitions import NoticeMove, end_of_hold
from notifications.queue.past_notices import Ring
from notifications.queue.push_subscriptions import PushSubscription

Plans = dict[tuple[int, str], NudgePlan]


class Outgoing(Struct, frozen=True):
    """A notice that is on its way, and where to.

    `ttl` in seconds.
    """

    id: int
    uuid: str
    kind: str
    stream: int
    person: int
    language: str
    ttl: int
    attempts: int
    subscriptions: list[PushSubscription]


class Lease(Struct, frozen=True):
    """Who has what is claimed, and until when (ms).

    After that nobody knows whether it went out.
    """

    owner: str
    until: int


class NoticeDecision(Struct, frozen=True):
    """What happens to one notice.

    Its new state, what its peer and its person read of it, and whether it goes out.
    """

    move: NoticeMove
    entry: InboxEntry | None
    outgoing: Outgoing | None


class BatchContext(Struct):
    """Everything that the decisions of one batch look at.

    `rang`, `latest` and `plans` grow with each decision. `checked_in` and `shown` (to the peer)
    hold ids of notices.
    """

    now: int
    lease: Lease
    plans: Plans
    seen: set[tuple[int, str]]
    rang: dict[int, list[Ring]]
    latest: dict[int, list[PastNudge]]
    checked_in: set[int]
    shown: set[int]
    unwanted: dict[int, str]
    subscriptions: dict[int, list[PushSubscription]]


def decide_one(notice: LeasedNotice, batch: BatchContext) -> NoticeDecision:
    """Decide about one notice.

    Raises where the notice cannot be understood.
    """
    decision = _decided(notice, batch)
    subscriptions = batch.subscriptions.get(notice.person, [])
    move = _move(notice, decision, batch, reachable=bool(subscriptions))
    outgoing = None
    if isinstance(decision, Send) and subscriptions:
        # Within one batch too: two nudges of one person may come due together, and count towards
        # one cap.
        batch.rang.setdefault(notice.person, []).append(
            Ring(notice.kind, batch.now, notice.is_reply)
        )
        outgoing = _outgoing(notice, decision.ttl, subscriptions)
    if notice.kind == NUDGE.name and notice.state == "due" and move.state != "cancelled":
        batch.latest.setdefault(notice.person, []).insert(
            0, PastNudge(move.state, move.reason, batch.now)
        )
    return NoticeDecision(move, _entry(notice, move, batch), outgoing)


def _decided(notice: LeasedNotice, batch: BatchContext) -> Decision:
    kind = KINDS[notice.kind]
    plan = batch.plans.get((notice.stream, notice.source))
    # A plan that was erased meanwhile must not send its words.
    if kind.makes_entry and (plan is None or plan.cancelled):
        return Cancel("called_off")
    rules = rules_of(notice.rules, kind.unless_set)
    rang = batch.rang.get(notice.person, ())
    circumstances = Circumstances(
        kind=kind,
        due_at=notice.due_at,
        rules=rules,
        zone=zone_of(notice.time_zone, notice.program_zone),
        person_status=notice.person_status,
        assignment_status=notice.assignment_status,
        peer_status=notice.peer_status,
        reads=notice.reads,
        seen=(notice.stream, notice.uuid) in batch.seen,
        unwanted=_unwanted(notice, plan, rules, batch) if plan else batch.unwanted.get(notice.id),
        paced=_paced(notice, plan, batch) if plan else None,
        # A push service that asked to wait is no reason to let another one ring in its place.
        held=notice.state == "held" and notice.attempts == 0,
        is_reply=bool(notice.is_reply),
        pushed=[one.at for one in rang if KINDS[one.kind].from_staff and not one.is_reply],
        rang=[one.at for one in rang],
    )
    return decide(circumstances, batch.now)


def _unwanted(
    notice: LeasedNotice, plan: NudgePlan, rules: NotificationSettings, batch: BatchContext
) -> str | None:
    facts = Facts(
        rules=rules,
        local_date=date.fromisoformat(notice.local_date),
        checked_in=notice.id in batch.checked_in,
        unless_checked_in=plan.only_if_no_check_in,
    )
    return NUDGE.suppressed(facts)


def _paced(notice: LeasedNotice, plan: NudgePlan, batch: BatchContext) -> str | None:
    """Return why the pace leaves a repeated nudge out, if it does.

    What is planned for once was planned on purpose, and what is held is in the inbox already.
    """
    if plan.repeat == "once" or notice.state != "due":
        return None
    return left_out_reason(
        batch.latest.get(notice.person, ()), heard_of_at=notice.heard_of_at, now=batch.now
    )


def _move(
    notice: LeasedNotice, decision: Decision, batch: BatchContext, *, reachable: bool
) -> NoticeMove:
    at = batch.now
    match decision:
        case Send() if reachable:
            claimed = end_of_hold(notice.standing, "claimed", "", at)
            return claimed._replace(
                lease_owner=batch.lease.owner, lease_until=batch.lease.until, pushed_at=at
            )
        case Send():
            return end_of_hold(notice.standing, "no_channel", "", at)
        case Hold(until):
            return end_of_hold(notice.standing, "held", "not_now", at)._replace(lease_until=until)
        case Suppress(reason):
            return end_of_hold(notice.standing, "suppressed", reason, at)
        case Cancel(reason):
            return end_of_hold(notice.standing, "cancelled", reason, at)
        case Expire():
            return end_of_hold(notice.standing, "expired", "", at)


def _entry(notice: LeasedNotice, move: NoticeMove, batch: BatchContext) -> InboxEntry | None:
    if not KINDS[notice.kind].makes_entry or move.state == "cancelled":
        return None
    if notice.state != "due":
        return (
            None
            if move.state in ("held", "claimed")
            else InboxEntry(notice.stream, notice.uuid, delivery_group(move.state))
        )
    plan = batch.plans[notice.stream, notice.source]
    if move.state == "suppressed" and move.reason in LEFT_OUT:
        return _left_out(notice, plan, move.reason, batch)
    groups = nudge_groups(
        notice.source, plan, due_at=notice.due_at, local_date=notice.local_date, state=move.state
    )
    return InboxEntry(notice.stream, notice.uuid, groups)


def _left_out(
    notice: LeasedNotice, plan: NudgePlan, reason: str, batch: BatchContext
) -> InboxEntry:
    """Return the plan's entry that says it was not sent, and why where the peer may know that."""
    # A check-in that is not shared stays private: the peer reads only that the nudge was skipped.
    told = reason in ("silent", "peer_away") or (
        reason == "checked_in" and notice.id in batch.shown
    )
    said = with_left_out(plan, date.fromisoformat(notice.local_date), reason if told else "skipped")
    batch.plans[notice.stream, notice.source] = msgspec.structs.replace(plan, left_out=said)
    return InboxEntry(
        notice.stream,
        notice.source,
        {"left_out": {"left_out": msgspec.to_builtins(said)}},
        PLAN.name,
    )


def _outgoing(notice: LeasedNotice, ttl: int, subscriptions: list[PushSubscription]) -> Outgoing:
    return Outgoing(
        id=notice.id,
        uuid=notice.uuid,
        kind=notice.kind,
        stream=notice.stream,
        person=notice.person,
        language=notice.language,
        ttl=ttl,
        attempts=notice.attempts,
        subscriptions=subscriptions,
    )
