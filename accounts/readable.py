"""What a person may read now, with the heads of those streams, in one statement for every sync.

Nothing of it is kept between requests, so a right that was taken away is gone with the commit that
took it.
"""

import msgspec
from msgspec import Struct

from accounts.rights import ReadableStream
from accounts.sessions import OPEN_SESSION, SESSION_COLUMNS, Session
from database.database import Connection, Sql

_STREAMS = "t.id, t.kind, r.role, r.grant_no, t.person, t.assignment, t.head, t.live, t.digest"
_OF = "FROM reader r JOIN stream t ON t.id = r.stream WHERE r.person = "
_RIGHTS = Sql(
    sqlite=f"e.epoch, e.secret, (SELECT json_group_array(json_array({_STREAMS})) {_OF}",
    postgresql=f"e.epoch, e.secret, (SELECT json_agg(json_build_array({_STREAMS}))::text {_OF}",
)
_BY_PERSON = "SELECT {} $1) FROM deployment e WHERE e.id = 1"
BY_PERSON = Sql(
    sqlite=_BY_PERSON.format(_RIGHTS.sqlite), postgresql=_BY_PERSON.format(_RIGHTS.postgresql)
)
_BY_SESSION = f"SELECT {{}} s.person), {SESSION_COLUMNS} FROM deployment e, {OPEN_SESSION}"
BY_SESSION = Sql(
    sqlite=_BY_SESSION.format(_RIGHTS.sqlite), postgresql=_BY_SESSION.format(_RIGHTS.postgresql)
)


class Rights(Struct, frozen=True):
    """The streams that a person may read, by id, and of which database.

    Its epoch, and the secret that only it knows.
    """

    epoch: str
    secret: str
    streams: dict[int, ReadableStream]


_readable = msgspec.json.Decoder(list[ReadableStream])


async def rights_of(connection: Connection, person: int) -> Rights:
    """Return what a person may read now."""
    found = await connection.row(BY_PERSON, person)
    assert found is not None, "a migrated database has its epoch"
    return _rights(*found)


async def session_and_rights(
    connection: Connection, token_hash: str, now: int
) -> tuple[Session, Rights] | None:
    """Return the session of a token and what its person may read, as `session_by_token_hash`."""
    found = await connection.row(BY_SESSION, token_hash, now)
    return (Session(*found[3:]), _rights(*found[:3])) if found else None


def _rights(epoch: str, secret: str, streams: str | None) -> Rights:
    # By id: streams are locked in this order everywhere, which is what rules deadlocks out.
    readable = sorted(_readable.decode(streams), key=lambda each: each.id) if streams else []
    return Rights(epoch, secret, {each.id: each for each in readable})
