"""`alongside` with two bugs in it, as a later version may have.

Run it by `python -m tests.e2e.failing FOLDER serve`.

As long as a file `FOLDER/fails` is there, a mutation that holds `UNDOABLE` cannot be done, and a
page for a participant that holds `UNREADABLE` cannot be made. Both are a 500, and nothing of their
request is done.
"""

import sys
from pathlib import Path
from typing import Any

from accounts import ReadableStream
from cli.commands import main
from database.database import Connection
from domain.records import Mutation
from sync import exchange as shipped
from sync.pull import Page

UNDOABLE = b"token-undoable-4801"
UNREADABLE = b"token-unreadable-4802"


class Bug(Exception):
    """What nobody has thought of."""


def plant(fails: Path) -> None:
    exchange: Any = shipped
    read, pull = exchange.read_mutation, exchange.pull

    def reading(raw: Any) -> Mutation:
        if UNDOABLE in bytes(raw) and fails.exists():
            raise Bug
        done: Mutation = read(raw)
        return done

    async def pulling(
        connection: Connection, cursor: Any, readable: dict[int, ReadableStream], **more: Any
    ) -> Page:
        page: Page = await pull(connection, cursor, readable, **more)
        told = b"".join(each for rows in page.changes.values() for each in rows)
        if (
            UNREADABLE in told
            and fails.exists()
            and any(right.kind == "own" for right in readable.values())
        ):
            raise Bug
        return page

    exchange.read_mutation, exchange.pull = reading, pulling


if __name__ == "__main__":
    plant(Path(sys.argv.pop(1)) / "fails")
    main()
