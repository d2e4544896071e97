"""A database that is older than its ledger is noticed at the start, however it came there.

Security: I2, I3, I6.
"""

from pathlib import Path
from typing import Any

import pytest

import accounts
from database.ledger import note
from domain.errors import NotReady
from domain.ledger_entries import Erased, Unshared
from recovery.backup import backup, restore
from recovery.startup_recovery import catch_up, write_alive_mark
from tests.fixtures.life import LATER, Life, copied, everything_in, put_back
from tests.fixtures.opening import ledger_beside


async def test_a_restored_database_has_a_new_epoch_beside_it_too(life: Life, after: Any) -> None:
    async def nothing() -> None:
        pass

    async with after(nothing) as database, database.reading() as connection:
        assert await accounts.deployment_epoch(connection) == "after"
        assert database.ledger.read()[-1].epoch == "after"


async def test_an_old_copy_that_somebody_put_back_is_noticed_at_the_start(life: Life) -> None:
    """The epoch in it is the one beside it: only the marks tell."""
    database = life.database
    before = await copied(database)
    life.erase(life.secret)
    await life.phone.sync(now=LATER)
    await put_back(database, before)

    assert await catch_up(database, epoch="after", now=LATER)
    assert "-token" not in await everything_in(database)
    assert not await catch_up(database, epoch="once more", now=LATER)
    async with database.reading() as connection:
        assert await accounts.deployment_epoch(connection) == "after"


async def test_an_old_copy_is_noticed_even_where_nothing_was_taken_away(life: Life) -> None:
    database = life.database
    before = await copied(database)
    life.phone.write("goal", {"words": {"title": "Lost"}})
    await life.phone.sync(now=LATER)
    async with database.transaction() as connection:
        await write_alive_mark(connection)
    await put_back(database, before)

    assert await catch_up(database, epoch="after", now=LATER)
    async with database.reading() as connection:
        assert await accounts.deployment_epoch(connection) == "after"


async def test_a_start_as_usual_changes_no_epoch(life: Life) -> None:
    life.erase(life.secret)
    await life.phone.sync(now=LATER)
    async with life.database.reading() as connection:
        before = await accounts.deployment_epoch(connection)
    assert [await catch_up(life.database, epoch="no", now=LATER) for _ in range(3)] == [False] * 3
    async with life.database.reading() as connection:
        assert await accounts.deployment_epoch(connection) == before


async def test_what_a_rollback_took_back_is_not_done_at_the_next_start(life: Life) -> None:
    with pytest.raises(ZeroDivisionError):
        async with life.database.transaction() as connection:
            await accounts.revoke_device(connection, life.desk.caller.device, LATER)
            raise ZeroDivisionError
    assert not await catch_up(life.database, epoch="no", now=LATER)


async def test_a_database_whose_ledger_is_gone_is_not_served(life: Life) -> None:
    life.erase(life.secret)
    await life.phone.sync(now=LATER)
    content = life.database.ledger.path.read_bytes()
    life.database.ledger.path.unlink()

    with pytest.raises(NotReady, match="missing"):
        await catch_up(life.database, epoch="no", now=LATER)
    assert not await catch_up(life.database, epoch="no", now=LATER, anew=True)
    assert {type(entry) for entry in life.database.ledger.read()} >= {Erased}
    life.database.ledger.path.write_bytes(content)
    assert not await catch_up(life.database, epoch="no", now=LATER)


async def test_a_ledger_of_another_deployment_is_not_followed(life: Life) -> None:
    life.erase(life.secret)
    await life.phone.sync(now=LATER)
    async with life.database.transaction() as connection:
        await connection.run("UPDATE deployment SET created_at = 1")
    with pytest.raises(NotReady, match="another deployment"):
        await catch_up(life.database, epoch="no", now=LATER)


async def test_a_restore_without_any_ledger_says_so_before_it_fills_anything(
    life: Life, tmp_path: Path, empty_of_same: str
) -> None:
    await backup(life.database, tmp_path / "backup")
    with pytest.raises(NotReady, match="ledger"):
        await restore(
            empty_of_same, tmp_path / "backup", epoch="after", ledger=ledger_beside(empty_of_same)
        )
    await restore(
        empty_of_same,
        tmp_path / "backup",
        epoch="after",
        ledger=ledger_beside(empty_of_same),
        without_ledger=True,
    )


async def test_a_failure_on_the_way_leaves_it_to_the_next_start(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing.

    No half of the ledger is followed, and a database that did not follow it is not taken for one
    that did.
    """
    async with life.database.transaction() as connection:
        await note(
            connection, Erased(program=1, person=life.tasha["person"], records=[life.secret])
        )
        await note(connection, Unshared(stream=life.tasha["shared"]))
        await connection.run("DELETE FROM ledger")

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("recovery.replay_unshare._stop_sharing", fail)
        with pytest.raises(ZeroDivisionError):
            await catch_up(life.database, epoch="no", now=LATER)
    assert "shown-token" in await everything_in(life.database)
    assert await catch_up(life.database, epoch="after", now=LATER)
    assert "shown-token" not in await everything_in(life.database)
