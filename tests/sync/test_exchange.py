"""Push and pull as two phones and a peer live them, on both engines."""

import msgspec
import pytest

from domain.errors import BadInput
from storage.database import Database
from sync.exchange import exchange
from tests.sync.devices import NOW, Town, new_id, outcomes, rows_in, singleton_of


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
    assert (result.stream, result.seq, result.groups) == (phone.streams["own"], 1, {"words": "shown"})
    assert result.key is not None
    assert result.key.n == goal["n"]
    assert result.key.device == phone.caller.device


async def test_edits_of_different_groups_both_hold(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    item = first.write("plan_item", {"place": {"section": "coping_alone"}, "words": {"text": "Walk"}})
    await first.sync()
    await second.sync()
    first.write("plan_item", {"words": {"text": "Walk by the river"}}, record=item["record"])
    second.write("plan_item", {"place": {"section": "people_places"}}, record=item["record"])
    for phone in (first, second, first):
        await phone.sync()
    assert first.shown(item["record"])["body"] == {"words": {"text": "Walk by the river"}, "place": {"section": "people_places"}}
    assert first.rows == second.rows


@pytest.mark.parametrize("first_back", [0, 1])
async def test_the_loser_of_one_group_is_kept_and_choosing_it_names_every_head(town: Town, first_back: int) -> None:
    tasha = await town.participant("Tasha")
    phones = [await town.device(tasha), await town.device(tasha)]
    item = phones[0].write("plan_item", {"place": {"section": "coping_alone"}, "words": {"text": "Walk"}})
    for phone in phones:
        await phone.sync()
    texts = ["Walk by the river", "Walk with Sam"]
    for phone, text in zip(phones, texts, strict=True):
        phone.write("plan_item", {"words": {"text": text}}, record=item["record"], at=NOW + 100 + texts.index(text))
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


async def test_a_removed_record_comes_back_complete_when_another_phone_edited_it_meanwhile(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    item = first.write("plan_item", {"place": {"section": "triggers"}, "words": {"text": "Paydays"}})
    for phone in (first, second):
        await phone.sync()
    first.remove("plan_item", item["record"])
    second.write("plan_item", {"words": {"text": "Paydays and rain"}}, record=item["record"])
    for phone in (first, second, first):
        await phone.sync()
    shown = first.shown(item["record"])
    assert (shown["state"], shown["body"]) == ("live", {"place": {"section": "triggers"}, "words": {"text": "Paydays and rain"}})


async def test_a_remove_takes_the_words_off_every_phone_and_a_restore_brings_them_back(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    item = first.write("plan_item", {"place": {"section": "triggers"}, "words": {"text": "Paydays"}})
    await first.sync()
    first.remove("plan_item", item["record"])
    await first.sync()
    await second.sync()
    assert item["record"] not in {record for _, record in second.rows}, "a first sync needs no tombstones made before it"
    first.restore("plan_item", item["record"])
    for phone in (first, second):
        await phone.sync()
    assert second.shown(item["record"])["body"]["words"] == {"text": "Paydays"}
    second.remove("plan_item", item["record"])
    for phone in (second, first):
        await phone.sync()
    assert (first.shown(item["record"])["state"], first.shown(item["record"])["body"]) == ("removed", {})


async def test_refused_words_are_kept_for_their_author_on_every_phone(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    first.write("goal", {"words": {"title": "far " * 60}})
    first.write("goal", {"words": {"title": "Small"}})
    answer = await first.sync()
    assert [(each.outcome, each.code, each.field) for each in answer.results] == [
        ("refused", "too_long", "words.title"),
        ("applied", None, None),
    ]
    await second.sync()
    kept = [row for row in second.rows.values() if row["entity"] == "refused_write"]
    assert len(kept) == 1
    assert "far far" in kept[0]["body"]["what"]["words"]
    assert kept[0]["body"]["what"]["code"] == "too_long"


async def test_a_mutation_that_cannot_be_read_spoils_no_other(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    phone.write("goal", {"words": {"title": "Rest"}})
    phone.outbox.insert(0, {"id": new_id(), "strange": True})
    assert [(each.outcome, each.code) for each in (await phone.sync()).results] == [("refused", "malformed"), ("applied", None)]


async def test_what_builds_on_a_refused_create_is_kept_too_and_a_whole_one_stands(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "x" * 200}})
    phone.mutate(
        entity="goal",
        record=goal["record"],
        stream=phone.streams["own"],
        set={"confidence": {"confidence": 7}},
        base={"words": [[goal["id"]]]},
    )
    phone.write("goal", {"words": {"title": "Shorter"}}, record=goal["record"])
    assert outcomes(await phone.sync()) == ["refused", "depends_on_refused", "applied"]
    assert phone.shown(goal["record"])["body"] == {"words": {"title": "Shorter"}}


async def test_part_of_a_record_waits_for_its_beginning(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "Rest"}})
    phone.write("goal", {"confidence": {"confidence": 7}}, record=goal["record"])
    phone.outbox.reverse()
    assert outcomes(await phone.sync()) == ["deferred", "applied"]
    assert outcomes(await phone.sync()) == ["applied"]
    assert phone.shown(goal["record"])["body"] == {"words": {"title": "Rest"}, "confidence": {"confidence": 7}}


async def test_a_check_in_is_never_edited(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    answers = {"occurred_at": "2026-09-21T23:40:00-05:00", "time_zone": "America/Chicago", "local_date": "2026-09-21", "craving": 10}
    check_in = phone.write("check_in", {"answers": answers})
    await phone.sync()
    phone.write("check_in", {"answers": answers | {"craving": 2}}, record=check_in["record"])
    assert [(each.outcome, each.code) for each in (await phone.sync()).results] == [("refused", "append_only")]


async def test_a_time_to_come_is_set_to_the_arrival_and_said_so(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    answers = {"occurred_at": "2036-09-21T23:40:00Z", "time_zone": "America/Chicago", "local_date": "2026-09-21", "mood": 4}
    check_in = phone.write("check_in", {"answers": answers})
    assert [(each.outcome, each.code, each.field) for each in (await phone.sync()).results] == [("adjusted", "tidied", "answers")]
    assert phone.shown(check_in["record"])["body"]["answers"]["occurred_at"].startswith("2026-")


async def test_the_stricter_wish_wins_whichever_phone_was_later(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    settings = singleton_of(tasha, "notification_settings")
    first.write("notification_settings", {"push": {"push": False}}, stream=tasha["account"], record=settings, at=NOW)
    second.write("notification_settings", {"push": {"push": True}}, stream=tasha["account"], record=settings, at=NOW + 50)
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
    assert second.shown(settings)["body"]["push"] == {}, "a loosening that names every head counts; true is the default"


async def test_quiet_hours_of_two_phones_are_joined(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    settings = singleton_of(tasha, "notification_settings")
    for phone, since in ((first, "20:00"), (second, "12:00")):
        phone.write(
            "notification_settings", {"quiet": {"quiet": [{"since": since, "until": "13:00"}]}}, stream=tasha["account"], record=settings
        )
    for phone in (first, second, first):
        await phone.sync()
    assert sorted(each["since"] for each in first.shown(settings)["body"]["quiet"]["quiet"]) == ["12:00", "20:00"]


async def test_no_one_writes_what_another_role_owns(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone, desk = await town.device(tasha), await town.device(marcus)
    note = desk.write("encouragement", {"words": {"text": "Proud of you"}}, stream=stream)
    assert outcomes(await desk.sync()) == ["applied"]
    await phone.sync()
    phone.write("encouragement", {"answer": {"reaction": "heart", "seen": True}}, stream=stream, record=note["record"])
    phone.write("encouragement", {"words": {"text": "Not mine to write"}}, stream=stream)
    desk.write("encouragement", {"answer": {"reaction": "heart"}}, stream=stream, record=note["record"])
    desk.write("goal", {"words": {"title": "Not mine to set"}}, stream=tasha["shared"])
    desk.write("goal", {"words": {"title": "Nor here"}}, stream=tasha["own"])
    assert [(each.outcome, each.code) for each in (await phone.sync()).results] == [("applied", None), ("refused", "not_yours")]
    assert {each.code for each in (await desk.sync()).results} == {"not_yours"}


async def test_a_peer_reads_what_is_shared_after_a_yes_and_nothing_after_the_end(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone, desk = await town.device(tasha), await town.device(marcus)
    shared = phone.write("goal", {"words": {"title": "Shared"}}, stream=tasha["shared"])
    phone.write("goal", {"words": {"title": "Private"}})
    await phone.sync()
    await desk.sync_all()
    assert tasha["shared"] not in desk.listed
    (yes,) = [record for (each, record), row in phone.rows.items() if each == stream and row["entity"] == "assignment"]
    phone.mutate(entity="assignment", record=yes, stream=stream, set={"sharing": {"shares": True}})
    await phone.sync()
    await desk.sync_all()
    assert desk.shown(shared["record"])["body"]["words"] == {"title": "Shared"}
    assert not any(row["body"].get("words") == {"title": "Private"} for row in desk.rows.values())
    await town.revoke(marcus["person"], tasha["shared"])
    phone.write("goal", {"words": {"title": "After"}}, stream=tasha["shared"])
    await phone.sync()
    await desk.sync_all()
    assert tasha["shared"] not in {stream for stream, _ in desk.rows}


async def test_stopping_all_sharing_closes_the_peers_door_at_the_commit(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.assign(tasha, marcus)
    phone, desk = await town.device(tasha), await town.device(marcus)
    phone.write("goal", {"words": {"title": "Shared"}}, stream=tasha["shared"])
    await phone.sync()
    (yes,) = [record for (each, record), row in phone.rows.items() if each == stream and row["entity"] == "assignment"]
    phone.mutate(entity="assignment", record=yes, stream=stream, set={"sharing": {"shares": True}})
    await phone.sync()
    await desk.sync_all()
    assert tasha["shared"] in desk.listed
    settings = singleton_of(tasha, "sharing_settings")
    phone.write("sharing_settings", {"stop": {"stop_all_sharing": True}}, stream=tasha["account"], record=settings)
    await phone.sync()
    await desk.sync_all()
    assert tasha["shared"] not in desk.listed
    assert not any(row["entity"] == "goal" for row in desk.rows.values())
    phone.write("sharing_settings", {"stop": {"stop_all_sharing": False}}, stream=tasha["account"], record=settings)
    await phone.sync()
    await desk.sync_all()
    assert any(row["entity"] == "goal" for row in desk.rows.values())


async def test_a_right_that_was_lost_and_regained_starts_at_zero(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    phone, desk = await town.device(tasha), await town.device(marcus)
    await town.grant(marcus["person"], tasha["shared"], "peer")
    goal = phone.write("goal", {"words": {"title": "Shared"}}, stream=tasha["shared"])
    await phone.sync()
    await desk.sync_all()
    await town.revoke(marcus["person"], tasha["shared"])
    await town.grant(marcus["person"], tasha["shared"], "peer")
    desk.rows.clear()
    await desk.sync_all()
    assert desk.shown(goal["record"])["body"]["words"] == {"title": "Shared"}


async def test_kept_versions_do_not_travel_to_the_peer(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    first, second, desk = await town.device(tasha), await town.device(tasha), await town.device(marcus)
    await town.grant(marcus["person"], tasha["shared"], "peer")
    goal = first.write("goal", {"words": {"title": "Rest"}}, stream=tasha["shared"])
    for phone in (first, second):
        await phone.sync()
    for phone, title in ((first, "Rest more"), (second, "Rest well")):
        phone.write("goal", {"words": {"title": title}}, stream=tasha["shared"], record=goal["record"])
    for phone in (first, second, first):
        await phone.sync()
    await desk.sync_all()
    assert first.shown(goal["record"])["kept"] is not None
    assert desk.shown(goal["record"])["kept"] is None


async def test_pages_are_bounded_and_miss_nothing(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    await second.sync()
    for number in range(45):
        first.write("journal_note", {"words": {"text": f"note {number}"}})
    await first.sync()
    answers = await second.sync_all(limit=20)
    assert [len(rows_in([answer])) for answer in answers] == [20, 20, 5]
    assert second.rows == first.rows
    assert answers[-1].digests
    assert not answers[0].digests


async def test_a_first_sync_brings_the_plan_first_and_the_library_last(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, new = await town.device(tasha), await town.device(tasha)
    recent = {"occurred_at": "2026-09-21T08:00:00Z", "time_zone": "UTC", "local_date": "2026-09-21", "mood": 3}
    phone.write("check_in", {"answers": recent}, record="019d0000-0000-7000-8000-000000000001")
    phone.write("check_in", {"answers": recent})
    phone.write("goal", {"words": {"title": "Rest"}}, stream=tasha["shared"])
    phone.write(
        "sharing_settings", {"goals": {"share_goals": True}}, stream=tasha["account"], record=singleton_of(tasha, "sharing_settings")
    )
    phone.write("support_contact", {"who": {"name": "Sam"}})
    phone.write("plan_item", {"place": {"section": "reasons"}}, stream=tasha["shared"])
    await phone.sync()
    answers = await new.sync_all(limit=2, now=NOW + 20_000)
    entities = [row.entity for row in rows_in(answers)]
    assert entities == ["support_contact", "plan_item", "sharing_settings", "goal", "check_in", "check_in"]
    assert rows_in(answers)[-1].record == "019d0000-0000-7000-8000-000000000001", "the check-in of long ago comes last"
    assert new.rows == phone.rows


async def test_what_is_written_during_a_first_sync_arrives_too(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, new = await town.device(tasha), await town.device(tasha)
    goals = [phone.write("goal", {"words": {"title": f"goal {number}"}}) for number in range(6)]
    await phone.sync()
    await new.sync(limit=4)
    phone.remove("goal", goals[0]["record"])
    phone.write("goal", {"words": {"title": "changed"}}, record=goals[5]["record"])
    await phone.sync()
    await new.sync_all(limit=4)
    await phone.sync_all()
    assert new.rows == phone.rows


async def test_a_stream_that_is_opened_during_a_first_sync_is_read_in_the_same_run(town: Town) -> None:
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    phone, desk = await town.device(tasha), await town.device(marcus)
    goals = [phone.write("goal", {"words": {"title": f"goal {number}"}}, stream=tasha["shared"]) for number in range(3)]
    await phone.sync()
    assignment = await town.assign(tasha, marcus)
    for number in range(3):
        desk.write("encouragement", {"words": {"text": f"note {number}"}}, stream=assignment)
    await desk.sync(limit=2)
    await town.grant(marcus["person"], tasha["shared"], "peer")
    await desk.sync_all(limit=2)
    assert {goal["record"] for goal in goals} <= {record for _, record in desk.rows}


async def test_the_digest_is_of_the_live_rows_whatever_way_they_went(town: Town) -> None:
    from storage.record_rows import DIGEST_MODULUS, digest_of

    phone = await town.device(await town.participant("Tasha"))
    goals = [phone.write("goal", {"words": {"title": f"goal {number}"}}) for number in range(4)]
    await phone.sync()
    phone.remove("goal", goals[0]["record"])
    phone.write("goal", {"words": {"title": "changed"}}, record=goals[1]["record"])
    answer = await phone.sync()
    own = phone.streams["own"]
    live = [(record, row["seq"]) for (stream, record), row in phone.rows.items() if stream == own and row["state"] == "live"]
    assert answer.digests[str(own)] == (3, sum(digest_of(*each) for each in live) % DIGEST_MODULUS)


async def test_a_cursor_of_another_device_or_a_broken_one_starts_over(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    first.write("goal", {"words": {"title": "Rest"}})
    await first.sync()
    for cursor in (first.cursor, "not a cursor", (first.cursor or "")[:-3]):
        second.cursor, second.rows = cursor, {}
        await second.sync_all()
        assert second.rows == first.rows


async def test_a_request_that_is_not_one_is_named_without_its_values(database: Database, town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    for body, where in ((b'{"device": "secret words"}', "device"), (b"[]", "body"), (b'{"device": 1, "sent_at": 0, "limit": 0}', "limit")):
        with pytest.raises(BadInput) as error:
            await exchange(database, phone.caller, body, now=NOW)
        assert error.value.where == where
        assert "secret" not in error.value.detail


async def test_a_request_of_another_device_is_refused(town: Town) -> None:
    tasha = await town.participant("Tasha")
    first, second = await town.device(tasha), await town.device(tasha)
    first.caller, stolen = second.caller, first.caller
    with pytest.raises(BadInput):
        await exchange(town.database, stolen, msgspec.json.encode({"device": first.caller.device, "sent_at": NOW}), now=NOW)
