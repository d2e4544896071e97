"""Words wait on a phone that was not heard of for four days.

The person is told before a browser may clear what it keeps.
"""

import msgspec
import pytest

import accounts
from database.database import Database
from notifications.push.vapid import VapidKeys
from notifications.queue import reminders
from notifications.worker import Worker
from sync.exchange import exchange
from tests.notifications.pair import HOUR, NIGHT, NOON, OPEN_RULES, Pair, uuid
from tests.notifications.wishing import kinds
from tests.phone.ids import new_id
from tests.push_service import PushService
from tests.sync.devices import NOW, Device
from tests.sync.town import Town

DAY = 24 * HOUR


@pytest.fixture
async def town(database: Database) -> Town:
    town = Town(database)
    await town.begin()
    return town


async def says(pair: Pair, device: int, *, waiting: int) -> None:
    """The device is heard of, with so many words left behind."""
    async with pair.database.transaction() as connection:
        await connection.run(
            "UPDATE device SET waiting = $2, last_seen_at = $3 WHERE id = $1",
            device,
            waiting,
            pair.now,
        )


async def old_phone(pair: Pair, *, waiting: int = 3) -> int:
    async with pair.database.transaction() as connection:
        device = await accounts.add_device(
            connection,
            program=pair.participant.program,
            person=pair.participant.id,
            label="Old",
            platform="other",
            now=pair.now,
        )
    await says(pair, device.id, waiting=waiting)
    return device.id


async def plans(pair: Pair) -> int:
    return await reminders.plan_reminders(pair.database, now=pair.now, new_id=uuid)


async def test_after_four_days_of_silence_the_person_is_told_once(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phone = await pair.has_phone(service, keys.public)
    await old_phone(pair)
    pair.now = NOON + 4 * DAY - 1
    assert await worker.tick() == 0
    pair.now += 1
    assert await worker.tick() == 1
    for _ in range(60):
        pair.now += HOUR
        assert await worker.tick() == 0
    assert len(service.received(phone)) == 1
    assert await pair.notices() == [("accepted", "")]


async def test_each_silence_is_told_of_anew(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    device = await old_phone(pair)
    pair.now += 4 * DAY
    assert await worker.tick() == 1
    await says(pair, device, waiting=1)
    pair.now += 4 * DAY
    assert await worker.tick() == 1


async def test_each_phone_is_told_of_apart(pair: Pair) -> None:
    for _ in range(2):
        await old_phone(pair)
    pair.now += 4 * DAY
    await plans(pair)
    assert await kinds(pair.database) == ["unsent_words"] * 2
    assert await plans(pair) == 0


async def test_a_phone_with_nothing_to_send_may_be_silent(pair: Pair) -> None:
    await old_phone(pair, waiting=0)
    pair.now += 5 * DAY
    await plans(pair)
    assert await kinds(pair.database) == []


async def test_after_a_week_it_is_too_late(pair: Pair) -> None:
    await old_phone(pair)
    pair.now += 7 * DAY
    await plans(pair)
    assert await kinds(pair.database) == []


async def test_a_revoked_phone_is_not_told_of(pair: Pair) -> None:
    device = await old_phone(pair)
    async with pair.database.transaction() as connection:
        await accounts.revoke_device(connection, device, pair.now)
    pair.now += 4 * DAY
    await plans(pair)
    assert await kinds(pair.database) == []


async def test_a_phone_that_came_back_while_it_was_night_needs_no_telling(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await pair.has_phone(service, keys.public)
    await pair.rules(msgspec.structs.replace(OPEN_RULES, quiet=NIGHT))
    pair.now = NOON + 11 * HOUR
    device = await old_phone(pair)
    pair.now += 4 * DAY
    assert await worker.tick() == 0
    await says(pair, device, waiting=0)
    pair.now += 10 * HOUR
    assert await worker.tick() == 0
    assert await pair.notices() == [("suppressed", "sent_meanwhile")]


async def test_what_a_push_left_behind_is_counted(town: Town) -> None:
    """The outbox as it was before a push is not what waits after it."""
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    phone.write("goal", {"words": {"title": "Bus pass"}})
    assert await left_behind(town, phone, waiting=1) == 0
    phone.write("goal", {"words": {"title": "Library card"}})
    assert await left_behind(town, phone, waiting=4) == 3
    later = phone.write("goal", {"words": {"title": "Winter coat"}})["id"]
    phone.outbox.pop()
    phone.mutate(
        entity="goal",
        record=new_id(),
        stream=tasha["own"],
        set={"words": {"title": "Boots"}},
        base={"words": [[later]]},
    )
    assert await left_behind(town, phone, waiting=1) == 1


async def left_behind(town: Town, phone: Device, *, waiting: int) -> int:
    request = {
        "device": phone.caller.device,
        "sent_at": NOW,
        "mutations": phone.outbox,
        "cursor": None,
        "waiting": waiting,
    }
    await exchange(town.database, phone.caller, msgspec.json.encode(request), now=NOW)
    phone.outbox = []
    async with town.database.reading() as connection:
        found: int = await connection.value(
            "SELECT waiting FROM device WHERE id = $1", phone.caller.device
        )
    return found
