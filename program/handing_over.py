"""A former peer's plans go to the next peer as drafts: to look at, change, and send or not."""

from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

import accounts
from accounts import AssignmentTerms, Person
from domain.declare import StreamKind
from domain.entities import SPECS
from domain.entities.nudge_plan import NudgePlan
from domain.values import NewId
from notifications.policy.schedule import Schedule, next_due
from notifications.queue import notices
from notifications.queue.inbox import read_plans
from records.streams import StreamWriter, write_all_system

MOST = 100
"""Drafts for the next peer, of the latest plans: a peer with thousands floods no other account."""
PLANNED = ("words", "schedule")
"""The groups that a plan and a draft share."""


async def hand_over(
    writer: StreamWriter,
    former: AssignmentTerms,
    participant: Person,
    peer: Person,
    *,
    now: int,
    new_id: NewId,
) -> None:
    """Give the new peer drafts of the former plans that repeat and have not run out.

    Both streams are open: the former one's, and the new peer's account. What was planned for once
    is not handed on: it was between these two.
    """
    account = await accounts.stream_of(writer.connection, peer.id, StreamKind.ACCOUNT)
    assert account is not None, "everyone has an account stream"
    plans = await read_plans(
        writer,
        [
            (former.stream, plan)
            for plan in await notices.plans_of(writer.connection, former.stream)
        ],
    )
    zone = await accounts.zone_of_person(writer.connection, participant.id)
    drafts = {
        new_id(): _draft(plan, participant, from_peer=former.peer != peer.id)
        for (stream, _), plan in sorted(plans.items(), key=lambda each: each[0], reverse=True)
        if stream == former.stream and _goes_on(plan, zone, now)
    }
    # The latest come first (ids sort by time), so the bound cuts the oldest.
    drafts = dict(islice(drafts.items(), MOST))
    await write_all_system(
        writer, account, "nudge_draft", drafts, mutations={draft: new_id() for draft in drafts}
    )


def _goes_on(plan: NudgePlan, zone: ZoneInfo, now: int) -> bool:
    schedule = Schedule(**{name: getattr(plan, name) for name in Schedule.__struct_fields__})
    return (
        not plan.cancelled and plan.repeat != "once" and next_due(schedule, zone, now) is not None
    )


def _draft(
    plan: NudgePlan, participant: Person, *, from_peer: bool
) -> dict[str, dict[str, object]]:
    groups = SPECS["nudge_plan"].groups
    fields = {
        field: msgspec.to_builtins(getattr(plan, field))
        for name in PLANNED
        for field in groups[name].shape.__struct_fields__
    }
    shared = {
        name: {field: fields[field] for field in groups[name].shape.__struct_fields__}
        for name in PLANNED
    }
    return shared | {"origin": {"participant": participant.id, "from_peer": from_peer}}
