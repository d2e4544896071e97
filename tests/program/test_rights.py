"""Whom staff may reach.

Participants and peers of their own program, and a peer their own people alone.
"""

import pytest

import accounts
from accounts import Person, Session
from database.database import Database
from domain.errors import NotAllowed, NotFound
from program.rights import participant_of, peer_of, require_role
from tests.fixtures.house import session_of
from tests.fixtures.neighbourhood import Street, Streets, two_streets


@pytest.fixture
async def streets(database: Database) -> Streets:
    return await two_streets(database)


async def reached(database: Database, actor: Session, *asked: Person) -> list[int]:
    """Those of the participants asked for that the actor may reach."""
    found = []
    async with database.reading() as connection:
        for each in asked:
            try:
                found.append((await participant_of(connection, actor, each.id)).id)
            except NotFound:
                continue
    return found


async def peers_reached(database: Database, program: int, *asked: Person) -> list[int]:
    found = []
    async with database.reading() as connection:
        for each in asked:
            try:
                found.append((await peer_of(connection, program, each.id)).id)
            except NotFound:
                continue
    return found


def everyone(*streets: Street) -> list[Person]:
    people = [each for street in streets for who, peer, _ in street.pairs for each in (who, peer)]
    staff = [each for street in streets for each in street.staff.values()]
    return [*{each.id: each for each in [*people, *staff]}.values()]


async def test_staff_reach_every_participant_of_their_own_program_and_no_one_else(
    database: Database, streets: Streets
) -> None:
    for street in streets:
        actor = session_of(street.staff["supervisor"])
        mine = [who.id for who, _, _ in street.pairs]
        assert sorted(await reached(database, actor, *everyone(*streets))) == sorted(mine)


async def test_a_peer_reaches_those_who_are_assigned_to_them_now(
    database: Database, streets: Streets
) -> None:
    street = streets[0]
    (first, peer, assignment), (_, other, _), (third, _, _) = street.pairs
    everybody = everyone(*streets)
    mine = {first.id, third.id}
    assert {*await reached(database, session_of(peer), *everybody)} == mine
    assert len(await reached(database, session_of(other), *everybody)) == 1
    async with database.transaction() as connection:
        await accounts.mark_assignment_ended(connection, assignment.id, assignment.starts_on)
    assert await reached(database, session_of(peer), *everybody) == [third.id]


async def test_a_peer_is_one_of_the_program_and_active(
    database: Database, streets: Streets
) -> None:
    for street in streets:
        peers = {peer.id for _, peer, _ in street.pairs}
        assert {*await peers_reached(database, street.program.id, *everyone(*streets))} == peers


def test_a_role_that_may_not_is_told_so(streets: Streets) -> None:
    curator = session_of(streets[0].staff["curator"])
    require_role(curator, "admin", "curator")
    with pytest.raises(NotAllowed):
        require_role(curator, "admin", "supervisor")
