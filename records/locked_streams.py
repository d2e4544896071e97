"""A stream's row under its lock: its head, and the count and digest of its live rows."""

import msgspec
from msgspec import Struct

from database.database import Connection, Sql
from domain.declare import StreamKind
from domain.errors import NotFound
from domain.projections import StreamPlace
from records.record_rows import DIGEST_MODULUS, digest_of

LOCK = Sql(
    sqlite="""
        SELECT id, program, kind, person, assignment, head, live, digest FROM stream
        WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id""",
    postgresql="""
        SELECT id, program, kind, person, assignment, head, live, digest FROM stream
        WHERE id = ANY(ARRAY(SELECT value::bigint FROM json_array_elements_text($1::json)))
          ORDER BY id FOR UPDATE""",
)


class Stream(Struct, kw_only=True):
    """A stream's row under its lock: its head, and the count and digest of its live rows."""

    id: int
    program: int
    kind: StreamKind
    person: int | None
    assignment: int | None
    head: int
    live: int
    digest: int

    @property
    def place(self) -> StreamPlace:
        """Return whose stream it is, for projections."""
        return StreamPlace(self.id, self.program, self.kind, self.person, self.assignment)

    def take(self, record: str, seq: int) -> None:
        """Count a row that has become live at this number."""
        self.live += 1
        self.digest = (self.digest + digest_of(record, seq)) % DIGEST_MODULUS

    def give(self, record: str, seq: int) -> None:
        """Count no longer what was live at that number."""
        self.live -= 1
        self.digest = (self.digest - digest_of(record, seq)) % DIGEST_MODULUS


async def lock(connection: Connection, streams: list[int]) -> dict[int, Stream]:
    """Lock these streams, which are in sorted order.

    Raises NotFound where one does not exist.
    """
    named = msgspec.json.encode(streams).decode()
    rows = await connection.rows(LOCK, named)
    # The statement locks in the order of ids: two pushes that share streams wait, and never
    # deadlock.
    if len(rows) != len(streams):
        raise NotFound("There is no such stream.")
    found = {}
    for id_, program, kind, person, assignment, head, live, digest in rows:
        found[id_] = Stream(
            id=id_,
            program=program,
            kind=StreamKind(kind),
            person=person,
            assignment=assignment,
            head=head,
            live=live,
            digest=digest,
        )
    return found
