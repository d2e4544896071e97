"""What the server answers to made-up requests is what its contract says.

It is never a failure of its own.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi import checks

from api.settings import Settings
from cli.app import create_app
from cli.contract import described_app, openapi
from database.clock import system_clock
from notifications.push.vapid import create_key
from tests.api.world import make_world
from tests.fixtures.opening import open_database

SCHEMA = schemathesis.openapi.from_dict(openapi(described_app()))
ENDS_THE_SESSION = "sign_out"
NEVER_ENDS = "events"
"""Held by tests/api/test_events.py: this client reads to the end."""


class Served:
    """The real server in a thread of its own, with a token for every case."""

    def __init__(self, url: str, tokens: dict[str, str]) -> None:
        self.url = url
        self.tokens = tokens

    def headers(self, admitted: list[str]) -> dict[str, str]:
        role = "admin" if "admin" in admitted or not admitted else "participant"
        return {"Origin": self.url, "Authorization": f"Bearer {self.tokens[role]}"}


@pytest.fixture(scope="module")
def served(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "alongside.sqlite").write_bytes(migrated_sqlite.read_bytes())
    create_key(folder / "keys")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = Settings(
        database_url=f"sqlite:///{folder / 'alongside.sqlite'}",
        origin=f"http://localhost:{port}",
        vapid_contact="mailto:someone@example.org",
        keys_dir=str(folder / "keys"),
        worker="off",
    )
    tokens = asyncio.run(_tokens(given))
    server = uvicorn.Server(
        uvicorn.Config(create_app(given), port=port, log_config=None, ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Served(given.origin, tokens)
    server.should_exit = True
    thread.join()


async def _tokens(given: Settings) -> dict[str, str]:
    database = open_database(given.database_url)
    await database.start()
    try:
        world = await make_world(database, system_clock)
        return {
            "admin": await world.token(world.admin),
            "participant": await world.token(world.own),
        }
    finally:
        await database.stop()


@SCHEMA.exclude(operation_id=[ENDS_THE_SESSION, NEVER_ENDS]).parametrize()
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_server_keeps_its_contract(served: Served, case: Any) -> None:
    admitted = case.operation.definition.raw.get("x-admits", [])
    answer = case.call(base_url=served.url, headers=served.headers(admitted))

    case.validate_response(
        answer,
        checks=[
            schemathesis.checks.not_a_server_error,
            checks.content_type_conformance,
            checks.response_schema_conformance,
            checks.status_code_conformance,
            checks.negative_data_rejection,
        ],
    )
