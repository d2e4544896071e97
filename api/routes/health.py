"""Whether it serves, and what it accepts."""

from typing import Literal

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from api.guard import public
from api.limits import LIMITS, Limits
from api.readiness import Readiness
from api.version import VERSION
from database.database import Database
from database.errors import Unavailable


class Health(Struct, frozen=True):
    """Whether the process and its database work."""

    status: Literal["ok", "down"]
    database: Literal["ok", "down"]
    version: str


@get("/health", opt=public(), summary="Whether it serves")
async def health(
    database: NamedDependency[Database], readiness: NamedDependency[Readiness]
) -> Response[Health]:
    """Answer 503 while the database does not answer or cannot store anything.

    A full disk can still be read, so a read alone would not show it.
    """
    try:
        async with database.reading() as connection:
            await connection.value("SELECT 1")
    except Unavailable:
        return Response(Health("down", "down", VERSION), status_code=503)
    if not await readiness.check():
        return Response(Health("down", "down", VERSION), status_code=503)
    return Response(Health("ok", "ok", VERSION))


@get("/limits", opt=public(), summary="Published limits", sync_to_thread=False)
def limits() -> Limits:
    """Return what one request may hold; past it, 413 or a refused mutation."""
    return LIMITS


ROUTES = [health, limits]
