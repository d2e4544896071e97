"""What commands share: the settings of the environment, and one piece of work on the database."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from api.settings import Settings
    from database.database import Database

T = TypeVar("T")


def settings_of_environment(**given: Any) -> "Settings":
    """Return the settings of the environment, with those that an option gives instead.

    Raises UnsafeSettings.
    """
    import msgspec

    from api.settings import settings_from

    return msgspec.structs.replace(
        settings_from(os.environ),
        **{name: value for name, value in given.items() if value is not None},
    )


def say(lines: Iterable[str]) -> None:
    """Print each line."""
    for line in lines:
        click.echo(line)


async def with_database(
    work: Callable[["Database"], Awaitable[T]], *, begins: bool = False, migrated: bool = True
) -> T:
    """Run one piece of work on the database of the settings (`cli.opening`)."""
    from cli.opening import opened_for_command

    async with opened_for_command(
        settings_of_environment(), begins=begins, migrated=migrated
    ) as database:
        return await work(database)


def run_command(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end and return its result."""
    return asyncio.run(work)
