"""Record a version's traffic, once.

Run `python -m tests.golden.record` in a checkout of it (README.md says how).

The requests are those of that checkout's own web client, run in Node, and the answers those of its
own server. What its client would never send, though its protocol knows it, is written by hand.
"""

import asyncio
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from api.settings import Settings
from cli.app import create_app
from database.migrate import migrate
from domain.records import PROTOCOL, SCHEMA
from notifications.push.vapid import create_key
from tests.api.conftest import NOW, ORIGIN, Clock, running
from tests.fixtures.opening import open_database
from tests.golden.names import compact, swapped_answer, swapped_request
from tests.golden.scenes import SCENES
from tests.golden.stage import Stage

ROOT = Path(__file__).parents[2]
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Recorder:
    """What a scene is played with. Every act takes a second of everyone's time."""

    def __init__(self, stage: Stage, clients: asyncio.subprocess.Process) -> None:
        self.stage, self.clients = stage, clients
        self.at = 0
        self.steps: list[dict[str, Any]] = []
        self.sent: set[str] = set()
        self.made = self.epochs = 0
        self.answers: dict[str, int] = {}

    async def sit(self, seat: str) -> None:
        device = await self.stage.sit(seat)
        self.steps.append({"at": self.at, "sits": seat})
        await self.client("open", phone=seat, device=device)

    def stream(self, name: str) -> int:
        number: int = self.stage.names.value(f"@stream/{name}")
        return number

    def record(self, name: str) -> str:
        id_: str = self.stage.names.value(f"@record/{name}")
        return id_

    async def office(self, office: str, **fields: Any) -> None:
        self._pass()
        act = {"office": office, **fields}
        self.sent |= set(ID.findall(json.dumps(act)))
        self.steps.append({"at": self.at, "act": act})
        await self.stage.act(act, self.at)

    async def client(self, do: str, **fields: Any) -> Any:
        """An act on a phone; `do` is one of those in `client.mjs`."""
        self._pass()
        answer = await self._say({"do": do, "now": NOW + self.at, **fields})
        while "ask" in answer:
            response = await self.exchange(fields["phone"], answer["ask"])
            answer = await self._say({"status": response.status_code, "answer": response.json()})
        if "failure" in answer:
            raise RuntimeError(answer["failure"])
        return answer["value"]

    async def by_hand(self, seat: str, **fields: Any) -> Any:
        """A request that the protocol knows and the client does not send. The answer."""
        self._pass()
        request = {
            "device": self.stage.names.value(f"@device/{seat}"),
            "sent_at": NOW + self.at,
            **fields,
        }
        return (await self.exchange(seat, compact(request))).json()

    async def exchange(self, seat: str, body: str) -> Any:
        names = self.stage.names
        self.sent |= set(ID.findall(body))
        step = {"at": self.at, "by": seat, "request": swapped_request(json.loads(body), names.name)}
        response = await self.stage.post(seat, body, self.at)
        answer = response.json()
        step["status"] = response.status_code
        if response.status_code == 200:
            self._name_new(seat, answer, response.text)
            step["answer"] = swapped_answer(answer, names.name)
        else:
            step["problem"] = answer["code"]
        self.steps.append(step)
        return response

    def _name_new(self, seat: str, answer: dict[str, Any], text: str) -> None:
        names = self.stage.names
        if names.name("epoch", answer["epoch"]) == answer["epoch"]:
            self.epochs += 1
            names.bind("epoch", f"@epoch/{self.epochs}", answer["epoch"])
        for id_ in ID.findall(text):
            if id_ not in self.sent and id_ != answer["epoch"] and names.name("id", id_) == id_:
                self.made += 1
                names.bind("id", f"@made/{self.made}", id_)
        self.answers[seat] = self.answers.get(seat, 0) + 1
        names.bind("cursor", f"@cursor/{seat}/{self.answers[seat]}", answer["cursor"])

    async def _say(self, line: dict[str, Any]) -> dict[str, Any]:
        assert self.clients.stdin
        assert self.clients.stdout
        self.clients.stdin.write(json.dumps(line).encode() + b"\n")
        heard: dict[str, Any] = json.loads(await self.clients.stdout.readline())
        return heard

    def _pass(self) -> None:
        self.at += 1000


async def record(folder: Path, commit: str) -> None:
    folder.mkdir()
    for scene in SCENES:
        steps = await _played(scene)
        about = {"protocol": PROTOCOL, "schema": SCHEMA, "commit": commit, "scene": scene.__doc__}
        path = folder / f"{scene.__name__}.json"
        path.write_text(_written(about, steps))
        sys.stdout.write(f"{path}: {len(steps)} steps\n")


def _written(about: dict[str, Any], steps: list[dict[str, Any]]) -> str:
    """One step a line."""
    lines = ",\n".join(json.dumps(step, ensure_ascii=False) for step in steps)
    return f'{json.dumps(about, ensure_ascii=False)[:-1]}, "steps": [\n{lines}\n]}}\n'


async def _played(scene: Any) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        create_key(here / "keys")
        url = f"sqlite:///{here / 'recorded.sqlite'}"
        await _migrate(url)
        settings = Settings(
            database_url=url,
            origin=ORIGIN,
            vapid_contact="mailto:someone@example.org",
            web_dir=str(here),
            keys_dir=str(here / "keys"),
            worker="off",
        )
        clock = Clock()
        clients = await asyncio.create_subprocess_exec(
            "node",
            str(Path(__file__).with_name("client.mjs")),
            str(ROOT / "web"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**26,
        )
        async with running(create_app(settings, clock=clock)) as app:
            stage = await Stage.build(app, clock)
            recorder = Recorder(stage, clients)
            await scene(recorder)
            await stage.close()
        assert clients.stdin
        clients.stdin.write(b'{"do": "end"}\n')
        await clients.wait()
        return recorder.steps


async def _migrate(url: str) -> None:
    database = open_database(url)
    await database.start()
    await migrate(database)
    await database.stop()


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1]), sys.argv[2]))
