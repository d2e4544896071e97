"""Every route and every job among a hundred people and among five thousand (security: F8)."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import Struct

from api.ids import new_id
from api.settings import Settings
from cli.app import create_app
from cli.maintenance import DailyMaintenance
from database.database import Database
from notifications.push.sending import give_up_abandoned
from notifications.push.vapid import create_key
from notifications.queue import leases
from notifications.queue.planning import plan_nudges
from notifications.queue.reminders import plan_reminders
from program.newcomers import add_newcomer
from tests.api.conftest import NOW, ORIGIN, browser, running
from tests.api.route_matrix import MATRIX, Row
from tests.api.world import World, make_world
from tests.fixtures.edge import in_transaction
from tests.fixtures.opening import ledger_beside
from tests.growth.crowd import fill
from tests.growth.visited import Visits, visits
from tests.phone.wire import sync_request

FEW, MANY = 100, 5_000
ASKED_BY = ("own", "peer", "supervisor", "admin")
NOBODY = 10**9
NEVER_ENDS = ("/api/events",)
SLACK = {"sqlite": 3_000, "postgresql": 300}
"""What may come and go: a page of an index, a plan that is another where a table is small."""
OF_EVERYONE = {
    "keep house": "the bin is looked through once a day",
    "plan reminders": (
        "whether a phone is silent is read from every phone: "
        "an index on that would make each push dearer"
    ),
    "add a supervisor": "a supervisor reads the flags of everyone",
}
"""What is about everyone grows with everyone: in proportion, never by the square."""


class Played(Struct):
    """By what was asked: how much was visited, and how long the answer was."""

    visited: dict[str, tuple[int, int]] = {}
    statements: dict[str, dict[str, int]] = {}

    def note(self, name: str, counted: Visits, size: int) -> None:
        self.visited[name], self.statements[name] = (counted.count, size), dict(counted.of)


@asynccontextmanager
async def world_of(url: str, folder: Path, count: int) -> AsyncIterator[tuple[World, Any]]:
    create_key(folder / "keys")
    settings = Settings(
        database_url=url,
        ledger=str(ledger_beside(url)),
        origin=ORIGIN,
        vapid_contact="mailto:someone@example.org",
        keys_dir=str(folder / "keys"),
        worker="off",
    )
    async with running(create_app(settings, clock=lambda: NOW)) as app:
        world = await make_world(app.state.database, lambda: NOW)
        await fill(world.database, world.program.id, count, NOW)
        yield world, app


async def play(url: str, folder: Path, count: int) -> Played:
    played = Played()
    async with world_of(url, folder, count) as (world, app), AsyncExitStack() as stack:
        clients = {name: await stack.enter_async_context(browser(app)) for name in ASKED_BY}
        await _sign_in(world, clients)
        with visits(world.database) as counted:
            await _routes(world, clients, counted, played)
            await _sign_in(world, clients)
            await _syncs(clients, counted, played)
            await _newcomers(world, counted, played)
            await _jobs(world.database, counted, played)
    return played


async def _sign_in(world: World, clients: dict[str, httpx.AsyncClient]) -> None:
    for name, client in clients.items():
        client.headers["Authorization"] = f"Bearer {await world.token(getattr(world, name))}"


async def _routes(
    world: World, clients: dict[str, httpx.AsyncClient], counted: Visits, played: Played
) -> None:
    for row in MATRIX:
        if row.path not in (*NEVER_ENDS, "/api/sign-out", "/api/sync"):
            for name, client in clients.items():
                counted.start()
                answer = await client.request(
                    row.method,
                    _address(row, world),
                    json=row.body(world, name) if row.body else None,
                )
                played.note(f"{row.name} by {name}", counted, len(answer.content))


def _address(row: Row, world: World) -> str:
    people = {
        "other": world.other.id,
        "a_device_of_admin": NOBODY,
        "a_device_of_own": NOBODY,
        "a_code_of_peer": NOBODY,
    }
    nobody = "00000000-0000-7000-8000-000000000000"
    return (row.address or row.path).format(
        **people, a_flag_of_own=nobody, a_flag_of_other=nobody, file="plan"
    ) + row.query


async def _syncs(clients: dict[str, httpx.AsyncClient], counted: Visits, played: Played) -> None:
    for name, client in clients.items():
        session = (await client.get("/api/session")).json()
        own = next(each["id"] for each in session["streams"] if each["kind"] in ("own", "account"))
        note = {
            "id": new_id(),
            "n": 1,
            "at": NOW,
            "entity": "journal_note",
            "record": new_id(),
            "set": {"words": {"text": "Hi"}},
        }
        device = session["device"]["id"]
        cursor = None
        for what in ("a first sync", "an empty sync", "a push"):
            counted.start()
            pushed = [note | {"stream": own}] if what == "a push" else []
            request = sync_request(device, pushed, sent_at=NOW, cursor=cursor)
            answer = await client.post("/api/sync", json=request)
            cursor = answer.json()["cursor"]
            played.note(f"{what} by {name}", counted, len(answer.content))


async def _newcomers(world: World, counted: Visits, played: Played) -> None:
    for role in ("participant", "peer", "curator", "supervisor"):
        counted.start()
        await in_transaction(
            world.database, add_newcomer, world.program, role, "New", now=NOW, new_id=new_id
        )
        played.note(f"add a {role}", counted, 0)


async def _jobs(database: Database, counted: Visits, played: Played) -> None:
    async def take(now: int) -> object:
        async with database.transaction() as connection:
            return await leases.lease_due(
                connection, owner="me", now=now, lease_until=now + 1, limit=200
            )

    jobs = {
        "plan": lambda: plan_nudges(database, now=NOW, new_id=new_id),
        "plan reminders": lambda: plan_reminders(database, now=NOW, new_id=new_id),
        "give up": lambda: give_up_abandoned(database, now=NOW, new_id=new_id),
        "take": lambda: take(NOW),
        "keep house": DailyMaintenance(database, lambda: NOW).keep,
    }
    for name, job in jobs.items():
        counted.start()
        await job()
        played.note(name, counted, 0)


@pytest.fixture
def two_urls(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> Iterator[list[str]]:
    if engine == "sqlite":
        source = request.getfixturevalue("migrated_sqlite")
        for name in ("few", "many"):
            (tmp_path / name).write_bytes(source.read_bytes())
        yield [f"sqlite:///{tmp_path / name}" for name in ("few", "many")]
        return
    server, template = (
        request.getfixturevalue("postgresql_server"),
        request.getfixturevalue("migrated_postgresql"),
    )
    names = [asyncio.run(server.make(template)) for _ in range(2)]
    yield [server.address(name) for name in names]
    for name in names:
        asyncio.run(server.drop(name))


@pytest.mark.database
@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
async def test_what_is_looked_at_grows_with_what_is_answered_alone(
    two_urls: list[str], tmp_path: Path, engine: str
) -> None:
    few, many = [
        await play(url, tmp_path / str(count), count)
        for url, count in zip(two_urls, (FEW, MANY), strict=True)
    ]
    grown = []
    for name, (visited, size) in many.visited.items():
        before, size_before = few.visited[name]
        allowed = max(1.0, size / max(size_before, 1), MANY / FEW if name in OF_EVERYONE else 1)
        if visited > 1.5 * before * allowed + SLACK[engine]:
            grown.append(f"{name}: {before} → {visited} {_dearest(many.statements[name])}")
    assert not grown, "\n".join(grown)


def _dearest(statements: dict[str, int]) -> str:
    """Return the statement that looked at most, with how much."""
    return json.dumps(sorted(statements.items(), key=lambda each: -each[1])[:1])
