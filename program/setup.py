"""The beginning: a program, its library with the national crisis lines, and its first admin."""

import re

import msgspec
from msgspec import Struct

import accounts
from accounts import Program
from database.database import Connection, Database
from database.errors import AlreadyThere
from domain.entities.crisis_line import CrisisLine
from domain.errors import BadInput, Conflict
from domain.records import singleton_id
from domain.values import NewId
from domain.zones import checked_zone
from library.crisis_lines import NATIONAL_LINES
from program.codes import TokenBytes
from program.staff import (
    NewStaff,
    Secrets,
    hash_password,
    new_secrets,
    open_staff_account,
    shown_once,
)
from records.streams import lock_streams, write_system

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_LONGEST_PROGRAM_NAME = 80


class Founded(Struct, frozen=True):
    """A new program, and what its first admin signs in with: shown once."""

    program: Program
    admin: NewStaff


async def found_program(
    database: Database,
    *,
    slug: str,
    name: str,
    time_zone: str,
    admin_name: str,
    admin_login: str,
    now: int,
    token_bytes: TokenBytes,
    new_id: NewId,
    languages: tuple[str, ...] = ("en", "es"),
    secrets: Secrets | None = None,
) -> Founded:
    """Make all of it or nothing.

    `secrets` are made where none are given. Raises BadInput, and Conflict where slug or login are
    taken.
    """
    name = " ".join(name.split())
    _check(slug, name, time_zone)
    # The demo gives its own, so that its sign-ins are the same on every run.
    secrets = secrets or new_secrets(token_bytes)
    password_hash = await hash_password(secrets)
    async with database.transaction() as connection:
        program = await _add_program(connection, slug, name, time_zone, languages, now)
        await put_crisis_lines(connection, program, NATIONAL_LINES, now=now, new_id=new_id)
        person = await open_staff_account(
            connection,
            program,
            display_name=admin_name,
            role="admin",
            login=admin_login,
            secrets=secrets,
            password_hash=password_hash,
            now=now,
            new_id=new_id,
        )
    return Founded(program, shown_once(program, person, admin_login, secrets))


async def _add_program(
    connection: Connection,
    slug: str,
    name: str,
    time_zone: str,
    languages: tuple[str, ...],
    now: int,
) -> Program:
    try:
        return await accounts.add_program(
            connection,
            slug=slug,
            name=name,
            time_zone=time_zone,
            languages=list(languages),
            now=now,
        )
    except AlreadyThere as error:
        raise Conflict("There is a program of this short name.", where="slug") from error


async def put_crisis_lines(
    connection: Connection,
    program: Program,
    lines: dict[str, CrisisLine],
    *,
    now: int,
    new_id: NewId,
) -> None:
    """Put lines into the program's library, by names that never change."""
    library = await accounts.library_of(connection, program.id)
    assert library, "a program has a library"
    async with lock_streams(connection, [library], now=now) as writer:
        for key, line in lines.items():
            groups = {"line": msgspec.to_builtins(line)}
            await write_system(
                writer,
                library,
                "crisis_line",
                singleton_id(f"{program.slug}/{key}", "crisis_line"),
                groups,
                mutation=new_id(),
            )


def _check(slug: str, name: str, time_zone: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise BadInput("A short name has 1 to 40 small letters, digits and hyphens.", where="slug")
    if not 1 <= len(name) <= _LONGEST_PROGRAM_NAME:
        raise BadInput(
            f"A program's name has 1 to {_LONGEST_PROGRAM_NAME} characters.", where="name"
        )
    checked_zone(time_zone)
