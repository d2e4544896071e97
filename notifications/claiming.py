"""The last moment before a notice goes out: rights and rules are read again, and the inbox entry is made, in one transaction."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from domain.entities.nudge_plan import NudgePlan
from notifications.delivery import CAP_WINDOW, Cancel, Circumstances, Decision, Expire, Hold, Send, Suppress, decide
from notifications.entries import Entry, read_plans, read_seen, write_entries
from notifications.kinds import KINDS
from notifications.kinds.kind import rules_of
from notifications.kinds.nudge import delivery, entry
from notifications.schedule import DAY, zone_named
from notifications.still_wanted import still_wanted
from storage import leases, push_subscriptions
from storage.database import Database
from storage.leases import Taken, Verdict
from storage.push_subscriptions import PushSubscription
from storage.streams import Door, write

DAY_MS = DAY.days * 86_400_000
Plans = dict[tuple[int, str], NudgePlan]


class Outgoing(Struct, frozen=True):
    """A notice that is on its way, and where to. `ttl` in seconds."""

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
    """Who has what is claimed, and until when (ms); after that nobody knows whether it went out."""

    owner: str
    until: int


class Step(Struct, frozen=True):
    """What happens to one notice: its new state, what the inbox shows, and whether it goes out."""

    verdict: Verdict
    entry: Entry | None
    outgoing: Outgoing | None


class Scene(Struct):
    """Everything that the decisions of one batch look at. `pushed` grows with each that goes out."""

    now: int
    lease: Lease
    plans: Plans
    seen: set[tuple[int, str]]
    pushed: dict[int, list[int]]
    unwanted: dict[int, str]
    subscriptions: dict[int, list[PushSubscription]]


async def claim(
    database: Database, batch: Sequence[tuple[int, int]], *, lease: Lease, now: int, new_id: Callable[[], str]
) -> list[Outgoing]:
    """Decides about notices that this worker took, as (id, stream). What is returned is to be sent at once, and then settled."""
    async with write(database, {stream for _, stream in batch}, now=now) as door:
        notices = await leases.taken(door.connection, lease.owner, [id_ for id_, _ in batch])
        scene = await _scene(door, notices, lease, now)
        steps = [step(notice, scene) for notice in notices]
        await write_entries(door, [one.entry for one in steps if one.entry], new_id)
        await leases.decide(door.connection, [one.verdict for one in steps])
    return [one.outgoing for one in steps if one.outgoing]


async def _scene(door: Door, notices: Sequence[Taken], lease: Lease, now: int) -> Scene:
    people = {notice.person for notice in notices}
    return Scene(
        now=now,
        lease=lease,
        plans=await read_plans(door, [notice.source for notice in notices if KINDS[notice.kind].makes_entry]),
        seen=await read_seen(door, [notice.uuid for notice in notices]),
        pushed=await leases.pushed_since(door.connection, people, now - CAP_WINDOW.days * DAY_MS),
        unwanted=await still_wanted(door.connection, notices),
        subscriptions=await push_subscriptions.of_people(door.connection, people),
    )


def step(notice: Taken, scene: Scene) -> Step:
    """One notice, decided. Raises where the notice cannot be understood."""
    decision = _decided(notice, scene)
    subscriptions = scene.subscriptions.get(notice.person, [])
    verdict = _verdict(notice, decision, scene, reachable=bool(subscriptions))
    outgoing = None
    if isinstance(decision, Send) and subscriptions:
        scene.pushed.setdefault(notice.person, []).append(scene.now)
        outgoing = _outgoing(notice, decision.ttl, subscriptions)
    return Step(verdict, _entry(notice, verdict.state, scene.plans), outgoing)


def _decided(notice: Taken, scene: Scene) -> Decision:
    kind = KINDS[notice.kind]
    plan = scene.plans.get((notice.stream, notice.source))
    if kind.makes_entry and (plan is None or plan.cancelled):
        return Cancel("called_off")
    circumstances = Circumstances(
        kind=kind,
        due_at=notice.due_at,
        rules=rules_of(notice.rules, kind.unless_set),
        zone=zone_named(notice.time_zone),
        person_status=notice.person_status,
        assignment_status=notice.assignment_status,
        peer_status=notice.peer_status,
        seen=(notice.stream, notice.uuid) in scene.seen,
        unwanted=scene.unwanted.get(notice.id),
        pushed=scene.pushed.get(notice.person, ()),
    )
    return decide(circumstances, scene.now)


def _verdict(notice: Taken, decision: Decision, scene: Scene, *, reachable: bool) -> Verdict:
    verdict = Verdict(notice.id, "claimed", "", scene.lease.owner, scene.lease.until, notice.attempts, scene.now)
    done = verdict._replace(lease_owner=None, lease_until=None)
    match decision:
        case Send():
            return verdict if reachable else done._replace(state="no_channel")
        case Hold(until):
            return done._replace(state="held", reason="not_now", lease_until=until)
        case Suppress(reason):
            return done._replace(state="suppressed", reason=reason)
        case Cancel(reason):
            return done._replace(state="cancelled", reason=reason)
        case Expire():
            return done._replace(state="expired")


def _entry(notice: Taken, state: str, plans: Plans) -> Entry | None:
    if not KINDS[notice.kind].makes_entry or state == "cancelled":
        return None
    if notice.state == "due":
        plan = plans[notice.stream, notice.source]
        groups = entry(notice.source, plan, due_at=notice.due_at, local_date=notice.local_date, state=state)
        return Entry(notice.stream, notice.uuid, groups)
    return None if state in ("held", "claimed") else Entry(notice.stream, notice.uuid, delivery(state))


def _outgoing(notice: Taken, ttl: int, subscriptions: list[PushSubscription]) -> Outgoing:
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
