"""Programs, and the deployment that holds them."""

from typing import Any

import msgspec
from msgspec import Struct

from accounts.rights import add_stream
from database import tables
from database.database import Connection


class Program(Struct, frozen=True, kw_only=True):
    """A program.

    `coverage` says when someone of the program can be reached, as it is shown.
    """

    id: int
    slug: str
    name: str
    time_zone: str
    languages: list[str]
    coverage: dict[str, Any]
    created_at: int


async def add_program(
    connection: Connection,
    *,
    slug: str,
    name: str,
    time_zone: str,
    languages: list[str],
    now: int,
    coverage: dict[str, Any] | None = None,
) -> Program:
    """Add a program and its library's stream.

    Raises `AlreadyThere` where the slug is taken.
    """
    row = tables.Program(
        slug=slug,
        name=name,
        time_zone=time_zone,
        languages=_text(languages),
        coverage=_text(coverage or {}),
        created_at=now,
    )
    [made] = await connection.query(
        tables.Program.insert(row).returning(*tables.Program.all_columns())
    )
    # In the same transaction: a program without its library has no crisis lines.
    await add_stream(connection, program=made["id"], kind="library")
    return _program(made)


async def program(connection: Connection, id_: int) -> Program | None:
    """Return the program of this id, if there is one."""
    rows = await connection.query(tables.Program.select().where(tables.Program.id == id_))
    return _program(rows[0]) if rows else None


async def program_of_slug(connection: Connection, slug: str) -> Program | None:
    """Return the program of this short name, if there is one."""
    rows = await connection.query(tables.Program.select().where(tables.Program.slug == slug))
    return _program(rows[0]) if rows else None


async def programs(connection: Connection) -> list[Program]:
    """Return all programs, the oldest first."""
    return [
        _program(row)
        for row in await connection.query(tables.Program.select().order_by(tables.Program.id))
    ]


async def deployment_epoch(connection: Connection) -> str:
    """Return the epoch that a device's cursor must bear; a restore changes it."""
    [row] = await connection.query(_deployment(tables.Deployment.epoch))
    return str(row["epoch"])


async def deployment_secret(connection: Connection) -> str:
    """Return the secret with which the server later proves that it said something.

    It lives as long as the data, backups included.
    """
    [row] = await connection.query(_deployment(tables.Deployment.secret))
    return str(row["secret"])


def _deployment(column: Any) -> Any:
    return tables.Deployment.select(column).where(tables.Deployment.id == 1)


def _program(row: dict[str, Any]) -> Program:
    return msgspec.convert(
        {
            **row,
            "languages": msgspec.json.decode(row["languages"]),
            "coverage": msgspec.json.decode(row["coverage"]),
        },
        Program,
    )


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
