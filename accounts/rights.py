"""Streams, and who may read them.

A row of `reader` is the right; it goes with the commit that deletes it.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from accounts.persons import Person
from accounts.rows import to_structs
from database.database import Connection, Sql
from database.fragments import for_both, numbers_in
from database.ledger import note
from database.tables import Reader as ReaderRow
from database.tables import Stream as StreamRow
from domain.declare import Role, StreamKind
from domain.ledger_entries import RightEnded
from domain.wire import StreamInfo


class Reader(Struct, frozen=True):
    """Who may read a stream, and in which role."""

    person: int
    role: str


class ReadableStream(Struct, frozen=True, array_like=True):
    """A stream as one person may read it.

    `grant_no` is new when a right that was lost is given again.
    """

    id: int
    kind: str
    role: str
    grant_no: int
    person: int | None
    assignment: int | None
    head: int
    live: int
    digest: int


GRANT = """
    INSERT INTO reader (person, stream, role, grant_no, program) SELECT $1, id, $3, $4, program
      FROM stream WHERE id = $2
    ON CONFLICT (person, stream) DO UPDATE SET role = excluded.role, grant_no = excluded.grant_no
      WHERE reader.role <> excluded.role"""
READABLE = """
    SELECT s.id, s.kind, r.role, r.grant_no, s.person, s.assignment, s.head, s.live, s.digest
    FROM reader r JOIN stream s ON s.id = r.stream WHERE r.person = $1 ORDER BY s.id"""
INFOS = """
    SELECT s.id, s.kind, r.role, s.person, COALESCE(other.display_name, '')
    FROM reader r JOIN stream s ON s.id = r.stream LEFT JOIN assignment a ON a.id = s.assignment
    LEFT JOIN person other ON other.id = CASE WHEN s.person <> r.person THEN s.person
      ELSE a.peer END
    WHERE r.person = $1 ORDER BY s.id"""
_SHARED_WITH = """
    SELECT s.id FROM stream s JOIN assignment a ON a.participant = s.person
    WHERE a.peer = $1 AND s.kind = 'shared' AND s.id IN ({ids})"""
SHARED_WITH = for_both(_SHARED_WITH, ids=numbers_in(2))
LOCK_PROGRAM = Sql(
    sqlite="SELECT id FROM program WHERE id = $1",
    postgresql="SELECT id FROM program WHERE id = $1 FOR NO KEY UPDATE",
)
SUPERVISORS_READ_FLAGS = """
    INSERT INTO reader (person, stream, role, grant_no, program)
    SELECT p.id, CAST($1 AS bigint), 'reader', $3, p.program FROM person p
    WHERE p.program = $2 AND p.role = 'supervisor' AND p.status = 'active'
      ON CONFLICT (person, stream) DO NOTHING"""
SUPERVISOR_READS_FLAGS = """
    INSERT INTO reader (person, stream, role, grant_no, program)
    SELECT CAST($1 AS bigint), s.id, 'reader', $3, s.program FROM stream s
    WHERE s.program = $2 AND s.kind = 'flags' ON CONFLICT (person, stream) DO NOTHING"""
# All others read the library.
LIBRARY_ROLE = {"curator": Role.CURATOR, "admin": Role.CURATOR}


async def add_stream(
    connection: Connection,
    *,
    program: int,
    kind: str,
    person: int | None = None,
    assignment: int | None = None,
) -> int:
    """Add a stream and return its id.

    Raises `AlreadyThere` where the person, program or assignment has such a stream.
    """
    row = StreamRow(program=program, kind=str(kind), person=person, assignment=assignment)
    [made] = await connection.query(StreamRow.insert(row).returning(StreamRow.id))
    return int(made["id"])


async def open_streams(connection: Connection, person: Person, now: int) -> dict[str, int]:
    """Open a new person's streams, with rights to them and to the library; return them by kind.

    `now` numbers the grants. Supervisors read the flags of everyone in the program. The program's
    row is locked first: a supervisor and a participant who come at the same time must see one
    another.
    """
    # Locked before anything is read: two who come at once would each miss the other's row.
    await connection.value(LOCK_PROGRAM, person.program)
    opened = {str(StreamKind.ACCOUNT): Role.SELF}
    if person.kind == "participant":
        opened |= dict.fromkeys(
            map(str, (StreamKind.OWN, StreamKind.SHARED, StreamKind.FLAGS)), Role.PARTICIPANT
        )
    streams = {}
    for kind, role in opened.items():
        streams[kind] = await add_stream(
            connection, program=person.program, kind=kind, person=person.id
        )
        await grant(connection, person.id, streams[kind], role, now)
    if StreamKind.FLAGS in streams:
        await connection.run(SUPERVISORS_READ_FLAGS, streams[StreamKind.FLAGS], person.program, now)
    if person.role == "supervisor" and person.status == "active":
        await connection.run(SUPERVISOR_READS_FLAGS, person.id, person.program, now)
    library = await library_of(connection, person.program)
    if library is not None:
        await grant(connection, person.id, library, LIBRARY_ROLE.get(person.role, Role.READER), now)
        streams[str(StreamKind.LIBRARY)] = library
    return streams


async def stream_of(connection: Connection, person: int, kind: str) -> int | None:
    """Return the person's own stream of a kind; an assignment's is in its row."""
    own = StreamRow.select(StreamRow.id).where(
        StreamRow.person == person,
        StreamRow.kind == str(kind),
        StreamRow.assignment.is_null(),
    )
    rows = await connection.query(own)
    return int(rows[0]["id"]) if rows else None


async def library_of(connection: Connection, program: int) -> int | None:
    """Return the stream of a program's library."""
    library = StreamRow.select(StreamRow.id).where(
        StreamRow.program == program, StreamRow.kind == str(StreamKind.LIBRARY)
    )
    rows = await connection.query(library)
    return int(rows[0]["id"]) if rows else None


async def shared_with(connection: Connection, peer: int, streams: Iterable[int]) -> set[int]:
    """Return those of the streams whose participant this peer walks with, or did once.

    Only streams that are shared ones.
    """
    rows = await connection.rows(SHARED_WITH, peer, msgspec.json.encode(sorted(streams)).decode())
    return {stream for (stream,) in rows}


async def grant(connection: Connection, person: int, stream: int, role: str, now: int) -> None:
    """Let a person read a stream in a role.

    What they may already do changes nothing; `now` numbers a new grant.
    """
    await connection.run(GRANT, person, stream, str(role), now)


async def revoke(connection: Connection, person: int, stream: int) -> None:
    """Take the right to read a stream away from a person."""
    # Noted before it is done: the ledger holds it even where the commit's answer is lost.
    await note(connection, RightEnded(person=person, stream=stream))
    await connection.query(
        ReaderRow.delete().where(ReaderRow.person == person, ReaderRow.stream == stream)
    )


async def revoke_all(connection: Connection, person: int) -> None:
    """Take every right to read away from a person."""
    await note(connection, RightEnded(person=person))
    await connection.query(ReaderRow.delete().where(ReaderRow.person == person))


async def readers_of(connection: Connection, stream: int) -> list[Reader]:
    """Return who may read a stream."""
    query = ReaderRow.select(ReaderRow.person, ReaderRow.role).where(ReaderRow.stream == stream)
    return to_structs(await connection.query(query.order_by(ReaderRow.person)), Reader)


async def streams_readable_by(connection: Connection, person: int) -> list[ReadableStream]:
    """Return the streams that a person may read, with their heads, in order of their ids."""
    return [ReadableStream(*row) for row in await connection.rows(READABLE, person)]


async def stream_infos(connection: Connection, person: int) -> list[StreamInfo]:
    """Return the streams as a device is told: peer and participant see each other's name."""
    return [
        StreamInfo(id=id_, kind=kind, role=role, person=owner, name=name)
        for id_, kind, role, owner, name in await connection.rows(INFOS, person)
    ]
