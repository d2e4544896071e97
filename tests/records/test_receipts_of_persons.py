"""A receipt is one person's.

Another may have sent a mutation under the same id, by chance or by malice.
"""

from database.database import Database
from domain.receipts import Receipt, Result
from domain.records import Base, Mutation
from records import receipts
from tests.fixtures.cast import a_device
from tests.fixtures.neighbourhood import two_streets

FIRST, SECOND, THIRD, FOURTH = (
    f"00000000-0000-7000-8000-00000000000{number}" for number in range(1, 5)
)
RECORD = "00000000-0000-7000-8000-0000000000aa"


def refused(*bases: str, begins: str = "", code: str = "too_long") -> Receipt:
    return Receipt(
        result=Result(id="", outcome="refused", code=code),
        bases={"words": list(bases)} if bases else {},
        begins=begins,
    )


def standing_on(mutation: str, id_: str = FOURTH) -> Mutation:
    return Mutation(
        id=id_, n=1, at=0, entity="goal", record=RECORD, stream=1, base={"words": [Base(mutation)]}
    )


async def test_another_persons_refusals_are_neither_found_nor_followed(database: Database) -> None:
    """Neither those of the same id count, nor what would have made the record.

    Nor what theirs stood on.
    """
    streets = await two_streets(database)
    mine, beside, elsewhere = streets[0].pairs[0][0], streets[0].pairs[1][0], streets[1].pairs[0][0]
    async with database.transaction() as connection:
        await receipts.save_receipts(
            connection, mine.id, mine.program, {FIRST: refused(SECOND), THIRD: refused()}
        )
        for other in (beside, elsewhere):
            await receipts.save_receipts(
                connection,
                other.id,
                other.program,
                {SECOND: refused(THIRD), FOURTH: refused(begins=RECORD, code="invalid")},
            )
        found = await receipts.refused_before(connection, mine.id, [standing_on(FIRST)])
        assert set(found) == {FIRST}
        theirs = await receipts.refused_before(connection, beside.id, [standing_on(SECOND)])
        assert {mutation: receipt.result.code for mutation, receipt in theirs.items()} == {
            SECOND: "too_long",
            FOURTH: "invalid",
        }
        assert (
            await receipts.refused_before(
                connection, streets[1].pairs[1][0].id, [standing_on(FIRST)]
            )
            == {}
        )


async def test_ones_own_chain_is_followed_to_its_end(database: Database) -> None:
    streets = await two_streets(database)
    mine = streets[0].pairs[0][0]
    async with database.transaction() as connection:
        chain = {FIRST: refused(SECOND), SECOND: refused(THIRD), THIRD: refused()}
        await receipts.save_receipts(connection, mine.id, mine.program, chain)
        assert await receipts.refused_before(connection, mine.id, [standing_on(FIRST)]) == chain


async def test_ones_devices_are_ones_own(database: Database) -> None:
    streets = await two_streets(database)
    everyone = [who for street in streets for who, _, _ in street.pairs]
    async with database.transaction() as connection:
        phones = {who.id: (await a_device(connection, who)).id for who in everyone}
        for who in everyone:
            assert await receipts.device_ids_of(connection, who.id) == {phones[who.id]}
