"""No error repeats what a person wrote, in the answer or in the log (security: H1, H2)."""

import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from litestar import Litestar

from api.logs import WordlessFormatter
from database.database import Connection, Database
from tests.api.conftest import NewClient
from tests.api.route_matrix import MATRIX, Row
from tests.api.world import World

CANARY = "c4n4ry-8f3a61"
CHANGING = [row for row in MATRIX if row.method in ("POST", "PUT", "DELETE")]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, as the server would write it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(WordlessFormatter())
    handler.addFilter(
        lambda record: not record.name.startswith(("httpx", "httpcore"))
    )  # the client's, not ours
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


def filled(value: Any) -> Any:
    """The body with the canary in the place of every text."""
    if isinstance(value, dict):
        return {name: filled(each) for name, each in value.items()}
    return CANARY if isinstance(value, str) else value


def spoiled(row: Row, world: World) -> list[tuple[str, str, bytes]]:
    """Return requests to a route that cannot succeed.

    They hold the canary as values, names and addresses, in broken JSON and as the whole body.
    """
    body = row.body(world, "own") if row.body else {}
    address = re.sub(r"\{\w+\}", CANARY, row.address or row.path)
    texts = [
        filled(body),
        {**body, CANARY: CANARY},
        {name: [CANARY] for name in body},
        {name: {CANARY: 1} for name in body},
        [CANARY],
        CANARY,
    ]
    raw = [json.dumps(text).encode() for text in texts]
    raw += [
        f'{{"{CANARY}": '.encode(),
        f'"{CANARY}\\u0000"'.encode(),
        CANARY.encode() + b"\xff",
        f'{{"{CANARY}":1,"{CANARY}":2}}'.encode(),
    ]
    return [(row.method, address, content) for content in raw]


async def test_refused_words_are_repeated_nowhere(
    world: World, new_client: NewClient, log: io.StringIO
) -> None:
    leaks, statuses = [], set()
    for principal in ("own", "admin", "anonymous"):
        for row in CHANGING:
            client = new_client()
            if principal != "anonymous":
                client.headers["Authorization"] = (
                    f"Bearer {await world.token(getattr(world, principal))}"
                )
            for method, address, content in spoiled(row, world):
                answer = await client.request(
                    method,
                    f"{address}?{CANARY}={CANARY}",
                    content=content,
                    headers={"Content-Type": "application/json"},
                )
                statuses.add(answer.status_code)
                if CANARY in answer.text or CANARY in str(answer.headers):
                    leaks.append(f"{method} {row.path}: {answer.status_code}")
    assert leaks == []
    assert CANARY not in log.getvalue()
    assert {400, 401, 403, 404} <= statuses
    assert not {status for status in statuses if status >= 500}


async def test_a_failure_of_ours_repeats_no_words(
    world: World,
    new_client: NewClient,
    app: Litestar,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tokens = {row.name: await world.token(world.admin) for row in MATRIX}

    @asynccontextmanager
    async def failing(self: Database) -> AsyncIterator[Connection]:
        raise ValueError(f'duplicate key value: Key (text)=({CANARY}) "{CANARY}"')
        yield

    monkeypatch.setattr(Database, "transaction", failing)
    monkeypatch.setattr(Database, "reading", failing)
    failed = 0
    for row in MATRIX:
        client = new_client()
        client.headers["Authorization"] = f"Bearer {tokens[row.name]}"
        answer = await client.request(
            row.method, row.address or row.path, json=row.body(world, "admin") if row.body else None
        )
        failed += answer.status_code == 500
        assert CANARY not in answer.text, row.name
        if answer.status_code == 500:
            assert answer.json() == {
                "title": "Internal Server Error",
                "status": 500,
                "code": "server_error",
            }
    assert failed > 20
    assert CANARY not in log.getvalue()
    assert CANARY not in "".join(
        record.getMessage() for record in caplog.records if record.name != "httpx"
    )
    assert "ValueError at test_no_words_leak.py" in log.getvalue()


def test_an_exception_of_a_library_is_logged_without_its_message(log: io.StringIO) -> None:
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        logging.getLogger("some.library").exception("it failed")

    assert CANARY not in log.getvalue()
    assert "it failed | RuntimeError at test_no_words_leak.py" in log.getvalue()


@pytest.mark.parametrize("text", ["a\nERROR forged line", "\x1b[31mred", "\u2028next", "\r"])
def test_a_log_line_stays_one_line(log: io.StringIO, text: str) -> None:
    logging.getLogger("some.library").warning("said %s", text)

    line = log.getvalue()
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert "\x1b" not in line
    assert "\u2028" not in line
