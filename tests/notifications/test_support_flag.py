"""A participant asks to be contacted, and every supervisor who may read it is told at once.

By night too, until staff have seen it.
"""

from typing import Any

import pytest

import accounts
from accounts import Person
from domain.declare import StreamKind
from domain.entities.notification_settings import NotificationSettings, QuietHours
from notifications.push.payload import SENTENCES
from notifications.push.vapid import VapidKeys
from notifications.worker import Worker
from records.streams import lock_streams, write_system
from tests.notifications.pair import HOUR, NOON, ZONE, Pair, uuid
from tests.notifications.wishing import write_in
from tests.push_service import Browser, PushService

MIDNIGHT = NOON + 12 * HOUR
ASK = {"ask": {"recorded_at": "2026-06-03T12:00:00Z", "words": "Please call"}}
WHO = (
    "SELECT p.display_name, n.state, n.reason FROM notice n JOIN person p ON p.id = n.person "
    "WHERE n.kind = 'support_flag' ORDER BY 1"
)


async def staff(pair: Pair, name: str, role: Any = "supervisor") -> Person:
    async with pair.database.transaction() as connection:
        person = await accounts.add_person(
            connection,
            uuid=uuid(),
            program=pair.participant.program,
            role=role,
            display_name=name,
            time_zone=ZONE.key,
            now=pair.now,
        )
        await accounts.open_streams(connection, person, pair.now)
    return person


async def phone_of(pair: Pair, person: Person, service: PushService, keys: VapidKeys) -> Browser:
    other = Pair(pair.database, person, pair.peer, pair.assignment, pair.account)
    return await other.has_phone(service, keys.public)


async def raises(pair: Pair, record: str = "") -> str:
    return await write_in(pair, StreamKind.FLAGS, "support_flag", ASK, record)


async def told(pair: Pair) -> list[tuple[str, str, str]]:
    async with pair.database.reading() as connection:
        return [(row[0], row[1], row[2]) for row in await connection.rows(WHO)]


async def test_every_supervisor_is_told_once_and_nobody_else(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    phones = [
        await phone_of(pair, await staff(pair, name), service, keys) for name in ("Elena", "Ruth")
    ]
    others = [
        await phone_of(pair, await staff(pair, name, name.lower()), service, keys)
        for name in ("Admin", "Curator", "Peer")
    ]
    await pair.has_phone(service, keys.public)
    flag = await raises(pair)
    assert await worker.tick() == 2
    await raises(pair, flag)
    assert await worker.tick() == 0
    assert await told(pair) == [("Elena", "accepted", ""), ("Ruth", "accepted", "")]
    assert [len(service.received(phone)) for phone in [*phones, *others]] == [1, 1, 0, 0, 0]
    assert {message.urgency for message in service.mailboxes.messages} == {"high"}
    assert all(
        b"call" not in shown and SENTENCES["en"].body.encode() in shown
        for phone in phones
        for shown in service.received(phone)
    )


async def test_at_night_too_unless_they_chose_quiet_hours_themselves(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    for name in ("Elena", "Ruth"):
        person = await staff(pair, name)
        await phone_of(pair, person, service, keys)
        if name == "Ruth":
            async with pair.database.reading() as connection:
                account = await accounts.stream_of(connection, person.id, StreamKind.ACCOUNT)
            assert account
            hers = Pair(pair.database, person, pair.peer, pair.assignment, account)
            await hers.rules(NotificationSettings(quiet=[QuietHours("21:00", "08:00")]))
    pair.now = MIDNIGHT
    await raises(pair)
    assert await worker.tick() == 1
    assert await told(pair) == [("Elena", "accepted", ""), ("Ruth", "held", "not_now")]


@pytest.mark.parametrize("state", ["seen", "closed"])
async def test_a_flag_that_was_seen_rings_no_more(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, state: str
) -> None:
    await phone_of(pair, await staff(pair, "Ruth"), service, keys)
    flag = await raises(pair)
    async with pair.database.transaction() as connection:
        stream = await accounts.stream_of(connection, pair.participant.id, StreamKind.FLAGS)
        assert stream
        async with lock_streams(connection, [stream], now=pair.now) as writer:
            await write_system(
                writer, stream, "support_flag", flag, {"state": {"state": state}}, mutation=uuid()
            )
    assert await worker.tick() == 0
    assert await told(pair) == [("Ruth", "suppressed", "flag_seen")]


async def test_a_flag_that_was_taken_back_rings_no_more(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await phone_of(pair, await staff(pair, "Ruth"), service, keys)
    flag = await raises(pair)
    await write_in(pair, StreamKind.FLAGS, "support_flag", {"withdrawn": {"withdrawn": True}}, flag)
    assert await worker.tick() == 0
    assert await told(pair) == [("Ruth", "suppressed", "flag_seen")]


async def test_a_flag_that_arrives_as_taken_back_tells_nobody(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await phone_of(pair, await staff(pair, "Ruth"), service, keys)
    await write_in(pair, StreamKind.FLAGS, "support_flag", ASK | {"withdrawn": {"withdrawn": True}})
    assert await worker.tick() == 0
    assert await told(pair) == []


@pytest.mark.parametrize("ending", ["right", "status", "role"])
async def test_who_may_read_it_no_more_is_not_told(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys, ending: str
) -> None:
    ruth = await staff(pair, "Ruth")
    await phone_of(pair, ruth, service, keys)
    await raises(pair)
    async with pair.database.transaction() as connection:
        if ending == "right":
            await accounts.revoke_all(connection, ruth.id)
        elif ending == "status":
            await accounts.set_status(connection, ruth.id, "removed")
        else:
            await connection.run("UPDATE person SET role = 'curator' WHERE id = $1", ruth.id)
    assert await worker.tick() == 0
    [(_, state, _)] = await told(pair)
    assert state == "cancelled"


async def test_flags_count_against_no_cap(
    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys
) -> None:
    await phone_of(pair, await staff(pair, "Ruth"), service, keys)
    for _ in range(3):
        await raises(pair)
    assert await worker.tick() == 3
