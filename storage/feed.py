"""Reading what changed: the rights of a person, and the rows of a stream above a number, undecoded."""

import msgspec
from msgspec import Struct

from domain.declare import FirstSync
from domain.entities import SPECS
from domain.records import Change, StreamInfo
from storage.database import Connection, Sql
from storage.record_rows import WIRE_COLUMNS, to_change

RIGHTS = """
    SELECT s.id, s.kind, r.role, r.grant_no, s.head, s.live, s.digest
    FROM reader r JOIN stream s ON s.id = r.stream WHERE r.person = $1 ORDER BY s.id"""
NAMED_RIGHTS = """
    SELECT s.id, s.kind, r.role, COALESCE(s.person, a.participant), COALESCE(p.display_name, '')
    FROM reader r JOIN stream s ON s.id = r.stream
    LEFT JOIN assignment a ON a.id = s.assignment
    LEFT JOIN person p ON p.id = CASE WHEN r.role = 'participant' AND a.id IS NOT NULL THEN a.peer ELSE COALESCE(s.person, a.participant) END
    WHERE r.person = $1 ORDER BY s.id"""
CHANGES = f"SELECT {WIRE_COLUMNS} FROM record WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3"

RANKS = {kind: rank for rank, kind in enumerate(FirstSync)}
OLDER_CHECK_INS = RANKS[FirstSync.REST]
_RANK = "CASE {} ELSE {} END".format(
    " ".join(
        f"WHEN entity = '{spec.name}' THEN "
        + (f"CASE WHEN record < $2 THEN {OLDER_CHECK_INS} ELSE {rank} END" if spec.policy.first_sync is FirstSync.CHECK_INS else str(rank))
        for spec in SPECS.values()
        for rank in [RANKS[spec.policy.first_sync]]
    ),
    OLDER_CHECK_INS,
)
FIRST_ROWS = Sql(
    sqlite=f"""
        SELECT rank, stream, {WIRE_COLUMNS} FROM (
            SELECT {_RANK} AS rank, r.* FROM json_each($1) AS pinned JOIN record r ON r.stream = CAST(pinned.key AS INTEGER)
            WHERE r.seq <= pinned.value AND r.state = 0)
        WHERE (rank, stream, seq) > ($3, $4, $5) ORDER BY rank, stream, seq LIMIT $6""",
    postgresql=f"""
        SELECT rank, stream, {WIRE_COLUMNS} FROM (
            SELECT {_RANK} AS rank, r.* FROM json_each_text($1::json) AS pinned JOIN record r ON r.stream = pinned.key::bigint
            WHERE r.seq <= pinned.value::bigint AND r.state = 0) AS live
        WHERE (rank, stream, seq) > ($3::int, $4::bigint, $5::bigint) ORDER BY rank, stream, seq LIMIT $6""",
)


class Readable(Struct, frozen=True):
    """A stream that a person may read now, under which grant, and where it stands."""

    stream: int
    kind: str
    role: str
    grant: int
    head: int
    live: int
    digest: int


class FirstRow(Struct, frozen=True):
    """A row of a first sync, with its place in the order."""

    place: tuple[int, int, int]
    change: Change


async def epoch(connection: Connection) -> str:
    """The epoch of this database; a restore begins another."""
    return str(await connection.value("SELECT epoch FROM deployment"))


async def rights(connection: Connection, person: int) -> dict[int, Readable]:
    """Every stream that the person may read, by id."""
    return {row[0]: Readable(*row) for row in await connection.rows(RIGHTS, person)}


async def streams_of(connection: Connection, person: int) -> list[StreamInfo]:
    """The same as a device is told of them: whose they are, and how the other person is called."""
    rows = await connection.rows(NAMED_RIGHTS, person)
    return [StreamInfo(id=id_, kind=kind, role=role, person=owner, name=name) for id_, kind, role, owner, name in rows]


async def changes(connection: Connection, stream: int, after: int, limit: int) -> list[Change]:
    """A stream's rows above a number, in order, tombstones included."""
    return [to_change(*row) for row in await connection.rows(CHANGES, stream, after, limit)]


async def first_rows(
    connection: Connection, pinned: dict[int, int], since: str, after: tuple[int, int, int], limit: int
) -> list[FirstRow]:
    """The live rows of several streams up to their pinned heads, in the order of a first sync.

    `since` is the least record id (UUIDv7) of a check-in that counts as recent.
    """
    rows = await connection.rows(FIRST_ROWS, msgspec.json.encode(pinned).decode(), since, *after, limit)
    return [FirstRow((rank, stream, row[1]), to_change(*row)) for rank, stream, *row in rows]
