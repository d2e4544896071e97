"""Takes what an erase leaves in other people's accounts: refused writes about the record.

Groups travel whole, so what a peer changed and was refused holds words of the record's owner beside
it. The owner's push reaches no one else's account; the system takes these words right after it.
"""

from itertools import groupby

from database.database import Connection, Database, Sql
from domain.authority import SYSTEM
from domain.erasure import erase_record
from domain.records import State
from records.streams import lock_streams

BATCH = 200
OF_ERASED = Sql(
    sqlite="""
        SELECT refused.stream, refused.record FROM record refused
        JOIN record r ON r.stream = refused.body ->> '$.place.stream'
        AND r.record = COALESCE(refused.about, refused.body ->> '$.what.record') AND r.state = 3
        WHERE refused.entity = 'refused_write' AND refused.state IN (0, 1)
          ORDER BY refused.stream, refused.record LIMIT $1""",
    postgresql="""
        SELECT refused.stream, refused.record FROM record refused
        JOIN record r ON r.stream = (refused.body::json #>> '{place,stream}')::bigint
        AND r.record = COALESCE(refused.about, refused.body::json #>> '{what,record}')
          AND r.state = 3
        WHERE refused.entity = 'refused_write' AND refused.state IN (0, 1)
          ORDER BY refused.stream, refused.record LIMIT $1""",
)


async def erase_refusals_of_erased(database: Database, *, now: int) -> int:
    """Erase every refused write whose record was erased since; return how many.

    Where it was written for, each stream in a transaction of its own. `now` in milliseconds.
    """
    taken = 0
    while True:
        async with database.reading() as connection:
            places = await _places(connection)
        before = taken
        for stream, records in places.items():
            async with database.transaction() as connection:
                taken += await _take(connection, stream, records, now)
        # Rows that cannot be read stay listed: without the second condition this would never end.
        if sum(map(len, places.values())) < BATCH or taken == before:
            return taken


async def take_all_refused_of_erased(connection: Connection, *, now: int) -> None:
    """Do as `erase_refusals_of_erased`, in one transaction that has more to do."""
    while places := await _places(connection):
        if not sum([await _take(connection, *place, now) for place in places.items()]):
            return


async def _places(connection: Connection) -> dict[int, list[str]]:
    """Return records by stream, in order; at most `BATCH` of them."""
    rows = await connection.rows(OF_ERASED, BATCH)
    return {
        stream: [record for _, record in of_stream]
        for stream, of_stream in groupby(rows, key=lambda place: int(place[0]))
    }


async def _take(connection: Connection, stream: int, records: list[str], now: int) -> int:
    async with lock_streams(connection, [stream], now=now) as writer:
        found = [
            record
            for record in (await writer.records(records)).values()
            if record.state in (State.LIVE, State.REMOVED)
        ]
        for record in found:
            erase_record(record)
            writer.number(record)
        await writer.save(found, SYSTEM)
        return len(found)
