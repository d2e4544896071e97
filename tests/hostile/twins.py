"""One small world on each engine, with the same people and ids.

Both are asked the same questions.
"""

import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from msgspec import Struct, field

from api.settings import Settings
from cli.app import create_app
from notifications.push.vapid import create_key
from tests.api.conftest import NOW, ORIGIN, browser, running
from tests.api.world import World, make_world
from tests.fixtures.opening import ledger_beside
from tests.phone.wire import Page, pages, sync_request

ACTORS = ("own", "other", "peer", "supervisor", "admin")
VARIES = re.compile(r'"(?:cursor|epoch|seal|retry_after|instance)":(?:"[^"]*"|\d+),?')
"""What is random, or of the machine's clock. Everything else is to be the same."""


class _Changes(Page):
    changes: list[Any] = field(default_factory=list)


class Side(Struct):
    """One engine's server, with a signed-in phone of each actor."""

    engine: str
    world: World
    clients: dict[str, httpx.AsyncClient]
    sessions: dict[str, dict[str, Any]]

    async def ask(
        self, actor: str, method: str, path: str, body: str | None = None
    ) -> tuple[int, str]:
        client = self.clients[actor]
        content = None if body is None else body.encode("utf-8", "surrogatepass")
        answer = await client.request(
            method,
            path,
            content=content,
            headers={"Content-Type": "application/json"} if body else {},
        )
        return answer.status_code, VARIES.sub("", answer.text)

    async def sync(self, actor: str, mutations: list[str], **more: Any) -> httpx.Response:
        device = self.sessions[actor]["device"]["id"]
        request = sync_request(device, "\x01", **{"sent_at": NOW, "cursor": None} | more)
        text = json.dumps(request).replace(r'"\u0001"', f"[{','.join(mutations)}]")
        return await self.clients[actor].post(
            "/api/sync", content=text.encode(), headers={"Content-Type": "application/json"}
        )

    async def everything(self, actor: str) -> list[Any]:
        """What the actor may read, from the beginning."""

        async def ask(cursor: str | None) -> _Changes:
            answer = await self.sync(actor, [], cursor=cursor)
            assert answer.status_code == 200, (self.engine, actor, answer.text)
            return msgspec.convert(answer.json(), _Changes)

        return [_without_varying(page.changes) async for page in pages(ask)]


class Twins(Struct):
    sides: list[Side]

    async def same(
        self, actor: str, method: str, path: str, body: str | None = None
    ) -> tuple[int, str]:
        """Asks both. Raises AssertionError where one fails or they differ."""
        told = [await side.ask(actor, method, path, body) for side in self.sides]
        assert told[0][0] < 500, f"{self.sides[0].engine}: {method} {path} {body}: {told[0]}"
        assert told[0] == told[1], f"{method} {path} {body}"
        return told[0]

    async def push(self, actor: str, mutations: list[str]) -> list[Any]:
        """Return the results, where both take it.

        Else ask each alone, to say which of them it was.
        """
        answers = [await side.sync(actor, mutations, limit=1) for side in self.sides]
        if len(mutations) > 1 and any(answer.status_code != 200 for answer in answers):
            return [result for each in mutations for result in await self.push(actor, [each])]
        for side, answer in zip(self.sides, answers, strict=True):
            assert answer.status_code < 500, f"{side.engine}: {mutations[0][:300]}: {answer.text}"
        told = [
            VARIES.sub(
                "", json.dumps(answer.json().get("results", answer.json()), separators=(",", ":"))
            )
            for answer in answers
        ]
        assert told[0] == told[1], mutations[0][:300]
        return list(answers[0].json().get("results", []))


def _without_varying(told: list[Any]) -> Any:
    return json.loads(VARIES.sub("", json.dumps(told, separators=(",", ":"))))


@asynccontextmanager
async def twins(urls: dict[str, str], folder: Path) -> AsyncIterator[Twins]:
    create_key(folder / "keys")
    async with AsyncExitStack() as stack:
        sides = []
        for engine, url in urls.items():
            settings = Settings(
                database_url=url,
                ledger=str(ledger_beside(url)),
                origin=ORIGIN,
                vapid_contact="mailto:someone@example.org",
                keys_dir=str(folder / "keys"),
                worker="off",
            )
            app = await stack.enter_async_context(running(create_app(settings, clock=lambda: NOW)))
            with pytest.MonkeyPatch.context() as patched:
                numbers = itertools.count(1)
                patched.setattr(
                    "tests.api.world.new_id",
                    lambda numbers=numbers: f"00000000-0000-7000-8000-{next(numbers):012x}",
                )
                world = await make_world(app.state.database, lambda: NOW)
            clients, sessions = {}, {}
            for actor in ACTORS:
                clients[actor] = await stack.enter_async_context(browser(app))
                clients[actor].headers["Authorization"] = (
                    f"Bearer {await world.token(getattr(world, actor))}"
                )
                sessions[actor] = (await clients[actor].get("/api/session")).json()
            sides.append(Side(engine, world, clients, sessions))
        yield Twins(sides)
