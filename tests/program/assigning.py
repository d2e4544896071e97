"""Staff who assign a peer to a participant."""

import accounts
from accounts import AssignmentTerms, Session
from program.assignments import assign
from tests.fixtures.house import NOW, House, found, session_of


async def give(
    house: House,
    participant: str,
    peer: str,
    *,
    actor: str = "ruth",
    now: int = NOW,
    note: str = "",
) -> AssignmentTerms:
    return await assign(
        house.database,
        house.actor(actor),
        participant=house[participant],
        peer=house[peer],
        now=now,
        new_id=house.new_id,
        note_to_participant=note,
    )


async def admin_of(house: House, slug: str) -> Session:
    other = await found(house.database, slug, house.new_id)
    async with house.database.reading() as connection:
        person = await accounts.person(connection, other.admin.person)
    assert person
    return session_of(person)
