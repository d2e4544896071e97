"""The crisis card that anyone may read, before they sign in and without an account."""

from typing import Any

import msgspec
from msgspec import Struct

import accounts
from accounts import Program
from database.database import Connection, Database
from domain.entities.crisis_line import CrisisLine
from domain.errors import NotFound, NotReady
from library.entries import bodies_of


class ProgramName(Struct, frozen=True):
    """A program's name, and its short name in addresses."""

    slug: str
    name: str


class CrisisCard(Struct, frozen=True, kw_only=True):
    """A program's crisis lines.

    `not_watched` is always true: this is no emergency service, and no one watches it all the time.
    """

    program: ProgramName
    lines: list[CrisisLine]
    not_watched: bool = True


async def crisis_card(database: Database, slug: str | None) -> CrisisCard:
    """Return a program's lines in their order; the first program's where none is named.

    Raises NotFound, and NotReady without any program.
    """
    async with database.reading() as connection:
        program = await _program(connection, slug)
        library = await accounts.library_of(connection, program.id)
        bodies = await bodies_of(connection, library, "crisis_line") if library else []
    lines = [_line(body) for body in bodies]
    return CrisisCard(
        program=ProgramName(program.slug, program.name),
        # By the label too: two lines of one place would change order from one answer to the next.
        lines=sorted(lines, key=lambda line: (line.place, line.label)),
    )


async def _program(connection: Connection, slug: str | None) -> Program:
    if slug is not None:
        found = await accounts.program_of_slug(connection, slug)
        if found is None:
            raise NotFound("There is no such program.", where="program")
        return found
    programs = await accounts.programs(connection)
    if not programs:
        raise NotReady("There is no program yet.")
    return programs[0]


def _line(body: dict[str, Any]) -> CrisisLine:
    return msgspec.convert(body["line"], CrisisLine)
