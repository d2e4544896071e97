"""What a peer has not decided to send is theirs alone until they plan it."""

import pytest

from tests.sync.devices import SCHEDULE, WORDS, Device, outcomes
from tests.sync.town import Town


def draft_on(phone: Device, person: int) -> str:
    groups = {"words": WORDS, "schedule": SCHEDULE, "origin": {"participant": person}}
    return str(phone.write("nudge_draft", groups, stream=phone.streams["account"])["record"])


async def test_a_draft_is_on_every_phone_of_its_peer_and_on_no_other(town: Town) -> None:
    tasha, marcus, elena = (
        await town.participant("Tasha"),
        await town.peer("Marcus"),
        await town.peer("Elena"),
    )
    await town.assign(tasha, marcus)
    first, second, hers, another = [
        await town.device(person) for person in (marcus, marcus, tasha, elena)
    ]
    draft = draft_on(first, tasha["person"])
    assert outcomes(await first.sync()) == ["applied"]
    for phone in (second, hers, another):
        await phone.sync_all()
    assert second.shown(draft)["body"] == {
        "words": WORDS,
        "schedule": SCHEDULE,
        "origin": {"participant": tasha["person"]},
    }
    assert [any(record == draft for _, record in phone.rows) for phone in (hers, another)] == [
        False,
        False,
    ]


async def test_planned_it_stands_where_the_participant_reads_it_and_the_draft_is_gone(
    town: Town,
) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone, hers = await town.device(marcus), await town.device(tasha)
    draft = draft_on(phone, tasha["person"])
    await phone.sync_all()
    plan = phone.write("nudge_plan", {"words": WORDS, "schedule": SCHEDULE}, stream=stream)
    phone.remove("nudge_draft", draft, stream=phone.streams["account"])
    assert outcomes(await phone.sync()) == ["applied"] * 2
    await hers.sync_all()
    assert phone.shown(draft)["state"] == "removed"
    assert hers.shown(plan["record"])["body"] == {"words": WORDS, "schedule": SCHEDULE}


async def test_whom_it_is_for_is_said_once(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    phone = await town.device(marcus)
    draft = draft_on(phone, tasha["person"])
    await phone.sync()
    phone.write(
        "nudge_draft",
        {"origin": {"participant": tasha["person"] + 1}},
        record=draft,
        stream=phone.streams["account"],
    )
    assert outcomes(await phone.sync()) == ["refused"]


@pytest.mark.parametrize(
    "beyond",
    [
        {"every": 0},
        {"every": 31},
        {"times": 0},
        {"times": 27},
        {"repeat": "yearly"},
        {"weekdays": [7]},
        {"local_time": "24:00"},
    ],
)
async def test_a_schedule_beyond_its_limits_is_refused(
    town: Town, beyond: dict[str, object]
) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone = await town.device(marcus)
    phone.write("nudge_plan", {"words": WORDS, "schedule": SCHEDULE | beyond}, stream=stream)
    assert outcomes(await phone.sync()) == ["refused"]
