"""An outage is seen from outside and said once in the log, with its end.

Every fault of ours is said once a minute with a count.
"""

import asyncio
import logging
from pathlib import Path

import pytest
from litestar import Litestar

from api import faults
from api.faults import FaultLog
from api.problems import FAULTS
from api.readiness import FRESH_IN_OUTAGE_SECONDS, FRESH_SECONDS, Readiness
from database.database import Database
from database.errors import Busy, Unavailable
from tests.api.conftest import NewClient


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def said(caplog: pytest.LogCaptureFixture, name: str = "alongside.readiness") -> list[str]:
    return [
        f"{record.levelname} {record.getMessage()}"
        for record in caplog.records
        if record.name == name
    ]


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What the next writes of the probe come to, as long as there is something in it."""
    from database.probe import probe

    errors: list[Exception] = []

    async def failing(database: Database) -> None:
        if errors:
            raise errors[0]
        await probe(database)

    monkeypatch.setattr("api.readiness.probe", failing)
    return errors


async def test_an_outage_is_said_once_and_its_end_once(
    database: Database, no_room: list[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    seconds = Seconds()
    readiness = Readiness(database, seconds)
    for error, expected in (
        (None, True),
        (Unavailable("The disk of the database is full."), False),
        (None, True),
    ):
        no_room[:] = [error] if error else []
        for _ in range(5):
            seconds.now += FRESH_SECONDS
            assert await readiness.check() is expected
    assert said(caplog) == [
        (
            "ERROR nothing that people write can be kept, and every push is put off: "
            "The disk of the database is full."
        ),
        "WARNING what people write is kept again, after 25 seconds",
    ]


async def test_who_asks_often_does_not_make_it_write_often(
    database: Database, no_room: list[Exception]
) -> None:
    seconds = Seconds()
    readiness = Readiness(database, seconds)
    assert await readiness.check()
    no_room.append(Unavailable("full"))
    seconds.now += FRESH_SECONDS - 0.1
    assert await readiness.check()
    seconds.now += 0.1
    assert not await readiness.check()
    no_room.clear()
    seconds.now += FRESH_IN_OUTAGE_SECONDS
    assert await readiness.check(), "an end is seen sooner"


async def test_who_only_waits_for_others_is_not_out_of_order(
    database: Database, no_room: list[Exception]
) -> None:
    no_room.append(Busy("The database is busy."))
    assert await Readiness(database).check()


async def test_a_ledger_that_cannot_be_written_is_an_outage_too(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database.ledger.path = tmp_path / "gone" / "ledger"
    assert not await Readiness(database).check()
    assert "ledger" in said(caplog)[0]


async def test_a_probe_leaves_nothing_behind(database: Database) -> None:
    before = set(database.ledger.path.parent.glob(f"{database.ledger.path.name}*"))
    assert await Readiness(database).check()
    assert set(database.ledger.path.parent.glob(f"{database.ledger.path.name}*")) == before


async def test_health_says_that_nothing_can_be_written(
    app: Litestar, new_client: NewClient, no_room: list[Exception]
) -> None:
    client = new_client()
    no_room.append(Unavailable("The disk of the database is full."))
    answer = await client.get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


async def test_each_kind_of_fault_is_said_at_once_and_then_counted_each_minute(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(faults, "MINUTE_SECONDS", 0.05)
    noted = FaultLog(logging.getLogger("alongside.tests"))
    for _ in range(40):
        noted.note("POST /api/sync answered 503: Unavailable", logging.WARNING)
        noted.note("GET /api/flags failed: ValueError", logging.ERROR)
    noted.note("GET /api/push failed: KeyError", logging.ERROR)
    await asyncio.sleep(0.2)
    assert sorted(said(caplog, "alongside.tests")) == [
        "ERROR 39 more within a minute: GET /api/flags failed: ValueError",
        "ERROR GET /api/flags failed: ValueError",
        "ERROR GET /api/push failed: KeyError",
        "WARNING 39 more within a minute: POST /api/sync answered 503: Unavailable",
        "WARNING POST /api/sync answered 503: Unavailable",
    ]
    noted.note("GET /api/push failed: KeyError", logging.ERROR)
    assert said(caplog, "alongside.tests")[-1] == "ERROR GET /api/push failed: KeyError", (
        "after a quiet minute it is said again"
    )


async def test_what_was_counted_is_said_before_the_process_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    noted = FaultLog(logging.getLogger("alongside.tests"))
    for _ in range(3):
        noted.note("a kind", logging.WARNING)
    noted.say_all()
    assert said(caplog, "alongside.tests") == [
        "WARNING a kind",
        "WARNING 2 more within a minute: a kind",
    ]


async def test_every_answer_that_puts_off_is_logged(
    app: Litestar, new_client: NewClient, caplog: pytest.LogCaptureFixture
) -> None:
    client = new_client()
    await app.state.database.stop()
    bearer = {"Authorization": "Bearer " + "a" * 43}
    for _ in range(4):
        assert (
            await client.post("/api/sync", json={"device": 1, "sent_at": 1}, headers=bearer)
        ).status_code == 503
        assert (await client.get("/api/session", headers=bearer)).status_code == 503
    FAULTS.say_all()
    lines = said(caplog, "alongside.api")
    assert lines == [
        "WARNING POST /api/sync answered 503: NotReady: The database is not open.",
        "WARNING GET /api/session answered 503: NotReady: The database is not open.",
        (
            "WARNING 3 more within a minute: POST /api/sync answered 503: NotReady: "
            "The database is not open."
        ),
        (
            "WARNING 3 more within a minute: GET /api/session answered 503: NotReady: "
            "The database is not open."
        ),
    ]
    await app.state.database.start()
