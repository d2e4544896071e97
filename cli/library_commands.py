"""The command for the library: import-meetings."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cli.command_work import run_command, say, with_database
from library import FORMATS

if TYPE_CHECKING:
    from database.database import Database

T = TypeVar("T")


@click.command("import-meetings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "feed_format",
    type=click.Choice(list(FORMATS)),
    default="meeting-guide",
    show_default=True,
    help="Of which format the file is.",
)
@click.option(
    "--time-zone",
    required=True,
    help="IANA time zone of the meetings, for example America/Chicago.",
)
@click.option(
    "--program", "slug", default=None, help="Short name of the program; the only one if left out."
)
@click.option(
    "--source",
    required=True,
    help="Where the feed is from, as people read it; the same at every import of this feed.",
)
@click.option("--licence", default="", help="Under what terms it may be used.")
@click.option(
    "--retire-many",
    is_flag=True,
    help="Retire entries that the feed no longer holds even where they are many, or all.",
)
@click.option(
    "--new-source",
    is_flag=True,
    help="Import meetings that the library has from another source already a second time.",
)
@click.option(
    "--new-time-zone",
    is_flag=True,
    help="Move the meetings of this source to another time zone than they had.",
)
@click.option(
    "--every-row", is_flag=True, help="Say what could not be read row by row, instead of by kind."
)
def import_meetings(
    file: Path,
    feed_format: str,
    time_zone: str,
    slug: str | None,
    source: str,
    licence: str,
    **flags: bool,
) -> None:
    """Read meetings from a Meeting Guide feed (a JSON FILE) into a program's library.

    Says what could not be read, and in which rows. Running it again changes only what the feed
    changed.
    """
    from cli.tasks import import_meeting_feed
    from database.clock import system_clock, time_of

    feed = file.read_bytes()

    async def bring_in(database: "Database") -> Iterator[str]:
        return await import_meeting_feed(
            database,
            feed,
            feed_format=feed_format,
            source=source,
            licence=licence,
            time_zone=time_zone,
            slug=slug,
            **flags,
            now=await time_of(database, system_clock()),
        )

    say(run_command(with_database(bring_in)))
