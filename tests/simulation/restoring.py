"""The server comes back from an old backup.

Through the real code, with the ledger applied, under a new epoch.
"""

import shutil
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from domain.ledger_entries import AnyEntry
from recovery.backup import backup, sqlite_path
from recovery.startup_recovery import catch_up
from tests.simulation.books import Books
from tests.simulation.disk import told_by
from tests.simulation.ending import nothing_returned
from tests.simulation.naming import note_names
from tests.simulation.phone import KEPT, Phone
from tests.simulation.play import Play
from tests.simulation.verdicts import Verdict


class Saved(Struct, frozen=True):
    """A backup, what the books said then, and what the ledger held already."""

    path: Path
    at: int
    books: Any
    entries: set[str]


async def save(play: Play) -> Saved:
    database = play.wire.database
    path = sqlite_path(database.url).with_name(f"run.sqlite.{play.now}")
    entries = {entry.id for entry in database.ledger.read()}
    await backup(database, path)
    return Saved(path, play.now, image(play.wire.books), entries)


async def bring_back(play: Play, saved: Saved) -> None:
    """The server as it was then, and as the ledger says.

    Raises Broken where it does not heed it.
    """
    books, database = play.wire.books, play.wire.database
    lived: list[AnyEntry] = database.ledger.read()
    books.withdrawn.check(lived)
    await database.stop()
    here = sqlite_path(database.url)
    for each in (here, Path(f"{here}-wal"), Path(f"{here}-shm")):
        each.unlink(missing_ok=True)
    shutil.copyfile(saved.path, here)
    await database.start()
    await catch_up(database, epoch=play.office.ids.at(play.now), now=play.now, restored=True)
    before = books.settled
    go_back(books, saved.books)
    books.withdrawn.do_again(
        [entry for entry in lived if entry.id not in saved.entries], play.now, await _terms(play)
    )
    await note_names(play.office)
    await nothing_returned(play)
    _owe(play, before)
    await _sign_in_again(play)


def image(books: Books) -> Any:
    histories = {record: history.copy() for record, history in books.histories.items()}
    counted = {device: dict(counts) for device, counts in books.counted.items()}
    return histories, dict(books.settled), dict(books.refused), counted, books.rights.image()


def go_back(books: Books, saved: Any) -> None:
    histories, settled, refused, counted, rights = saved
    books.histories = {record: history.copy() for record, history in histories.items()}
    books.settled, books.refused = dict(settled), dict(refused)
    books.counted = {device: dict(counts) for device, counts in counted.items()}
    books.rights.go_back(rights)
    books.withdrawn.touched.clear()


async def _terms(play: Play) -> dict[str, Any]:
    async with play.wire.database.reading() as connection:
        rows = await connection.rows("SELECT record, body FROM record WHERE entity = 'assignment'")
    return {record: msgspec.json.decode(body).get("terms", {}) for record, body in rows}


def _owe(play: Play, before: dict[str, Verdict]) -> None:
    """What was acknowledged within 30 days, and is still known on a phone, must come back.

    It is as it was; the rest went with phones.
    """
    lost = before.keys() - play.wire.books.settled.keys()
    held = {each: told for phone in play.phones for each, told in _held(play, phone)}
    unsure = {each for phone in play.phones for each, told in _held(play, phone) if not told}
    play.dead |= lost - held.keys()
    for each in lost & held.keys() - unsure:
        play.owed.setdefault(each, before[each])


def _held(play: Play, phone: Phone) -> list[tuple[str, bool]]:
    """Mutations on the phone, and whether it knows what became of them."""
    logged = [each for each, logged in phone.disk.log.items() if logged.at > play.now - KEPT]
    waiting = [
        (entry.frozen.id, bool(entry.told or told_by(entry.result))) for entry in phone.outbox
    ]
    return [*waiting, *((each, True) for each in logged)]


async def _sign_in_again(play: Play) -> None:
    """Devices that the restored server does not know."""
    async with play.wire.database.reading() as connection:
        known = {device for (device,) in await connection.rows("SELECT id FROM device")}
    for phone in play.phones:
        if phone.seat.device not in known:
            await play.become_device(phone)
    play.late = [(phone, parcel) for phone, parcel in play.late if parcel.seat.device in known]
