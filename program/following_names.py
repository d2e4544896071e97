"""The names in an assignment's terms follow those that its two people choose.

A profile is in its person's own account, and no push of theirs writes in a stream of two. The
system does it right after: it changes the terms where a name in them is another one than the
person's now, and nothing else, so that no other edit of a profile shows.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from database.database import Connection, Database, Sql
from domain.authority import SYSTEM
from domain.entities import SPECS
from domain.keys import Key
from domain.overwrite import overwrite
from domain.records import Head, Record, State, singleton_id
from records.streams import lock_streams

BATCH = 200
_PAIRS = """
    SELECT a.id, a.uuid, a.stream, a.status, p.display_name, q.display_name
    FROM assignment a JOIN person p ON p.id = a.participant JOIN person q ON q.id = a.peer
      WHERE {which}"""
ALL_PAIRS = _PAIRS.format(which="a.id > $1 ORDER BY a.id LIMIT $2")
_ONE_OF = "a.participant {among} OR a.peer {among} ORDER BY a.id"
PAIRS_OF = Sql(
    sqlite=_PAIRS.format(which=_ONE_OF.format(among="IN (SELECT value FROM json_each($1))")),
    postgresql=_PAIRS.format(
        which=_ONE_OF.format(
            among="= ANY(ARRAY(SELECT value::bigint FROM json_array_elements_text($1::json)))"
        )
    ),
)
PAIR = _PAIRS.format(which="a.id = $1")
BODIES = Sql(
    sqlite="""
        SELECT stream, body FROM json_each($1) AS place
        CROSS JOIN record ON stream = place.value ->> 0 AND record = place.value ->> 1
          WHERE state = 0""",
    postgresql="""
        SELECT held.stream, held.body FROM json_array_elements($1::json) AS place
          CROSS JOIN LATERAL (
            SELECT stream, body FROM record
              WHERE stream = (place ->> 0)::bigint AND record = place ->> 1 AND state = 0
              LIMIT 1) AS held""",
)


class NamedPair(NamedTuple):
    """An assignment with the names of its two people as they are now."""

    id: int
    uuid: str
    stream: int
    status: str
    participant_name: str
    peer_name: str

    @property
    def record(self) -> str:
        """Return the id of the assignment's record."""
        return singleton_id(self.uuid, "assignment")

    def names(self) -> dict[str, str]:
        """Return the names that the terms are to have.

        Once it has ended the participant alone reads them, and what the peer is called since is
        told to nobody they do not walk with.
        """
        ours = {"participant_name": self.participant_name}
        return ours if self.status == "ended" else ours | {"peer_name": self.peer_name}

    def is_said(self, terms: dict[str, Any]) -> bool:
        """Return whether the terms have these names already."""
        return self.names().items() <= terms.items()


async def follow_names(database: Database, *, now: int, people: Iterable[int] | None = None) -> int:
    """Update the names in the assignments of these people, or of everyone.

    Each in a transaction of its own, so that people's own writes wait for one at most. `now` in
    milliseconds. Returns in how many a name was changed.
    """
    followed = after = 0
    while True:
        async with database.reading() as connection:
            pairs = await _pairs(connection, people, after)
            differing = await _differing(connection, pairs)
        for pair in differing:
            async with database.transaction() as connection:
                followed += await _follow(connection, pair, now)
        if people is not None or len(pairs) < BATCH:
            return followed
        # In pages by id, so that a large program is never read at once.
        after = pairs[-1].id


async def follow_all_names(connection: Connection, *, now: int) -> None:
    """Do as `follow_names` for everyone, in one transaction that has more to do."""
    pairs = await _pairs(connection, None, 0)
    while pairs:
        for pair in await _differing(connection, pairs):
            await _follow(connection, pair, now)
        pairs = await _pairs(connection, None, pairs[-1].id)


async def _pairs(
    connection: Connection, people: Iterable[int] | None, after: int
) -> list[NamedPair]:
    if people is None:
        return [NamedPair(*row) for row in await connection.rows(ALL_PAIRS, after, BATCH)]
    return [NamedPair(*row) for row in await connection.rows(PAIRS_OF, _json(sorted(people)))]


async def _differing(connection: Connection, pairs: list[NamedPair]) -> list[NamedPair]:
    """Return those whose terms say another name."""
    if not pairs:
        return []
    bodies = dict(
        await connection.rows(BODIES, _json([(pair.stream, pair.record) for pair in pairs]))
    )
    return [pair for pair in pairs if pair.stream in bodies and _differs(pair, bodies[pair.stream])]


def _differs(pair: NamedPair, body: str) -> bool:
    try:
        terms = msgspec.json.decode(body, type=dict[str, Any]).get("terms")
    except msgspec.DecodeError:
        return False
    return isinstance(terms, dict) and not pair.is_said(terms)


async def _follow(connection: Connection, found: NamedPair, now: int) -> bool:
    """Write the names, read anew under the lock: whoever comes last writes the last ones."""
    async with lock_streams(connection, [found.stream], now=now) as writer:
        pair = await _pair(connection, found.id)
        record = (await writer.records([pair.record])).get((pair.stream, pair.record))
        if record is None or record.state is not State.LIVE or not record.heads.get("terms"):
            return False
        terms = msgspec.json.decode(record.body["terms"], type=dict[str, Any])
        if pair.is_said(terms):
            return False
        overwrite(record, SPECS["assignment"], {"terms": terms | pair.names()}, _head_after(record))
        writer.number(record)
        await writer.save([record], SYSTEM)
        return True


async def _pair(connection: Connection, id_: int) -> NamedPair:
    return NamedPair(*(await connection.rows(PAIR, id_))[0])


def _head_after(record: Record) -> Head:
    """Return a head with the time at which the terms were set.

    By it apps know who walked alongside when: a name moves none of it. Its id follows from the head
    before it, and so is the same for whoever writes it.
    """
    last = max(record.heads["terms"], key=lambda head: head.key)
    return Head(singleton_id(last.id, "name"), Key(last.key.ms, last.key.counter + 1, 0, 0))


def _json(values: list[Any]) -> str:
    return msgspec.json.encode(values).decode()
