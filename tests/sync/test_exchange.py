"""Push and pull as two phones of one person live them, on both engines (security: B3, B17)."""

import msgspec
import pytest

from tests.sync.devices import NOW, outcomes, rows_in, singleton_of
from tests.sync.town import Town


async def test_what_one_phone_writes_the_other_shows(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    goal = first.write("goal", {"words": {"title": "Call about the room"}})
    assert outcomes(await first.sync()) == ["applied"]
    await second.sync()
    assert second.shown(goal["record"])["body"] == {"words": {"title": "Call about the room"}}
    assert second.rows == first.rows


async def test_a_push_answers_with_the_key_the_place_and_what_is_shown(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "Rest"}})
    result = (await phone.sync()).results[0]
    assert (result.stream, result.seq, result.groups) == (
        phone.streams["own"],
        1,
        {"words": "shown"},
    )
    assert result.key is not None
    assert result.key.n == goal["n"]
    assert result.key.device == phone.caller.device


async def test_edits_of_different_groups_both_hold(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    item = first.write(
        "plan_item", {"place": {"section": "coping_alone"}, "words": {"text": "Walk"}}
    )
    await first.sync()
    await second.sync()
    first.write("plan_item", {"words": {"text": "Walk by the river"}}, record=item["record"])
    second.write("plan_item", {"place": {"section": "people_places"}}, record=item["record"])
    for phone in (first, second, first):
        await phone.sync()
    assert first.shown(item["record"])["body"] == {
        "words": {"text": "Walk by the river"},
        "place": {"section": "people_places"},
    }
    assert first.rows == second.rows


@pytest.mark.parametrize("first_back", [0, 1])
async def test_the_loser_of_one_group_is_kept_and_choosing_it_names_every_head(
    town: Town, first_back: int
) -> None:
    tasha = await town.participant("Tasha")
    phones = [await town.device(tasha), await town.device(tasha)]
    item = phones[0].write(
        "plan_item", {"place": {"section": "coping_alone"}, "words": {"text": "Walk"}}
    )
    for phone in phones:
        await phone.sync()
    texts = ["Walk by the river", "Walk with Sam"]
    for phone, text in zip(phones, texts, strict=True):
        phone.write(
            "plan_item",
            {"words": {"text": text}},
            record=item["record"],
            at=NOW + 100 + texts.index(text),
        )
    for phone in (phones[first_back], phones[1 - first_back], *phones):
        await phone.sync()
    shown = phones[0].shown(item["record"])
    assert shown["body"]["words"] == {"text": "Walk with Sam"}
    assert list(shown["kept"]["words"].values()) == [{"text": "Walk by the river"}]
    assert phones[0].rows == phones[1].rows

    heads = shown["heads"]["words"]
    phones[0].mutate(
        entity="plan_item",
        record=item["record"],
        stream=phones[0].streams["own"],
        set={"words": {"text": "Walk by the river"}},
        base={"words": heads},
    )
    await phones[0].sync()
    chosen = phones[0].shown(item["record"])
    assert chosen["body"]["words"] == {"text": "Walk by the river"}
    assert chosen["kept"] is None
    assert len(chosen["heads"]["words"]) == 1


async def test_a_repeated_push_changes_nothing_and_answers_the_same(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, other = await town.device(tasha), await town.device(tasha)
    phone.write("goal", {"words": {"title": "Rest"}})
    phone.write("goal", {"words": {"title": "x" * 200}})
    lost = await phone.sync(keep=True)
    await other.sync_all()
    before = dict(other.rows)
    again = await phone.sync()
    assert outcomes(again) == ["duplicate", "duplicate"]
    for first, second in zip(lost.results, again.results, strict=True):
        assert msgspec.structs.replace(second, outcome=second.first, first=None) == first
    assert rows_in([await other.sync()]) == []
    assert other.rows == before


async def test_a_removed_record_comes_back_complete_when_another_phone_edited_it_meanwhile(
    town: Town,
) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    item = first.write(
        "plan_item", {"place": {"section": "triggers"}, "words": {"text": "Paydays"}}
    )
    for phone in (first, second):
        await phone.sync()
    first.remove("plan_item", item["record"])
    second.write("plan_item", {"words": {"text": "Paydays and rain"}}, record=item["record"])
    for phone in (first, second, first):
        await phone.sync()
    shown = first.shown(item["record"])
    assert (shown["state"], shown["body"]) == (
        "live",
        {"place": {"section": "triggers"}, "words": {"text": "Paydays and rain"}},
    )


async def test_a_remove_takes_the_words_off_every_phone_and_a_restore_brings_them_back(
    town: Town,
) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    item = first.write(
        "plan_item", {"place": {"section": "triggers"}, "words": {"text": "Paydays"}}
    )
    await first.sync()
    first.remove("plan_item", item["record"])
    await first.sync()
    await second.sync()
    assert item["record"] not in {record for _, record in second.rows}, (
        "a first sync needs no tombstones made before it"
    )
    first.restore("plan_item", item["record"])
    for phone in (first, second):
        await phone.sync()
    assert second.shown(item["record"])["body"]["words"] == {"text": "Paydays"}
    second.remove("plan_item", item["record"])
    for phone in (second, first):
        await phone.sync()
    assert (first.shown(item["record"])["state"], first.shown(item["record"])["body"]) == (
        "removed",
        {},
    )


async def test_part_of_a_record_waits_for_its_beginning(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "Rest"}})
    phone.write("goal", {"confidence": {"confidence": 7}}, record=goal["record"])
    phone.outbox.reverse()
    assert outcomes(await phone.sync()) == ["deferred", "applied"]
    assert outcomes(await phone.sync()) == ["applied"]
    assert phone.shown(goal["record"])["body"] == {
        "words": {"title": "Rest"},
        "confidence": {"confidence": 7},
    }


async def test_a_check_in_is_never_edited(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    answers = {
        "occurred_at": "2026-09-21T23:40:00-05:00",
        "time_zone": "America/Chicago",
        "local_date": "2026-09-21",
        "craving": 10,
    }
    check_in = phone.write("check_in", {"answers": answers})
    await phone.sync()
    phone.write("check_in", {"answers": answers | {"craving": 2}}, record=check_in["record"])
    assert [(each.outcome, each.code) for each in (await phone.sync()).results] == [
        ("refused", "append_only")
    ]


async def test_a_time_to_come_is_set_to_the_arrival_and_said_so(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    answers = {
        "occurred_at": "2036-09-21T23:40:00Z",
        "time_zone": "America/Chicago",
        "local_date": "2026-09-21",
        "mood": 4,
    }
    check_in = phone.write("check_in", {"answers": answers})
    assert [(each.outcome, each.code, each.field) for each in (await phone.sync()).results] == [
        ("adjusted", "tidied", "answers")
    ]
    assert phone.shown(check_in["record"])["body"]["answers"]["occurred_at"].startswith("2026-")


async def test_the_stricter_wish_wins_whichever_phone_was_later(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    settings = singleton_of(tasha, "notification_settings")
    first.write(
        "notification_settings",
        {"push": {"push": False}},
        stream=tasha["account"],
        record=settings,
        at=NOW,
    )
    second.write(
        "notification_settings",
        {"push": {"push": True}},
        stream=tasha["account"],
        record=settings,
        at=NOW + 50,
    )
    for phone in (first, second, first):
        await phone.sync()
    assert first.shown(settings)["body"]["push"] == {"push": False}
    second.mutate(
        entity="notification_settings",
        record=settings,
        stream=tasha["account"],
        set={"push": {"push": True}},
        base={"push": second.shown(settings)["heads"]["push"]},
    )
    await second.sync()
    assert second.shown(settings)["body"]["push"] == {}, (
        "a loosening that names every head counts; true is the default"
    )


async def test_quiet_hours_of_two_phones_are_joined(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    settings = singleton_of(tasha, "notification_settings")
    for phone, since in ((first, "20:00"), (second, "12:00")):
        phone.write(
            "notification_settings",
            {"quiet": {"quiet": [{"since": since, "until": "13:00"}]}},
            stream=tasha["account"],
            record=settings,
        )
    for phone in (first, second, first):
        await phone.sync()
    assert sorted(each["since"] for each in first.shown(settings)["body"]["quiet"]["quiet"]) == [
        "12:00",
        "20:00",
    ]
