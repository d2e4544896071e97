"""What is derived from a record is registered whole, or no record is written at all."""

import pytest

from database.database import Database
from database.database import open_database as open_without
from domain.projections import FlagRaised, PeerTrusted
from projections.registered import PROJECTIONS
from records.projecting import DECLARED, Projections, Unregistered
from records.streams import stream_transaction
from tests.fixtures.opening import ledger_beside


async def _put(*_: object) -> None:
    return None


@pytest.mark.parametrize("left_out", sorted(DECLARED, key=str), ids=str)
def test_a_projection_that_is_declared_and_not_registered_is_refused_by_name(
    left_out: type[object],
) -> None:
    with pytest.raises(Unregistered, match=left_out.__name__):
        Projections({each: _put for each in DECLARED if each is not left_out})


def test_so_is_one_that_is_registered_and_not_declared() -> None:
    class Invented:
        pass

    with pytest.raises(Unregistered, match="Invented"):
        Projections(dict.fromkeys([*DECLARED, Invented], _put))


def test_a_right_and_a_call_for_help_are_among_those_of_the_product() -> None:
    assert {PeerTrusted, FlagRaised} <= DECLARED
    assert isinstance(PROJECTIONS, Projections)


async def test_a_database_that_was_opened_without_them_writes_no_record(
    database: Database, database_url: str
) -> None:
    bare = open_without(database_url, ledger=ledger_beside(database_url))
    await bare.start()
    try:
        with pytest.raises(Unregistered, match=r"projections/registered\.py"):
            async with stream_transaction(bare, [], now=1):
                pass
    finally:
        await bare.stop()
