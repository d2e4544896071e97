"""Asking for help has no dead end.

A flag is taken back without a network, and asked anew of whoever walks alongside now.
"""

from typing import Any

import pytest

import accounts
from domain.errors import NotFound
from program.flags import move_flag
from sync.caller import Caller
from tests.fixtures.house import NOW, House
from tests.program.test_flags import flags_of, give
from tests.sync.devices import Device, outcomes

ASK = {"ask": {"recorded_at": "2026-09-20T12:00:00Z"}}
BACK = {"withdrawn": {"withdrawn": True}}


async def device(house: House, name: str) -> Device:
    person = house.people[name]
    async with house.database.transaction() as connection:
        made = await accounts.add_device(
            connection,
            program=person.program,
            person=person.id,
            label="phone",
            platform="other",
            now=NOW,
        )
    streams = {"flags": await flags_of(house, "tasha")}
    return Device(house.database, Caller(person.id, person.uuid, person.program, made.id), streams)


async def asked(house: House) -> tuple[Device, Device, str]:
    """Tasha asked, and Marcus, who walks with her, has read it: her phone, his desk, the flag."""
    await house.participant("tasha")
    await give(house, "tasha", "marcus")
    phone, desk = await device(house, "tasha"), await device(house, "marcus")
    flag = ask(phone)
    assert outcomes(await phone.sync()) == ["applied"]
    await desk.sync_all()
    return phone, desk, flag


def ask(phone: Device) -> str:
    record: str = phone.write("support_flag", ASK, stream=phone.streams["flags"])["record"]
    return record


def take_back(phone: Device, flag: str, *, withdrawn: bool = True, at: int = NOW + 50) -> None:
    phone.write(
        "support_flag",
        {"withdrawn": {"withdrawn": withdrawn}},
        stream=phone.streams["flags"],
        record=flag,
        at=at,
    )


async def moved(house: House, flag: str, to: Any, *, by: str) -> None:
    await move_flag(house.database, house.actor(by), flag=flag, to=to, now=NOW, new_id=house.new_id)


async def test_what_was_taken_back_without_a_network_stands_beside_what_the_peer_did_meanwhile(
    house: House,
) -> None:
    phone, desk, flag = await asked(house)
    take_back(phone, flag)
    await moved(house, flag, "seen", by="marcus")
    assert outcomes(await phone.sync()) == ["applied"]
    await phone.sync_all()
    await desk.sync_all()
    for each in (phone, desk):
        body = each.shown(flag)["body"]
        assert (body["state"]["state"], body["withdrawn"]) == ("seen", {"withdrawn": True})


async def test_a_flag_asked_and_taken_back_without_a_network_arrives_as_taken_back(
    house: House,
) -> None:
    await house.participant("tasha")
    await give(house, "tasha", "marcus")
    phone, desk = await device(house, "tasha"), await device(house, "marcus")
    flag = ask(phone)
    take_back(phone, flag)
    assert outcomes(await phone.sync()) == ["applied", "applied"]
    await desk.sync_all()
    assert desk.shown(flag)["body"] == ASK | BACK


def erase(phone: Device, flag: str) -> None:
    phone.mutate(op="erase", entity="support_flag", record=flag, stream=phone.streams["flags"])


async def told(house: House) -> list[str]:
    async with house.database.reading() as connection:
        return [
            kind
            for (kind,) in await connection.rows(
                "SELECT kind FROM notice WHERE kind = 'support_flag'"
            )
        ]


async def test_a_flag_that_never_left_the_phone_tells_nobody_that_it_was_asked(
    house: House,
) -> None:
    """The phone has only its erase to send.

    There is nothing to announce, and nothing on any screen.
    """
    await house.participant("tasha")
    await give(house, "tasha", "marcus")
    phone, desk = await device(house, "tasha"), await device(house, "marcus")
    flag = ask(phone)
    phone.outbox.clear()
    erase(phone, flag)
    assert outcomes(await phone.sync()) == ["applied"]
    await desk.sync_all()
    assert [
        row["body"] for (_, record), row in desk.rows.items() if record == flag and row["body"]
    ] == []
    assert await told(house) == []


async def test_a_flag_whose_answer_was_lost_is_gone_from_every_screen_when_it_is_erased(
    house: House,
) -> None:
    await house.participant("tasha")
    await give(house, "tasha", "marcus")
    phone, desk = await device(house, "tasha"), await device(house, "marcus")
    flag = ask(phone)
    await phone.sync(keep=True)
    await desk.sync_all()
    assert desk.shown(flag)["body"] == ASK
    phone.outbox.clear()
    erase(phone, flag)
    assert outcomes(await phone.sync()) == ["applied"]
    await desk.sync_all()
    assert [
        row["body"] for (_, record), row in desk.rows.items() if record == flag and row["body"]
    ] == []


@pytest.mark.parametrize("sends", ["first", "between", "last"])
async def test_of_phones_apart_that_one_took_it_back_is_what_stands(
    house: House, sends: str
) -> None:
    phone, desk, flag = await asked(house)
    others = [await device(house, "tasha") for _ in range(2)]
    for each in others:
        await each.sync_all()
    take_back(phone, flag)
    for each in others:
        take_back(each, flag, withdrawn=False, at=NOW + 90)
    others.insert(["first", "between", "last"].index(sends), phone)
    for each in others:
        assert outcomes(await each.sync()) == ["applied"]
    await desk.sync_all()
    assert desk.shown(flag)["body"] == ASK | BACK


async def test_nobody_else_takes_it_back(house: House) -> None:
    _, desk, flag = await asked(house)
    take_back(desk, flag)
    assert [each.code for each in (await desk.sync()).results] == ["not_yours"]
    supervisor = await device(house, "ruth")
    await supervisor.sync_all()
    take_back(supervisor, flag)
    assert [each.code for each in (await supervisor.sync()).results] == ["not_yours"]
    assert await house.body(desk.streams["flags"], flag) == ASK


async def test_asked_again_of_a_new_peer_only_they_read_the_new_flag(house: House) -> None:
    phone, former, flag = await asked(house)
    await moved(house, flag, "seen", by="marcus")
    await give(house, "tasha", "elena")
    take_back(phone, flag)
    again = ask(phone)
    assert outcomes(await phone.sync()) == ["applied", "applied"]
    present = await device(house, "elena")
    await present.sync_all()
    await former.sync_all()
    assert present.shown(again)["body"] == ASK
    assert present.shown(flag)["body"]["withdrawn"] == BACK["withdrawn"]
    assert [record for _, record in former.rows if record in (flag, again)] == []
    with pytest.raises(NotFound):
        await moved(house, again, "seen", by="marcus")
    await moved(house, again, "contacted", by="elena")
    await phone.sync_all()
    assert phone.shown(again)["body"]["state"]["moved_by"] == "Elena"


async def test_a_phone_that_heard_of_no_new_peer_still_takes_back_and_asks(house: House) -> None:
    """The phone was offline while the person was moved.

    Both reach the present peer, in whatever order its requests go.
    """
    phone, former, flag = await asked(house)
    again = ask(phone)
    take_back(phone, flag)
    await moved(house, flag, "seen", by="marcus")
    await give(house, "tasha", "elena")
    assert outcomes(await phone.sync()) == ["applied", "applied"]
    present = await device(house, "elena")
    await present.sync_all()
    await former.sync_all()
    assert present.shown(again)["body"] == ASK
    assert present.shown(flag)["body"]["withdrawn"] == BACK["withdrawn"]
    assert [record for _, record in former.rows if record in (flag, again)] == []
