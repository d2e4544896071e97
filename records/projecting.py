"""Writes what is derived from a record, in the record's own transaction.

Features say how; the composition root registers them.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, get_args

from database.database import Connection
from domain.projections import Projection

Put = Callable[[Connection, Any, int], Awaitable[None]]
"""Writes one kind of projection where it is queried; the last argument is the clock in ms."""

DECLARED = frozenset(get_args(Projection))


class Unregistered(Exception):
    """Records would be written without what is derived from them.

    A right would be kept, or a call for help not be heard.
    """


class Projections:
    """How each kind of projection is written.

    Raises Unregistered unless these are all that are declared, and no others.
    """

    def __init__(self, puts: Mapping[type[Any], Put]) -> None:
        if puts.keys() != DECLARED:
            names = sorted(each.__name__ for each in puts.keys() ^ DECLARED)
            raise Unregistered(
                f"registered and declared are not the same: {', '.join(names)} "
                "(projections/registered.py)"
            )
        self._puts = dict(puts)

    async def put(self, connection: Connection, projection: Projection, now: int) -> None:
        """Write one projection; `now` in milliseconds."""
        await self._puts[type(projection)](connection, projection, now)


def projections_of(connection: Connection) -> Projections:
    """Return those that the database was opened with.

    Raises Unregistered where it was opened without: then no record may be written.
    """
    found = connection.resources.projections
    if not isinstance(found, Projections):
        raise Unregistered(
            "open the database with `projections=PROJECTIONS` (projections/registered.py) to "
            "write records"
        )
    return found
