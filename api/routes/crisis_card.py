"""The crisis card, for anyone."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from api.guard import public
from database.database import Database
from library.crisis_card import ProgramName, crisis_card

Slug = Annotated[
    str | None, QueryParameter(pattern=r"^[a-z0-9-]{1,40}$", description="A program's short name.")
]


class LineOnCard(Struct, frozen=True, kw_only=True):
    """A line that answers.

    `value` is a number or an address; `sentence` makes reaching out easier.
    """

    label: str
    kind: Literal["call", "text", "chat"]
    value: str
    hours: str
    sentence: str
    sentence_es: str
    region: str
    checked_on: date | None


class CrisisCard(Struct, frozen=True, kw_only=True):
    """`not_watched`: this is no emergency service, and no one watches it all the time."""

    program: ProgramName
    lines: list[LineOnCard]
    not_watched: bool = True


@get("/crisis-card", opt=public(), summary="Lines that answer when things are hard")
async def read_crisis_card(database: NamedDependency[Database], program: Slug = None) -> CrisisCard:
    """Return the lines of the program of that short name, or of the first program.

    The app keeps a copy for when there is no network.
    """
    return msgspec.convert(await crisis_card(database, program), CrisisCard, from_attributes=True)


ROUTES = [read_crisis_card]
