"""The demo's participants: their accounts, their settings and what they wrote."""

import accounts
from accounts import Person, Program
from database.database import Database
from demo.cast import ParticipantPart
from demo.chance import Chance
from demo.life import DatedRecord
from domain.records import singleton_id
from program.newcomers import add_newcomer
from records.streams import lock_streams, write_system


async def add_participant(
    database: Database, program: Program, part: ParticipantPart, chance: Chance, began: int
) -> Person:
    """Make a participant with their settings."""
    async with database.transaction() as connection:
        person = await add_newcomer(
            connection,
            program,
            "participant",
            part.display_name,
            now=began,
            new_id=chance.ids_at(began),
            time_zone=part.time_zone,
            language=part.language,
        )
    await write_each(database, person, settings_of(person, part, began), chance)
    return person


def reminder_of(person: Person, part: ParticipantPart, now: int) -> list[DatedRecord]:
    """Return the person's own reminder to check in, as set just now.

    So that a demo does not ring for what was before it began.
    """
    if part.reminder_at is None:
        return []
    groups = {"reminder": {"reminder_at": part.reminder_at, "reminder_days": []}}
    return [
        DatedRecord(
            "account",
            "notification_settings",
            singleton_id(person.uuid, "notification_settings"),
            groups,
            now,
        )
    ]


def settings_of(person: Person, part: ParticipantPart, began: int) -> list[DatedRecord]:
    """Return sharing and notification settings.

    Tasha has no quiet hours and a wide cap, so that a nudge planned for the next minute arrives at
    any hour of a demo.
    """
    sharing = {
        "goals": {"share_goals": "goals" in part.share},
        "check_ins": {"share_check_ins": "check_ins" in part.share},
        "plan": {"share_plan": "plan" in part.share},
        "stop": {"stop_all_sharing": part.stopped},
    }
    notices: dict[str, dict[str, object]] = {"push": {"push": part.push}}
    if part.open_to_nudges:
        notices |= {"quiet": {"quiet": []}, "cap_day": {"cap_day": 5}, "cap_week": {"cap_week": 20}}
    return [
        DatedRecord(
            "account",
            "sharing_settings",
            singleton_id(person.uuid, "sharing_settings"),
            sharing,
            began,
        ),
        DatedRecord(
            "account",
            "notification_settings",
            singleton_id(person.uuid, "notification_settings"),
            notices,
            began,
        ),
    ]


async def write_each(
    database: Database,
    person: Person,
    written: list[DatedRecord],
    chance: Chance,
    *,
    seen: bool = True,
) -> None:
    """Write records, each at its own instant, all in one commit.

    `seen`: it is what the person is last seen by.
    """
    async with database.transaction() as connection:
        streams = {
            kind: await accounts.stream_of(connection, person.id, kind)
            for kind in ("own", "shared", "account")
        }
        for each in written:
            stream = streams[each.stream]
            assert stream, "a participant has streams"
            async with lock_streams(connection, [stream], now=each.at) as writer:
                await write_system(
                    writer,
                    stream,
                    each.entity,
                    each.record,
                    each.groups,
                    mutation=chance.id_at(each.at),
                )
        if written and seen:
            await accounts.touch_person(connection, person.id, max(each.at for each in written))
