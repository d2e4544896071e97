"""A receipt answers the devices of its own person, with a right or without, and no one else's.

Rules: `docs/sync.md`, section 5.
"""

import pytest

from domain.receipts import Result
from tests.phone.ids import new_id
from tests.sync.devices import NOW, Device, outcomes
from tests.sync.town import Town

ANSWER = {"answer": {"reaction": "heart"}}


class Pair:
    """A participant and their peer, with a note of the peer's and the participant's answer to it.

    And another phone of each.
    """

    async def begin(self, town: Town) -> "Pair":
        self.town = town
        self.tasha, self.marcus = await town.participant("Tasha"), await town.peer("Marcus")
        self.stream = await town.assign(self.tasha, self.marcus)
        self.phone, self.tablet, self.peer, self.second = [
            await town.device(person)
            for person in (self.tasha, self.tasha, self.marcus, self.marcus)
        ]
        self.note = self.peer.write(
            "encouragement", {"words": {"text": "Well done"}}, stream=self.stream
        )
        await self.peer.sync()
        await self.phone.sync_all()
        self.answer = self.phone.write(
            "encouragement", ANSWER, stream=self.stream, record=self.note["record"]
        )
        await self.phone.sync()
        return self

    async def send(self, device: Device, mutation: dict[str, object]) -> Result:
        """The same mutation from another device, under a count of its own."""
        device.mutate(**{name: value for name, value in mutation.items() if name != "n"})
        [result] = (await device.sync()).results
        return result


@pytest.fixture
async def pair(town: Town) -> Pair:
    return await Pair().begin(town)


async def test_what_another_wrote_is_invalid_from_anyone_else(pair: Pair) -> None:
    for device, mutation in ((pair.phone, pair.note), (pair.peer, pair.answer)):
        told = await pair.send(device, mutation)
        assert (told.outcome, told.code, told.field) == ("refused", "invalid", "id")
        assert (told.key, told.seal, told.groups, told.first) == (None, "", {}, None)
        assert (await pair.send(device, mutation)).first == "refused"


@pytest.mark.parametrize("op", ["edit", "remove", "restore", "dismiss"])
async def test_no_act_under_anothers_id_is_answered_with_what_became_of_it(
    op: str, pair: Pair
) -> None:
    for device, mutation in ((pair.phone, pair.note), (pair.peer, pair.answer)):
        told = await pair.send(
            device, mutation | {"op": op, "set": mutation["set"] if op == "edit" else {}}
        )
        assert (told.outcome, told.key, told.seal) == ("refused", None, "")


async def test_every_phone_of_the_person_is_given_the_first_result_again(pair: Pair) -> None:
    for device, mutation in ((pair.second, pair.note), (pair.tablet, pair.answer)):
        told = await pair.send(device, mutation)
        assert (told.outcome, told.first) == ("duplicate", "applied")
        assert bool(told.seal) is (mutation is pair.note)


async def test_what_the_system_wrote_answers_no_one(pair: Pair) -> None:
    terms = next(
        row["heads"]["terms"][0][0]
        for row in pair.phone.rows.values()
        if row["entity"] == "assignment"
    )
    record = next(
        record for (_, record), row in pair.phone.rows.items() if row["entity"] == "assignment"
    )
    told = await pair.send(
        pair.phone,
        {
            "id": terms,
            "entity": "assignment",
            "record": record,
            "stream": pair.stream,
            "set": {"sharing": {}},
        },
    )
    assert (told.outcome, told.code) == ("refused", "invalid")


async def test_a_former_writer_is_answered_from_their_own_receipts(pair: Pair) -> None:
    await pair.town.revoke(pair.marcus["person"], pair.stream)
    async with (
        pair.town.database.transaction() as connection
    ):  # nothing of the record itself is asked any more
        await connection.run("DELETE FROM record WHERE stream = $1", pair.stream)
    told = await pair.send(pair.second, pair.note)
    assert (told.outcome, told.first, bool(told.seal)) == ("duplicate", "applied", True)


async def test_a_former_writer_is_told_of_anothers_mutation_what_they_are_told_of_none(
    pair: Pair,
) -> None:
    await pair.town.revoke(pair.marcus["person"], pair.stream)
    unknown = await pair.send(pair.peer, pair.answer | {"id": new_id(), "record": new_id()})
    told = await pair.send(pair.peer, pair.answer)
    assert [(each.outcome, each.code, each.field, each.key) for each in (told, unknown)] == [
        ("refused", "not_yours", None, None)
    ] * 2


async def test_what_was_offered_again_answers_the_person_who_offered_it(pair: Pair) -> None:
    """After a restore that lost the phone itself, its words come from another one.

    They have the key of the lost one.
    """
    lost = {"key": [NOW, 0, 4_242, 9], "rank": 0}
    offered = {
        "entity": "encouragement",
        "record": pair.note["record"],
        "stream": pair.stream,
        "set": ANSWER,
        "id": new_id(),
    }
    offered |= {"acknowledged": lost, "base": {"answer": []}}
    assert (await pair.send(pair.phone, offered)).outcome == "applied"
    assert (await pair.send(pair.tablet, offered)).outcome == "duplicate"
    assert (await pair.send(pair.peer, offered)).code == "invalid"


async def test_a_repeated_push_of_both_kinds_gives_the_same_answers(pair: Pair) -> None:
    pair.peer.write("encouragement", {"words": {"text": "x" * 900}}, stream=pair.stream)
    pair.peer.write("encouragement", {"words": {"text": "Again"}}, stream=pair.stream)
    first = await pair.peer.sync(keep=True)
    assert outcomes(first) == ["refused", "applied"]
    again = await pair.peer.sync()
    assert [(each.outcome, each.first, each.key, each.seal) for each in again.results] == [
        ("duplicate", each.outcome, each.key, each.seal) for each in first.results
    ]
