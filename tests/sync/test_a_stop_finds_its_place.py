"""Nothing that one phone does replaces a stop or a mute from the person's other phones.

Not for good, nor by a restore.
"""

from database.database import Database
from domain.ledger_entries import Erased
from domain.records import singleton_ids
from recovery.ledger_replay import replay_entries
from tests.fixtures.edge import in_transaction
from tests.phone.ids import new_id
from tests.sync.devices import NOW, Device, outcomes, owner_of
from tests.sync.town import Town

SETTINGS = {
    "sharing_settings": {"stop": {"stop_all_sharing": True}},
    "notification_settings": {"push": {"push": False}},
}
DRAFT = {
    "origin": {"participant": 1},
    "words": {"text": "x"},
    "schedule": {"starts_on": "2026-09-22", "local_time": "09:00"},
}


async def stop_and_mute(phone: Device, streams: dict[str, int]) -> list[str]:
    for entity, groups in SETTINGS.items():
        record = singleton_ids(owner_of(streams["person"]), entity)[0]
        phone.write(entity, groups, stream=streams["account"], record=record)
    return outcomes(await phone.sync())


async def test_settings_are_not_erased_in_any_generation(town: Town) -> None:
    tasha = await town.participant("Tasha")
    hostile, phone = await town.device(tasha), await town.device(tasha)
    assert await stop_and_mute(hostile, tasha) == ["applied"] * 2
    for entity in SETTINGS:
        for record in singleton_ids(owner_of(tasha["person"]), entity):
            hostile.mutate(entity=entity, record=record, stream=tasha["account"], op="erase")
    answer = await hostile.sync()
    assert {(each.outcome, each.code) for each in answer.results} == {("refused", "not_removable")}
    await phone.sync_all()
    assert await stop_and_mute(phone, tasha) == ["applied"] * 2


async def test_nothing_else_is_made_under_their_ids(town: Town) -> None:
    tasha = await town.participant("Tasha")
    hostile, phone = await town.device(tasha), await town.device(tasha)
    for entity in SETTINGS:
        record = singleton_ids(owner_of(tasha["person"]), entity)[0]
        hostile.write("nudge_draft", DRAFT, stream=tasha["account"], record=record)
        hostile.write("goal", {"words": {"title": "x"}}, record=record)
        hostile.mutate(entity="goal", record=record, stream=tasha["own"], op="erase")
    assert outcomes(await hostile.sync()) == ["refused"] * 6
    assert await stop_and_mute(phone, tasha) == ["applied"] * 2


async def test_a_ledger_that_knows_of_such_an_erase_leaves_no_tombstone(
    town: Town, database: Database
) -> None:
    """Of the time when settings could be erased."""
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    ids = [singleton_ids(owner_of(tasha["person"]), entity)[0] for entity in SETTINGS]
    await in_transaction(
        database,
        replay_entries,
        [Erased(program=1, person=tasha["person"], records=[*ids, new_id()])],
        now=NOW,
    )
    assert await stop_and_mute(phone, tasha) == ["applied"] * 2
