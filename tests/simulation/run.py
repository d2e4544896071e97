"""From a script to what became of it, in a database of its own."""

import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from database.database import Database
from domain.declare import StreamKind
from tests.fixtures.memory import scratch
from tests.fixtures.opening import open_database
from tests.simulation import ending, mishaps
from tests.simulation.books import Books
from tests.simulation.broken import Broken
from tests.simulation.cast import Cast, found
from tests.simulation.office import Office, learn
from tests.simulation.phone import Phone
from tests.simulation.play import Listener, Play
from tests.simulation.rights import Rights
from tests.simulation.script import Event
from tests.simulation.tally import Tally
from tests.simulation.wire import Wire
from tests.simulation.words import Words


class Stage:
    """The founded program in a file, and a copy of it for every run."""

    def __init__(self, folder: Path, cast: Cast) -> None:
        self.folder, self.cast = folder, cast

    @classmethod
    async def build(cls) -> "Stage":
        folder = Path(tempfile.mkdtemp(prefix="alongside-", dir=scratch()))
        return cls(folder, await found(folder / "founded.sqlite"))

    def clear(self) -> None:
        shutil.rmtree(self.folder)

    async def run(
        self, script: Sequence[Event], tally: Tally, listener: Listener | None = None
    ) -> Broken | None:
        """What broke, if anything did. `listener` hears what the phones do."""
        path = self.folder / "run.sqlite"
        shutil.copyfile(self.folder / "founded.sqlite", path)
        database = open_database(f"sqlite:///{path}")
        await database.start()
        try:
            await _play(database, self.cast, script, tally, listener)
        except Broken as broken:
            return broken
        finally:
            await database.stop()
            for each in self.folder.glob("run.sqlite*"):
                each.unlink()
        return None


async def _play(
    database: Database, cast: Cast, script: Sequence[Event], tally: Tally, listener: Listener | None
) -> None:
    async with database.reading() as connection:
        streams = await connection.rows("SELECT id, kind, person FROM stream")
    kinds = {stream: StreamKind(kind) for stream, kind, _ in streams}
    owners = {stream: cast.name_of(person) for stream, _, person in streams if person is not None}
    books, words = Books(Rights(cast, kinds, owners), tally.rule), Words()
    await learn(database, books)
    phones = [Phone(seat) for seat in cast.seats]
    play = Play(
        Wire(database, cast, books, tally),
        Office(database, cast, books, words, random.Random(1)),
        words,
        phones,
        listener,
    )
    await play.begin()
    for event in script:
        await mishaps.happen(play, event)
    await ending.end(play)
