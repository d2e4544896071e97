"""Where projections are put: columns and rows that are queried by field, in the transaction that writes their record."""

from typing import assert_never

from domain.projections import (
    ChosenName,
    FlagRaised,
    NoteWritten,
    NotificationRules,
    NudgePlanned,
    Opened,
    PeerTrusted,
    Projection,
    SharingStopped,
)
from storage import notices, reminders
from storage.database import Connection
from storage.sharing import stop_sharing, trust_peer

NAME = "UPDATE person SET display_name = $2, language = $3, time_zone = $4, zone_mode = $5 WHERE id = $1"


async def put(connection: Connection, projection: Projection, now: int) -> None:
    """`now` is the server's clock, in milliseconds."""
    match projection:
        case ChosenName():
            await _put_name(connection, projection, now)
        case SharingStopped(person, stopped):
            await stop_sharing(connection, person, stopped=stopped, now=now)
        case PeerTrusted(assignment, shares):
            await trust_peer(connection, assignment, shares=shares, now=now)
        case NotificationRules():
            await _put_rules(connection, projection, now)
        case _:
            await _put_notice(connection, projection, now)


async def _put_notice(connection: Connection, projection: NudgePlanned | NoteWritten | Opened | FlagRaised, now: int) -> None:
    match projection:
        case NudgePlanned(stream, plan, schedule, text_kind, active):
            await notices.put_schedule(connection, stream=stream, plan=plan, schedule=schedule, text_kind=text_kind, active=active, now=now)
        case Opened(stream, entry, answered):
            await notices.opened(connection, stream, entry, answered=answered, now=now)
        case FlagRaised(stream, source):
            await reminders.announce_flag(connection, stream, source, now)
        case NoteWritten(stream, source):
            await notices.put_notice(connection, stream=stream, kind="encouragement", source=source, due_at=now)
        case _:
            assert_never(projection)


async def _put_name(connection: Connection, name: ChosenName, now: int) -> None:
    zone = await connection.value("SELECT time_zone FROM person WHERE id = $1", name.person)
    await connection.run(NAME, name.person, name.display_name, name.language, name.time_zone, name.zone_mode)
    if zone != name.time_zone:
        await notices.replan_participant(connection, name.person, now)


async def _put_rules(connection: Connection, rules: NotificationRules, now: int) -> None:
    await connection.run("UPDATE person SET notification_rules = $2 WHERE id = $1", rules.person, rules.rules)
    await notices.reconsider_held(connection, rules.person)
    if rules.reminds:
        await reminders.begin_reminding(connection, rules.person, now)
