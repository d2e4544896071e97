"""A right that one person gives or takes away moves no right of another, in either program."""

import accounts
from accounts import AssignmentTerms, Person
from accounts.sharing import set_peer_trust, set_sharing_stopped
from database.database import Connection, Database
from tests.fixtures.cast import NOW
from tests.fixtures.neighbourhood import LATER, Streets, everyones_rights, read_person


async def test_a_stop_closes_the_doors_of_one_person(database: Database, streets: Streets) -> None:
    who, peer, _ = streets[0].pairs[0]
    shared = streets[0].streams[who.id]["shared"]
    async with database.transaction() as connection:
        before = await everyones_rights(connection)
        await set_sharing_stopped(connection, who.id, stopped=True, now=LATER)
        assert before - await everyones_rights(connection) == {(peer.id, shared, "peer", NOW)}
        await set_sharing_stopped(connection, who.id, stopped=False, now=LATER)
        assert await everyones_rights(connection) - before == {(peer.id, shared, "peer", LATER)}
        stopped = [
            each.id
            for street in streets
            for each, _, _ in street.pairs
            if (await read_person(connection, each)).stop_sharing
        ]
        assert stopped == []


async def test_when_sharing_begins_again_those_with_a_yes_read_by_a_new_grant(
    database: Database, streets: Streets
) -> None:
    """A phone that read under the former grant begins anew.

    A yes that was given or taken meanwhile counts.
    """
    (who, peer, first), (_, other_peer, _), _ = streets[0].pairs
    shared = streets[0].streams[who.id]["shared"]
    async with database.transaction() as connection:
        covering = await covers(connection, first, other_peer)
        await set_sharing_stopped(connection, who.id, stopped=True, now=LATER)
        await set_peer_trust(connection, covering.id, shares=True, now=LATER)
        assert {reader.person for reader in await accounts.readers_of(connection, shared)} == {
            who.id
        }
        await set_sharing_stopped(connection, who.id, stopped=False, now=LATER + 1)
        grants = dict(
            await connection.rows("SELECT person, grant_no FROM reader WHERE stream = $1", shared)
        )
        assert grants == {who.id: NOW, peer.id: LATER + 1, other_peer.id: LATER + 1}
        await set_sharing_stopped(connection, who.id, stopped=False, now=LATER + 2)
        assert (
            dict(
                await connection.rows(
                    "SELECT person, grant_no FROM reader WHERE stream = $1", shared
                )
            )
            == grants
        )
        await set_sharing_stopped(connection, who.id, stopped=True, now=LATER + 3)
        await set_peer_trust(connection, first.id, shares=False, now=LATER + 3)
        await set_sharing_stopped(connection, who.id, stopped=False, now=LATER + 4)
        assert {reader.person for reader in await accounts.readers_of(connection, shared)} == {
            who.id,
            other_peer.id,
        }


async def test_a_yes_that_is_taken_back_closes_one_door(
    database: Database, streets: Streets
) -> None:
    who, peer, assignment = streets[0].pairs[0]
    async with database.transaction() as connection:
        before = await everyones_rights(connection)
        await set_peer_trust(connection, assignment.id, shares=False, now=LATER)
        assert before - await everyones_rights(connection) == {
            (peer.id, streets[0].streams[who.id]["shared"], "peer", NOW)
        }
        walked_with = [each.id for street in streets for each, _, _ in street.pairs]
        left = [
            made.shares
            for each in walked_with
            for made in await accounts.assignments_of(connection, each)
        ]
        assert left == [False, True, True, True, True, True]


async def test_of_an_assignment_that_ends_one_peer_reads_the_flags_no_more(
    database: Database, streets: Streets
) -> None:
    """Whoever covers keeps their grant, so their phone reads nothing anew."""
    (who, peer, assignment), (_, other_peer, _), _ = streets[0].pairs
    flags = streets[0].streams[who.id]["flags"]
    async with database.transaction() as connection:
        await covers(connection, assignment, other_peer)
        await accounts.refresh_flag_readers(connection, who.id, NOW)
        before = await everyones_rights(connection)
        await accounts.mark_assignment_ended(connection, assignment.id, assignment.starts_on)
        await accounts.refresh_flag_readers(connection, who.id, LATER)
        assert before - await everyones_rights(connection) == {(peer.id, flags, "peer", NOW)}
        assert await everyones_rights(connection) <= before
        others = [each for street in streets for each, _, _ in street.pairs if each.id != who.id]
        assert all([await accounts.active_assignment(connection, each.id) for each in others])
        assert await accounts.active_assignment(connection, who.id) is None
        assert [made.status for made in await accounts.assignments_of(connection, who.id)] == [
            "active",
            "ended",
        ]


async def covers(
    connection: Connection, assignment: AssignmentTerms, peer: Person
) -> AssignmentTerms:
    """One more peer beside the one of this assignment."""
    return await accounts.add_assignment(
        connection,
        uuid="00000000-0000-7000-9000-0000000000ca",
        program=assignment.program,
        participant=assignment.participant,
        peer=peer.id,
        starts_on=assignment.starts_on,
        kind="backup",
    )


async def test_rights_are_taken_from_one_person_alone(database: Database, streets: Streets) -> None:
    who, peer, assignment = streets[0].pairs[0]
    async with database.transaction() as connection:
        before = await everyones_rights(connection)
        await accounts.revoke(connection, peer.id, assignment.stream)
        of_peer = {(peer.id, assignment.stream, "peer", NOW)}
        assert before - await everyones_rights(connection) == of_peer
        await accounts.revoke_all(connection, who.id)
        gone = before - await everyones_rights(connection) - of_peer
        assert {person for person, *_ in gone} == {who.id}
        assert len(gone) == 6
