"""A clock that is fast hides nothing, on both engines.

What is derived from an instant that is set back goes with it.
"""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from domain.keys import EARLIEST, LATEST
from tests.sync.devices import NOW, again
from tests.sync.town import Town, forget

HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("at", "ahead_h", "offset_known", "meant"),
    [
        # At 23:30 in Chicago, by a phone that is 26 hours fast and knows it, offline until morning.
        ("2026-09-23T01:30:00-05:00", 26, True, ("2026-09-22T04:30:00Z", "2026-09-21")),
        # It does not know it, but its request tells.
        ("2026-09-23T01:30:00-05:00", 26, False, ("2026-09-22T04:30:00Z", "2026-09-21")),
        ("2036-09-18T23:30:00-05:00", 24 * 3650, True, ("2026-09-22T04:30:00Z", "2026-09-21")),
        ("2036-09-19T04:30:00Z", 24 * 3650, True, ("2026-09-22T04:30:00Z", "2026-09-21")),
        # Nothing is known of the clock: the arrival, as ever, and the day of the arrival.
        ("2036-09-18T23:30:00-05:00", 0, False, ("2026-09-22T12:00:00Z", "2026-09-22")),
    ],
)
async def test_with_an_instant_that_is_set_back_goes_its_day_and_what_was_sent_is_kept(
    town: Town, at: str, ahead_h: int, offset_known: bool, meant: tuple[str, str]
) -> None:
    arrival = int(datetime.fromisoformat("2026-09-22T12:00:00+00:00").timestamp() * 1000)
    phone = await town.device(await town.participant("Tasha"))
    day = datetime.fromisoformat(at).astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    answers = {"occurred_at": at, "time_zone": "America/Chicago", "local_date": day, "mood": 2}
    ahead = ahead_h * HOUR_MS
    check_in = phone.write(
        "check_in",
        {"answers": answers},
        at=arrival + ahead,
        offset=-ahead if offset_known else None,
    )
    await phone.sync(now=arrival, sent_at=arrival + ahead)
    shown = phone.shown(check_in["record"])["body"]["answers"]
    assert (shown["occurred_at"], shown["local_date"]) == meant
    assert datetime.fromisoformat(shown["told_at"]) == datetime.fromisoformat(at)


async def test_days_later_it_is_corrected_as_on_the_same_day(town: Town) -> None:
    """When it comes its instant has been, by the true clock, and yet it was written before."""
    arrival = int(datetime.fromisoformat("2026-09-25T12:00:00+00:00").timestamp() * 1000)
    written = int(datetime.fromisoformat("2026-09-22T04:30:00+00:00").timestamp() * 1000)
    ahead = 26 * HOUR_MS
    phone = await town.device(await town.participant("Tasha"))
    answers = {
        "occurred_at": "2026-09-23T01:30:00-05:00",
        "time_zone": "America/Chicago",
        "local_date": "2026-09-23",
        "mood": 2,
    }
    check_in = phone.write("check_in", {"answers": answers}, at=written + ahead, offset=-ahead)
    [result] = (await phone.sync(now=arrival, sent_at=arrival)).results
    first = phone.shown(check_in["record"])["body"]
    assert (first["answers"]["occurred_at"], first["answers"]["local_date"]) == (
        "2026-09-22T04:30:00Z",
        "2026-09-21",
    )

    await forget(town)
    phone.outbox, phone.cursor = [again(check_in, result)], None
    later = arrival + 24 * HOUR_MS
    await phone.sync(now=later, sent_at=later)
    assert phone.shown(check_in["record"])["body"] == first


@pytest.mark.parametrize(
    ("ahead_h", "offset"), [(26, None), (26, 0), (24 * 3650, None), (24 * 3650, 0)]
)
async def test_what_was_set_back_to_its_arrival_is_so_again_after_a_restore(
    town: Town, ahead_h: int, offset: int | None
) -> None:
    """Nobody knew how far the clock was off.

    Then the first arrival counts, however long after it a server asks for it again.
    """
    arrival = int(datetime.fromisoformat("2026-09-23T04:59:30+00:00").timestamp() * 1000)
    at = arrival - HOUR_MS + ahead_h * HOUR_MS
    phone = await town.device(await town.participant("Tasha"))
    told = datetime.fromtimestamp(at // 1000, ZoneInfo("America/Chicago"))
    answers = {
        "occurred_at": told.isoformat(),
        "time_zone": "America/Chicago",
        "local_date": told.date().isoformat(),
        "mood": 2,
    }
    check_in = phone.write("check_in", {"answers": answers}, at=at, offset=offset)
    [result] = (await phone.sync(now=arrival, sent_at=arrival)).results
    first = phone.shown(check_in["record"])["body"]
    assert (first["answers"]["occurred_at"], first["answers"]["local_date"]) == (
        "2026-09-23T04:59:30Z",
        "2026-09-22",
    )

    await forget(town)
    phone.outbox, phone.cursor = [again(check_in, result)], None
    later = arrival + 20 * 24 * HOUR_MS
    await phone.sync(now=later, sent_at=later)
    assert phone.shown(check_in["record"])["body"] == first


async def test_a_clock_that_is_a_little_fast_is_left_alone(town: Town) -> None:
    arrival = int(datetime.fromisoformat("2026-09-22T12:00:00+00:00").timestamp() * 1000)
    phone = await town.device(await town.participant("Tasha"))
    answers = {
        "occurred_at": "2026-09-22T11:00:00Z",
        "time_zone": "America/Chicago",
        "local_date": "2026-09-22",
        "mood": 4,
    }
    check_in = phone.write("check_in", {"answers": answers}, at=arrival - HOUR_MS, offset=-90_000)
    assert [each.outcome for each in (await phone.sync(now=arrival, sent_at=arrival)).results] == [
        "applied"
    ]
    assert phone.shown(check_in["record"])["body"]["answers"] == answers


async def test_where_the_zone_is_unknown_the_day_is_that_of_the_phones_own_offset(
    town: Town,
) -> None:
    phone = await town.device(await town.participant("Tasha"))
    answers = {
        "occurred_at": "2036-09-21T23:40:00+10:00",
        "time_zone": "Mars/Olympus",
        "local_date": "2036-09-21",
        "mood": 4,
    }
    check_in = phone.write("check_in", {"answers": answers})
    await phone.sync()
    shown = phone.shown(check_in["record"])["body"]["answers"]
    there = datetime.fromtimestamp((NOW + 10_000) / 1000, timezone(timedelta(hours=10)))
    assert datetime.fromisoformat(shown["occurred_at"]) == there
    assert shown["local_date"] == there.date().isoformat()


async def test_an_instant_that_has_been_is_left_as_it_was_sent_with_its_day(town: Town) -> None:
    """Its day is what the person's wall said, whatever zone the phone was in."""
    phone = await town.device(await town.participant("Tasha"))
    answers = {
        "occurred_at": "2026-09-01T00:10:00-05:00",
        "time_zone": "America/Chicago",
        "local_date": "2026-08-31",
        "mood": 4,
    }
    check_in = phone.write("check_in", {"answers": answers})
    await phone.sync()
    assert phone.shown(check_in["record"])["body"]["answers"] == answers


async def test_a_flag_of_a_fast_clock_is_raised_at_its_arrival_and_what_was_sent_is_kept(
    town: Town,
) -> None:
    tasha = await town.participant("Tasha")
    stream = await town.stream("flags", person=tasha["person"])
    await town.grant(tasha["person"], stream, "participant")
    phone = await town.device(tasha)
    told = "2036-09-21T23:40:00-05:00"
    flag = phone.write("support_flag", {"ask": {"recorded_at": told}}, stream=stream)
    await phone.sync()
    ask = phone.shown(flag["record"])["body"]["ask"]
    assert datetime.fromisoformat(ask["recorded_at"]).timestamp() * 1000 == NOW + 10_000
    assert datetime.fromisoformat(ask["told_at"]) == datetime.fromisoformat(told)


@pytest.mark.parametrize(
    ("at", "offset", "sent_at"),
    [
        (EARLIEST, 0, NOW),
        (EARLIEST, EARLIEST, NOW),
        (LATEST, EARLIEST, NOW),
        (NOW, EARLIEST, NOW),
        (NOW, LATEST, NOW),
        (NOW, None, LATEST),
        (EARLIEST, None, LATEST),
        (LATEST, None, EARLIEST),
    ],
)
@pytest.mark.parametrize("zone", ["America/Chicago", "Pacific/Kiritimati", "Etc/Unknown"])
async def test_no_clock_is_so_wrong_that_a_check_in_or_a_call_for_help_is_not_taken(
    town: Town, at: int, offset: int | None, sent_at: int, zone: str
) -> None:
    tasha = await town.participant("Tasha")
    stream = await town.stream("flags", person=tasha["person"])
    await town.grant(tasha["person"], stream, "participant")
    phone, tablet = [await town.device(tasha) for _ in range(2)]
    answers = {
        "occurred_at": "2026-11-30T14:23:59-12:00",
        "time_zone": zone,
        "local_date": "2026-11-30",
        "mood": 3,
    }
    check_in = phone.write("check_in", {"answers": answers}, at=at, offset=offset)
    flag = phone.write(
        "support_flag",
        {"ask": {"recorded_at": "9999-12-31T23:59:59-12:00"}},
        stream=stream,
        at=at,
        offset=offset,
    )
    results = (await phone.sync(sent_at=sent_at)).results
    assert {result.outcome for result in results} == {"adjusted"}
    await tablet.sync()
    assert tablet.shown(check_in["record"])["body"]["answers"]["mood"] == 3
    assert tablet.shown(flag["record"])["state"] == "live"
