"""What is refused is kept for its author, and what stands on it is judged by what it saw."""

from tests.phone.ids import new_id
from tests.sync.devices import outcomes
from tests.sync.town import Town


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
    assert [(each.outcome, each.code) for each in (await phone.sync()).results] == [
        ("refused", "malformed"),
        ("applied", None),
    ]


async def test_a_mutation_with_an_odd_id_is_answered_under_it_and_kept_like_any_other(
    town: Town,
) -> None:
    phone = await town.device(await town.participant("Tasha"))
    phone.write("goal", {"words": {"title": "Rest"}})
    phone.outbox.insert(0, {"id": "not a uuid", "words": "still mine"})
    answer = await phone.sync()
    assert (answer.results[0].id, answer.results[0].outcome) == ("not a uuid", "refused")
    assert answer.results[1].outcome == "applied"
    kept = next(row for row in phone.rows.values() if row["entity"] == "refused_write")
    assert "still mine" in kept["body"]["what"]["words"]
    assert (answer.results[0].stream, answer.results[0].seq) == (
        phone.streams["account"],
        kept["seq"],
    )


async def test_a_line_break_behind_an_id_does_not_pass_with_it(town: Town) -> None:
    """It would break the answer of everyone who reads the record.

    Ids are spliced into answers as they are.
    """
    phone = await town.device(await town.participant("Tasha"))
    phone.write("goal", {"words": {"title": "Rest"}}, record=new_id() + "\n")
    assert [(each.outcome, each.code) for each in (await phone.sync()).results] == [
        ("refused", "malformed")
    ]


async def test_a_refused_base_alone_orphans_nothing_while_the_create_is_only_late(
    town: Town,
) -> None:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "Rest"}, "measure": {"unit": "walks"}})
    phone.write("goal", {"measure": {"unit": "far too long for a unit"}}, record=goal["record"])
    phone.write("goal", {"measure": {"unit": "calls"}}, record=goal["record"])
    late = phone.outbox.pop(0)
    assert outcomes(await phone.sync()) == ["refused", "deferred"]
    phone.outbox.insert(0, late)
    assert outcomes(await phone.sync()) == ["applied", "applied"]
    assert phone.shown(goal["record"])["body"]["measure"] == {"unit": "calls"}


async def test_what_builds_on_a_refused_create_is_kept_too_and_a_whole_one_stands(
    town: Town,
) -> None:
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


async def test_what_names_nothing_of_a_refused_create_does_not_wait_for_ever(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "x" * 200}})
    assert outcomes(await phone.sync()) == ["refused"]
    phone.write("goal", {"confidence": {"confidence": 7}}, record=goal["record"])
    phone.restore("goal", goal["record"])
    assert outcomes(await phone.sync()) == ["depends_on_refused", "depends_on_refused"]
    assert phone.outbox == []


async def test_a_chain_of_refused_edits_stands_for_what_the_first_one_saw_whenever_each_arrives(
    town: Town,
) -> None:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "Rest"}})
    await phone.sync()
    for title in ("x" * 200, "y" * 200, "Rest well"):
        phone.write("goal", {"words": {"title": title}}, record=goal["record"])
    last = phone.outbox.pop()
    assert outcomes(await phone.sync()) == ["refused", "refused"]
    phone.outbox.append(last)
    assert outcomes(await phone.sync()) == ["applied"]
    assert phone.shown(goal["record"])["heads"]["words"][0][0] == last["id"]
    assert phone.shown(goal["record"])["kept"] is None
