"""The end of an assignment, under its streams' locks.

By a supervisor, or again on a database that came back from a backup.
"""

from datetime import date
from typing import Any

import accounts
from accounts import AssignmentTerms
from accounts.sharing import refresh_sharing
from domain.records import singleton_id
from notifications.queue import notices
from records.streams import StreamWriter, write_system


async def end_assignment(
    writer: StreamWriter, assignment: AssignmentTerms, ends_on: date, *, mutation: str
) -> None:
    """End rights, the yes to the peer and the peer's plans, in one transaction.

    `mutation` is the id of what the system writes.
    """
    connection, record = writer.connection, singleton_id(assignment.uuid, "assignment")
    await write_system(
        writer,
        assignment.stream,
        "assignment",
        record,
        await _written_off(writer, assignment, ends_on),
        mutation=mutation,
    )
    await accounts.mark_assignment_ended(connection, assignment.id, ends_on)
    await accounts.revoke(connection, assignment.peer, assignment.stream)
    # After the right has ended: supervisors answer where no peer does.
    await accounts.refresh_flag_readers(connection, assignment.participant, writer.now)
    await refresh_sharing(connection, assignment.participant, writer.now)
    await notices.cancel_assignment(connection, assignment.stream, writer.now)


async def _written_off(
    writer: StreamWriter, assignment: AssignmentTerms, ends_on: date
) -> dict[str, dict[str, Any]]:
    """Return the terms at the end, and no yes to the peer: it ends with the assignment."""
    who = await accounts.person(writer.connection, assignment.participant)
    peer = await accounts.person(writer.connection, assignment.peer)
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
