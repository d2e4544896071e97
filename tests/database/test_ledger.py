"""The ledger beside the database is on disk before the commit and whole after any crash.

It is never in the way of a push (security: I3).
"""

import ast
import asyncio
import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

import accounts
from database.connection import Connection
from database.database import Database
from database.errors import Unavailable
from database.ledger import Ledger, note
from domain.ledger_entries import DeviceRevocation, Erased, SessionsEnded, Void
from tests.fixtures.cast import NOW, a_device, a_person, a_program
from tests.rooms import ROOMS
from tests.sync.town import Town

ROOT = Path(__file__).parents[2]
REVOKES = re.compile(
    r"delete\s+from\s+(reader|session)\b|set\s+revoked_at"
    r"|set\s+(status|shares|stop_sharing)\s*=|status\s*=\s*'ended'.*where",
    re.IGNORECASE,
)
FOLLOWS = {
    "accounts/sharing.py:refresh_sharing": "follows a wish that was noted, and an end that was",
    "recovery/retention.py:apply_retention": "sessions that ran out open nothing",
}


async def revoke_one(database: Database) -> int:
    async with database.transaction() as connection:
        device = await a_device(connection, await a_person(connection, await a_program(connection)))
    async with database.transaction() as connection:
        assert await accounts.revoke_device(connection, device.id, NOW)
    return device.id


async def test_what_is_taken_away_is_on_disk_before_it_commits(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    commit = database._connections.commit

    async def look_and_commit(connection: Connection) -> None:
        found.append(
            [
                entry.device
                for entry in database.ledger.read()
                if isinstance(entry, DeviceRevocation)
            ]
        )
        await commit(connection)

    monkeypatch.setattr(database._connections, "commit", look_and_commit)
    device = await revoke_one(database)
    assert found[-1] == [device]
    assert found[0] == []


async def test_a_revocation_that_was_taken_back_is_void(database: Database) -> None:
    async with database.transaction() as connection:
        device = await a_device(connection, await a_person(connection, await a_program(connection)))
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as connection:
            await accounts.revoke_device(connection, device.id, NOW)
            raise ZeroDivisionError
    [entry] = [entry for entry in database.ledger.read() if isinstance(entry, DeviceRevocation)]
    [void] = [entry for entry in database.ledger.read() if isinstance(entry, Void)]
    assert void.entries == [entry.id]


async def test_without_a_ledger_to_write_to_nothing_is_taken_away(database: Database) -> None:
    async with database.transaction() as connection:
        device = await a_device(connection, await a_person(connection, await a_program(connection)))
    database.ledger.path = Path("/no such folder/ledger")
    with pytest.raises(Unavailable):
        async with database.transaction() as connection:
            await accounts.revoke_device(connection, device.id, NOW)
    async with database.reading() as connection:
        assert [each.id for each in await accounts.devices_of(connection, device.person)] == [
            device.id
        ]


async def test_it_is_for_its_owner_alone_and_says_first_of_which_deployment_it_is(
    database: Database,
) -> None:
    await revoke_one(database)
    assert stat.S_IMODE(database.ledger.path.stat().st_mode) == 0o600
    async with database.reading() as connection:
        made = await connection.value("SELECT created_at FROM deployment")
    first = msgspec.json.decode(database.ledger.path.read_bytes().splitlines()[0])
    assert (first["kind"], first["deployment"]) == ("began", made)


async def test_a_push_that_takes_nothing_away_writes_no_ledger(database: Database) -> None:
    town = Town(database)
    await town.begin()
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    goal = phone.write("goal", {"words": {"title": "Walk"}, "visibility": {"shared": True}})
    await phone.sync()
    phone.remove("goal", goal["record"], stream=tasha["shared"])
    await phone.sync()
    assert not database.ledger.path.exists()


async def test_the_loop_goes_on_while_the_disk_is_slow(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transaction() as connection:
        device = await a_device(connection, await a_person(connection, await a_program(connection)))
    really = os.fsync

    def slowly(file: int) -> None:
        time.sleep(0.5)
        really(file)

    monkeypatch.setattr(os, "fsync", slowly)
    ticks = asyncio.create_task(_longest_gap())
    await asyncio.sleep(0.02)
    async with database.transaction() as connection:
        await accounts.revoke_device(connection, device.id, NOW)
    await asyncio.sleep(0.02)
    ticks.cancel()
    assert await ticks < 0.4


async def _longest_gap() -> float:
    longest, last = 0.0, time.monotonic()
    try:
        while True:
            await asyncio.sleep(0.005)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
    except asyncio.CancelledError:
        return longest


def test_a_line_that_a_crash_tore_spoils_no_other(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    one, two = DeviceRevocation(at=1, id="a", device=7), SessionsEnded(at=2, id="b", person=3)
    ledger.append([one])
    with ledger.path.open("ab") as file:
        file.write(msgspec.json.encode(two)[:-9])
    assert ledger.read() == [one]
    ledger.append([two])
    assert ledger.read() == [one, two]
    assert ledger.path.read_bytes().endswith(b"\n")


WRITER = """
import sys
from pathlib import Path
from database.ledger import Ledger
from domain.ledger_entries import DeviceRevocation
for number in range(40):
    revoked = DeviceRevocation(at=1, id=f"{sys.argv[2]}-{number}", device=number + 1)
    Ledger(Path(sys.argv[1])).append([revoked])
"""


def test_several_processes_write_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(number)], cwd=ROOT)
        for number in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert {entry.id for entry in Ledger(path).read()} == {
        f"{writer}-{number}" for writer in range(3) for number in range(40)
    }
    assert len(path.read_bytes().splitlines()) == 120


async def test_an_erase_asks_for_the_disk_to_be_scrubbed_once_it_is_committed(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        program = await a_program(connection)
        person = await a_person(connection, program)
        await note(connection, Erased(program=program.id, person=person.id, records=["r"]))
        await asyncio.sleep(0)
        assert not database.ledger.erased.is_set()
    await asyncio.sleep(0)
    assert database.ledger.erased.is_set()


def test_whatever_takes_away_is_noted() -> None:
    """A revoking statement in a function that notes nothing would be undone by a restore."""
    silent = set()
    for package in ROOMS:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                silent |= set(_silent(path))
    assert silent == set(FOLLOWS)


def _silent(path: Path) -> list[str]:
    """Return functions that use a revoking statement and do not call `note`.

    The statement may be written in them or in a constant of the module.
    """
    tree = ast.parse(path.read_text())
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and REVOKES.search(_texts(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            body = ast.Module(function.body, [])
            names = {node.id for node in ast.walk(body) if isinstance(node, ast.Name)}
            revokes = REVOKES.search(_texts(body)) or names & constants or _updates_status(body)
            if revokes and "note" not in names:
                found.append(f"{path.relative_to(ROOT).as_posix()}:{function.name}")
    return found


def _texts(tree: ast.AST) -> str:
    return "\n".join(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _updates_status(tree: ast.AST) -> bool:
    """As Piccolo's builder writes it."""
    return any(
        isinstance(node, ast.Dict)
        and any(
            isinstance(key, ast.Attribute) and key.attr in ("status", "revoked_at", "shares")
            for key in node.keys
        )
        for node in ast.walk(tree)
    )
