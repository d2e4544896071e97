"""How each projection is written: rows and columns that features query by field.

In the transaction that writes the record.
"""

from typing import Any

from accounts.sharing import set_peer_trust, set_sharing_stopped
from database.database import Connection
from database.tables import Person
from domain.projections import (
    ChosenName,
    EntryOpened,
    FlagRaised,
    NoteWritten,
    NotificationRules,
    NudgePlanned,
    PeerTrusted,
    SharingStopped,
)
from notifications.policy.kinds import ENCOURAGEMENT
from notifications.policy.kinds.kind import rules_of
from notifications.policy.reminder_settings import wishes_for_reminders
from notifications.queue import notices
from notifications.queue.flag_notices import announce_flag
from notifications.queue.reminder_sources import begin_reminding
from records.projecting import Projections


async def _put_name(connection: Connection, name: ChosenName, now: int) -> None:
    # Only a change of zone: to plan anew at every change of a name would cost a batch of notices.
    before = await connection.query(Person.select(Person.time_zone).where(Person.id == name.person))
    chosen: dict[Any, Any] = {
        Person.display_name: name.display_name,
        Person.language: name.language,
        Person.time_zone: name.time_zone,
        Person.zone_mode: name.zone_mode,
    }
    await connection.query(Person.update(chosen).where(Person.id == name.person))
    if before != [{"time_zone": name.time_zone}]:
        await notices.replan_participant(connection, name.person, now)


async def _stop_sharing(connection: Connection, switch: SharingStopped, now: int) -> None:
    await set_sharing_stopped(connection, switch.person, stopped=switch.stopped, now=now)


async def _trust_peer(connection: Connection, yes: PeerTrusted, now: int) -> None:
    await set_peer_trust(connection, yes.assignment, shares=yes.shares, now=now)


async def _put_rules(connection: Connection, rules: NotificationRules, now: int) -> None:
    await connection.query(
        Person.update({Person.notification_rules: rules.rules}).where(Person.id == rules.person)
    )
    await notices.reconsider_held(connection, rules.person)
    if wishes_for_reminders(rules_of(rules.rules)):
        await begin_reminding(connection, rules.person, now)


async def _put_schedule(connection: Connection, plan: NudgePlanned, now: int) -> None:
    await notices.save_schedule(
        connection,
        stream=plan.stream,
        plan=plan.plan,
        schedule=plan.schedule,
        text_kind=plan.text_kind,
        active=plan.active,
        now=now,
    )


async def _announce_note(connection: Connection, note: NoteWritten, now: int) -> None:
    await notices.add_notice(
        connection, stream=note.stream, kind=ENCOURAGEMENT.name, source=note.source, due_at=now
    )


async def _settle_opened(connection: Connection, opened: EntryOpened, now: int) -> None:
    await notices.mark_opened(
        connection, opened.stream, opened.entry, answered=opened.answered, now=now
    )


async def _announce_flag(connection: Connection, flag: FlagRaised, now: int) -> None:
    await announce_flag(connection, flag.stream, flag.source, now)


PROJECTIONS = Projections(
    {
        ChosenName: _put_name,
        SharingStopped: _stop_sharing,
        PeerTrusted: _trust_peer,
        NotificationRules: _put_rules,
        NudgePlanned: _put_schedule,
        NoteWritten: _announce_note,
        EntryOpened: _settle_opened,
        FlagRaised: _announce_flag,
    }
)
"""What every process that writes records opens its database with."""
