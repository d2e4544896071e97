"""What someone else wrote or was refused changes nothing for a person.

It is in no page of theirs (security: B9).
"""

from tests.sync.devices import outcomes
from tests.sync.town import Town


async def test_an_id_that_was_refused_for_someone_else_is_not_refused(town: Town) -> None:
    tasha, sam = await town.participant("Tasha"), await town.participant("Sam")
    phone, other = await town.device(tasha), await town.device(sam)
    goal = phone.write("goal", {"words": {"title": "Rest"}})
    other.mutate(
        entity="no_such_entity",
        record=goal["record"],
        stream=sam["own"],
        set={"words": {}},
        id=goal["id"],
    )
    other.write("goal", {"words": {"title": "x" * 121}}, record=goal["record"])
    assert outcomes(await other.sync()) == ["refused", "refused"]
    assert outcomes(await phone.sync()) == ["applied"]


async def test_a_phone_that_reads_on_reads_no_one_elses_rows(town: Town) -> None:
    tasha, sam = await town.participant("Tasha"), await town.participant("Sam")
    phone, reading, other = (
        await town.device(tasha),
        await town.device(tasha),
        await town.device(sam),
    )
    await reading.sync_all()
    for number in range(3):
        phone.write("journal_note", {"words": {"text": f"mine {number}"}})
        other.write("journal_note", {"words": {"text": f"theirs {number}"}})
    await phone.sync()
    await other.sync()
    answers = await reading.sync_all()
    told = str(
        [bytes(row.body) for answer in answers for each in answer.changes for row in each.rows]
    )
    assert told.count("mine") == 3
    assert "theirs" not in told
