"""Corrects entries whose time zone does not exist.

Earlier imports took any `--time-zone`, and every phone still has those entries.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import accounts
from database.database import Connection, Database
from domain.authority import IMPORTER
from domain.entities import SPECS
from domain.zones import closest_zone, is_zone
from library.entries import resources
from records.streams import stream_transaction, write_all_system

BATCH = 200
"""Records in one transaction, so that people's own writes wait for milliseconds."""

_RESOURCE = SPECS["resource"]


class ZonesRepaired(NamedTuple):
    """How many entries of a program were given which zone."""

    program: int
    entries: int
    zone: str


async def repair_zones(
    database: Database, *, now: int, new_id: Callable[[], str]
) -> list[ZonesRepaired]:
    """Give each such entry the zone that was plainly meant, or else its program's.

    One that a curator changed stays as it is.
    """
    healed = []
    async with database.reading() as connection:
        programs = await accounts.programs(connection)
    for program in programs:
        async with database.reading() as connection:
            library = await accounts.library_of(connection, program.id)
            wrong = await _wrong(connection, library) if library else {}
        for zone in sorted({zone for zone, _ in wrong.values()}):
            right = closest_zone(zone) or program.time_zone
            if not is_zone(
                right
            ):  # of a machine that knew more zones: every day the same would be written anew
                continue
            records = [record for record, (named, _) in wrong.items() if named == zone]
            for start in range(0, len(records), BATCH):
                await _put(
                    database, library or 0, records[start : start + BATCH], right, now, new_id
                )
            healed.append(ZonesRepaired(program.id, len(records), right))
    return healed


async def _wrong(connection: Connection, library: int) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        record: (zone, body)
        for record, zone, body in _unknown(await resources(connection, library))
    }


def _unknown(
    rows: list[tuple[str, bool, bool, dict[str, Any]]],
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for record, live, edited, body in rows:
        zone = body.get("content", {}).get("time_zone")
        if live and not edited and isinstance(zone, str) and not is_zone(zone):
            yield record, zone, body


async def _put(
    database: Database,
    library: int,
    records: list[str],
    zone: str,
    now: int,
    new_id: Callable[[], str],
) -> None:
    """Write the right zone; the entries are read anew under the stream's lock.

    An import may have come between.
    """
    async with stream_transaction(database, [library], now=now) as writer:
        still = {
            record: body
            for record, (_, body) in (await _wrong(writer.connection, library)).items()
            if record in records
        }
        groups = {
            record: {"content": body["content"] | {"time_zone": zone}}
            for record, body in still.items()
        }
        ids = {record: new_id() for record in groups}
        await write_all_system(
            writer, library, _RESOURCE.name, groups, mutations=ids, authority=IMPORTER
        )
