"""Housekeeping, a backup and a restore with the ledger, once a run. They change what they may."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from domain.ledger_entries import AnyEntry, Erased, Unshared
from recovery.backup import backup
from recovery.erased_elsewhere import erase_refusals_of_erased
from recovery.retention import apply_retention
from recovery.startup_recovery import catch_up
from tests.simulation.adversary.readable import unreadable
from tests.simulation.adversary.relations import about, named_by_refusal, whole_of
from tests.simulation.adversary.tables import (
    EMPTIED,
    ERASED,
    HIDDEN,
    LIVE,
    Changed,
    Row,
    Seen,
    Tables,
)
from tests.simulation.broken import Broken

if TYPE_CHECKING:
    from tests.simulation.adversary.play import Play

DAY = 86_400_000
LONG = 200 * DAY
"""Past every time that something waits to be emptied."""


class Saved(Struct, frozen=True):
    """A backup, and the tables that it holds."""

    path: Path
    tables: Tables
    entries: set[str]


async def back_up(play: "Play") -> None:
    if play.saved is not None:
        return
    path = play.database.ledger.path.with_name(f"{play.database.ledger.path.stem}.backup")
    await backup(play.database, path)
    play.saved = Saved(path, play.tables, {entry.id for entry in play.database.ledger.read()})
    play.tables = await play.layout.read(play.database)


async def follow(play: "Play") -> None:
    """Follow an erase as the system does right after it.

    What others were refused of the record goes too, and nothing else.
    """
    before = play.tables
    await erase_refusals_of_erased(play.database, now=play.now)
    play.tables = await play.layout.read(play.database)
    for stream, record in play.tables.since(before).get("record", {}):
        was, now = before.record(stream, record), play.tables.record(stream, record)
        if not (was and now and _follows(was, now, play.tables)):
            raise Broken("foreign_changes", f"following an erase: {record} in stream {stream}")
    for row in play.tables.records:
        if row.state == LIVE and is_of_erased(row, play.tables):
            raise Broken(
                "foreign_changes",
                f"words of what was erased: {row.record} in stream {row.stream} {row.body}",
            )


def _follows(was: Seen, now: Seen, tables: Tables) -> bool:
    return now.state == ERASED and is_of_erased(was, tables)


def is_of_erased(row: Seen, tables: Tables) -> bool:
    """Refused of a record that is erased where its author could read it."""
    if row.entity != "refused_write" or "place" not in row.body:
        return False
    record = tables.record(row.body["place"]["stream"], about(row))
    return record is not None and record.state == ERASED


async def keep(play: "Play") -> None:
    """Housekeeping empties what is due, and nothing else; everyone reads on."""
    play.now += LONG
    before = play.tables
    try:
        await apply_retention(play.database, now=play.now)
    except Exception as error:
        raise Broken("unreadable_rows", f"housekeeping: {error!r}") from error
    play.tables = await play.layout.read(play.database)
    changes = play.tables.since(before)
    if wrong := unreadable(play.tables, changes):
        raise Broken("unreadable_rows", f"housekeeping: {'; '.join(wrong[:3])}")
    if foreign := _not_housekeeping(play.tables, changes.get("record", {}), before):
        raise Broken("foreign_changes", f"housekeeping: {'; '.join(foreign[:3])}")
    await everyone_reads(play)


def _not_housekeeping(after: Tables, changes: dict[Row, Changed], before: Tables) -> list[str]:
    found = []
    for stream, record in changes:
        was, now = before.record(stream, record), after.record(stream, record)
        emptied = now and now.state == EMPTIED and not now.body
        forgotten = (
            was
            and now
            and {**was.row, **now.row}
            and (was.body, was.heads, was.kept) == (now.body, now.heads, now.kept)
        )
        if not (emptied or forgotten):
            found.append(f"{record} in stream {stream}")
    return found


async def everyone_reads(play: "Play", *, anew: bool = False) -> None:
    for seat in range(len(play.cast.seats)):
        await play.read(seat, anew=anew)


async def restore(play: "Play") -> None:
    """The server as the backup had it and as the ledger says.

    Then everyone reads from the beginning.
    """
    saved = play.saved
    if saved is None:
        return
    lived, entries = play.tables, play.database.ledger.read()
    await _bring_in(play, saved.path)
    try:
        await catch_up(play.database, epoch=play.new_id(), now=play.now, restored=True)
    except Exception as error:
        raise Broken("unreadable_rows", f"the ledger cannot be followed: {error!r}") from error
    play.tables = await play.layout.read(play.database)
    changes = play.tables.since(saved.tables)
    if wrong := unreadable(play.tables, changes):
        raise Broken("unreadable_rows", f"after a restore: {'; '.join(wrong[:3])}")
    news = [entry for entry in entries if entry.id not in saved.entries]
    if foreign := _not_the_ledgers(
        play.tables, saved.tables, lived, changes.get("record", {}), news
    ):
        raise Broken("foreign_changes", f"after a restore: {'; '.join(foreign[:3])}")
    play.cursors.clear()
    await everyone_reads(play, anew=True)


async def _bring_in(play: "Play", path: Path) -> None:
    database = play.database
    await database.stop()
    if database.dialect == "sqlite":
        here = Path(database.url.removeprefix("sqlite:///"))
        for each in (Path(f"{here}-wal"), Path(f"{here}-shm")):
            each.unlink(missing_ok=True)
        shutil.copyfile(path, here)
    else:
        command = [
            "pg_restore",
            "--clean",
            "--if-exists",
            "--single-transaction",
            "--no-owner",
            "--exit-on-error",
            f"{path}",
        ]
        await asyncio.to_thread(
            subprocess.run,
            [*command, f"--dbname={database.url}"],
            check=True,
            capture_output=True,
            env=dict(os.environ),
        )
    await database.start()


def _not_the_ledgers(
    after: Tables, before: Tables, lived: Tables, changes: dict[Row, Changed], news: list[AnyEntry]
) -> list[str]:
    """Return what the replay has changed without a word of the ledger.

    Also what it changed otherwise than in the database that lived on.
    """
    found = []
    for stream, record in changes:
        was, now, then = (tables.record(stream, record) for tables in (before, after, lived))
        if now is None or not _is_the_ledgers(now, was, then, news, before, after):
            found.append(f"{was and was.row} became {now and now.row}, and was {then and then.row}")
    return found


def _is_named_anew(was: Seen, now: Seen, after: Tables) -> bool:
    """Nothing but names in its terms is another, and those are what its two people are called now.

    A server that starts lets the names follow that were chosen since.
    """
    [walk] = [each for each in after.all("assignment") if each["stream"] == now.stream]
    called = {each["id"]: each["display_name"] for each in after.all("person")}
    chosen = {
        "participant_name": called[walk["participant"]],
        "peer_name": called[walk["peer"]],
    }
    terms = {**was.body["terms"], **chosen}
    if walk["status"] == "ended":
        terms["peer_name"] = was.body["terms"]["peer_name"]
    return now.body == {**was.body, "terms": terms} and now.state == was.state


def _names_of(row: Seen | None) -> set[str | None]:
    if row is None:
        return set()
    return {row.record, whole_of(row)} | (
        named_by_refusal(row) if row.entity == "refused_write" else set()
    )


def _is_the_ledgers(
    now: Seen,
    was: Seen | None,
    then: Seen | None,
    news: list[AnyEntry],
    before: Tables,
    after: Tables,
) -> bool:
    owner = after.streams[now.stream]["person"]
    erased = {
        record
        for entry in news
        if isinstance(entry, Erased) and entry.person == owner
        for record in entry.records
    }
    erased |= {row.record for row in before.records if whole_of(row) in erased}
    unshared = {entry.record for entry in news if isinstance(entry, Unshared)}
    if was is not None and _follows(was, now, after):
        return True
    if now.state == ERASED and (was is None or then is None or then.state == ERASED):
        return (then is not None and then.state == ERASED) or now.record in erased
    if (
        now.state == ERASED
    ):  # what was moved away or emptied first has lost its words in the life of the database, too
        return (
            then is not None and then.state in (EMPTIED, HIDDEN) and bool(erased & _names_of(was))
        )
    if now.entity == "assignment" and was is not None and _is_named_anew(was, now, after):
        return True
    if now.entity in ("sharing_settings", "assignment"):
        return bool(news)
    return (
        now.record in unshared
        or bool(was and whole_of(was) in unshared)
        or bool(whole_of(now) in unshared)
    )
