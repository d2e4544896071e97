"""The end of an assignment, in its streams' lock: by a supervisor, or again on a database that came back from a backup."""

from datetime import date
from typing import Any

from domain.records import singleton_id
from storage import notices, people
from storage.people import Assignment
from storage.sharing import refresh_sharing
from storage.streams import Door, write_system


async def end_assignment(door: Door, assignment: Assignment, ends_on: date, *, mutation: str) -> None:
    """Rights, the yes to the peer and what the peer planned end in one transaction. `mutation` is the id of what the system writes."""
    connection, record = door.connection, singleton_id(assignment.uuid, "assignment")
    await write_system(door, assignment.stream, "assignment", record, await _written_off(door, assignment, ends_on), mutation=mutation)
    await people.end_assignment(connection, assignment.id, ends_on)
    await people.revoke(connection, assignment.peer, assignment.stream)
    await people.refresh_flag_readers(connection, assignment.participant, door.now)
    await refresh_sharing(connection, assignment.participant, door.now)
    await notices.cancel_assignment(connection, assignment.stream, door.now)


async def _written_off(door: Door, assignment: Assignment, ends_on: date) -> dict[str, dict[str, Any]]:
    """The yes to the peer ends with the assignment, so the system writes it off."""
    who = await people.person(door.connection, assignment.participant)
    peer = await people.person(door.connection, assignment.peer)
    assert who, "an assignment has a participant"
    assert peer, "an assignment has a peer"
    terms = {
        "peer_name": peer.display_name,
        "participant_name": who.display_name,
        "kind": assignment.kind,
        "status": "ended",
        "starts_on": assignment.starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
    }
    return {"terms": terms, "sharing": {"shares": False}}
