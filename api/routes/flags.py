"""What staff do about a flag that a participant raised."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from accounts import Session
from api.guard import admits
from api.ids import RecordInPath, new_id
from database.database import Database
from domain.entities.support_flag import FlagState
from program import flags
from program.flags import FlagMoved


class NextState(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The state that a flag is to have."""

    to: FlagState


@post(
    "/flags/{record:str}/moves",
    opt=admits("peer", "supervisor"),
    status_code=200,
    summary="Move a support flag on",
)
async def move_flag(
    record: RecordInPath,
    data: JSONBody[NextState],
    session: NamedDependency[Session],
    database: NamedDependency[Database],
    now: NamedDependency[int],
) -> FlagMoved:
    """Move a flag on; the participant sees its new state and who moved it.

    Nothing changes where it has that state already.
    """
    return await flags.move_flag(database, session, flag=record, to=data.to, now=now, new_id=new_id)


ROUTES = [move_flag]
