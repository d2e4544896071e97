"""A cloned or restored phone counts anew what another has counted.

It is told, and goes on as a new device (section 5).
"""

import copy

from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes
from tests.sync.town import Town


def clone_of(phone: Device) -> Device:
    twin = copy.copy(phone)
    twin.outbox, twin.rows, twin.listed = list(phone.outbox), dict(phone.rows), dict(phone.listed)
    return twin


async def test_a_clone_is_noticed_and_nothing_of_its_push_is_taken(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    phone.write("goal", {"words": {"title": "Before"}})
    await phone.sync()
    twin = clone_of(phone)
    phone.write("goal", {"words": {"title": "From the first"}})
    await phone.sync()
    twin.write("goal", {"words": {"title": "From the second"}})

    answer = await twin.sync(keep=True)
    assert (answer.device_forked, answer.results, answer.changes, answer.cursor) == (
        True,
        [],
        [],
        "",
    )
    await phone.sync_all()
    assert {
        row["body"]["words"]["title"] for row in phone.rows.values() if row["entity"] == "goal"
    } == {"Before", "From the first"}


async def test_as_a_new_device_it_sends_the_same_mutations_and_none_is_lost_or_doubled(
    town: Town,
) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    shared = phone.write("goal", {"words": {"title": "Written before they parted"}})
    twin = clone_of(phone)
    phone.write("goal", {"words": {"title": "From the first"}})
    own = twin.write("goal", {"words": {"title": "From the second"}})
    assert outcomes(await phone.sync()) == ["applied", "applied"]
    assert (await twin.sync(keep=True)).device_forked
    anew = await town.device(tasha)
    anew.outbox = twin.outbox
    assert outcomes(await anew.sync()) == ["duplicate", "applied"]
    assert anew.shown(own["record"])["body"]["words"]["title"] == "From the second"
    assert anew.shown(shared["record"])["state"] == "live"


async def test_a_phone_that_came_back_from_an_old_backup_is_noticed_however_old(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    old = clone_of(phone)
    for _ in range(6):
        for number in range(50):
            phone.write("journal_note", {"words": {"text": f"note {number}"}})
        await phone.sync()
    old.write("journal_note", {"words": {"text": "counted as 1 again"}})
    assert (await old.sync(keep=True)).device_forked


async def test_what_is_only_late_or_comes_twice_is_no_fork(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    late = phone.write("goal", {"words": {"title": "Late"}})
    phone.outbox.clear()
    on_time = phone.write("goal", {"words": {"title": "On time"}})
    assert outcomes(await phone.sync()) == ["applied"]
    phone.outbox = [on_time, late]
    assert outcomes(await phone.sync()) == ["duplicate", "applied"]


async def test_counts_of_what_cannot_be_read_say_nothing(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    for _ in range(2):
        phone.outbox.append({"id": new_id(), "n": "seven"})
        assert not (await phone.sync()).device_forked
