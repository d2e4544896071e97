"""Ids are made on phones, so someone else's may be taken on purpose.

It gains nothing and costs them nothing (security: B4 to B7).
"""

from typing import Any

import msgspec

from domain.receipts import Result
from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes
from tests.sync.town import Town

WORDS = {"words": {"text": "token-tasha-5501"}}


async def two_people(town: Town) -> tuple[dict[str, int], Device, Device]:
    tasha, otto = await town.participant("Tasha"), await town.participant("Otto")
    return tasha, await town.device(tasha), await town.device(otto)


def without_ids(result: Result) -> dict[str, Any]:
    """What a result tells, but for ids and for where in the asker's own streams it stands."""
    told = msgspec.to_builtins(result)
    told["key"] = told.get("key", [])[:2]
    return {name: value for name, value in told.items() if name not in ("id", "stream", "seq")}


async def test_ids_that_someone_else_used_are_as_good_as_new_ones(town: Town) -> None:
    _, phone, thief = await two_people(town)
    _, _, fresh = await two_people(town)
    note = phone.write("journal_note", WORDS)
    await phone.sync()
    thief.mutate(
        entity="journal_note",
        record=note["record"],
        stream=thief.streams["own"],
        set={"words": {"text": "x"}},
        id=note["id"],
    )
    fresh.mutate(
        entity="journal_note",
        record=new_id(),
        stream=fresh.streams["own"],
        set={"words": {"text": "x"}},
    )
    [taken], [new] = (await thief.sync()).results, (await fresh.sync()).results

    assert without_ids(taken) == without_ids(new)
    assert "token-tasha-5501" not in str(thief.rows)
    assert (await phone.sync_all())[-1].changes == []
    assert phone.shown(note["record"])["body"] == WORDS


async def test_ids_taken_before_their_owner_was_online_cost_the_owner_nothing(town: Town) -> None:
    _, phone, thief = await two_people(town)
    note = phone.write("journal_note", WORDS)
    thief.mutate(
        entity="journal_note",
        record=note["record"],
        stream=thief.streams["own"],
        set={"words": {"text": "x"}},
        id=note["id"],
    )
    thief.mutate(
        entity="no_such_entity",
        record=note["record"],
        stream=thief.streams["own"],
        set={"words": {}},
        id=new_id(),
    )
    await thief.sync()

    assert outcomes(await phone.sync()) == ["applied"]
    assert phone.shown(note["record"])["body"] == WORDS


async def test_someone_elses_stream_answers_like_one_that_does_not_exist(town: Town) -> None:
    tasha, phone, thief = await two_people(town)
    note = phone.write("journal_note", WORDS)
    await phone.sync()
    for stream in (tasha["own"], tasha["shared"], tasha["account"], 9_007_199_254_740_991):
        for record in (note["record"], new_id()):
            for op in ("edit", "remove", "restore"):
                thief.mutate(
                    entity="journal_note",
                    record=record,
                    stream=stream,
                    op=op,
                    set={} if op != "edit" else {"words": {"text": "x"}},
                )
    results = [without_ids(result) for result in (await thief.sync()).results]
    each = len(results) // 4

    assert [results[start : start + each] for start in range(0, len(results), each)] == [
        results[-each:]
    ] * 4
    assert "applied" not in str(results)
    assert phone.shown(note["record"])["body"] == WORDS


async def test_the_first_body_of_a_mutation_stays(town: Town) -> None:
    _, phone, _ = await two_people(town)
    note = phone.write("journal_note", WORDS)
    [first] = (await phone.sync()).results
    phone.outbox = [note | {"set": {"words": {"text": "another text"}}}]
    [again] = (await phone.sync()).results

    assert (again.outcome, again.first, again.seq) == ("duplicate", "applied", first.seq)
    await phone.sync_all()
    assert phone.shown(note["record"])["body"] == WORDS
