"""A program and its staff, made as programs make them: `alongside init`, then over the API."""

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pyotp

from tests.e2e.server import COMMAND, Server, environment
from tests.phone.ids import new_id, now_ms
from tests.phone.wire import JsonAnswer, Row, pages, rows_of_answer, sync_request

ADMIN = "imani"


def found(database_url: str) -> str:
    """What `alongside init` prints."""
    names = [
        "--name",
        "Lantern Bridge",
        "--time-zone",
        "America/Chicago",
        "--admin",
        "Imani Okoye",
        "--login",
        ADMIN,
    ]
    return subprocess.run(
        [COMMAND, "init", *names],
        env=environment(database_url=database_url),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


class Staff:
    """Someone who signs in with a password and an authenticator.

    A code works once; the next one is good a little early.
    """

    def __init__(self, origin: str, login: str, password: str, authenticator: str) -> None:
        self.login = login
        self.password = password
        self._codes = pyotp.TOTP(parse_qs(urlsplit(authenticator).query)["secret"][0])
        self._http = httpx.AsyncClient(
            base_url=f"{origin}/api", headers={"Origin": origin}, timeout=20
        )
        self.info: dict[str, Any] = {}
        self._n = 0
        self._step = 0

    @property
    def one_time_code(self) -> str:
        self._step = max(self._step + 1, int(time.time()) // self._codes.interval)
        return self._codes.at(self._step * self._codes.interval)

    async def sign_in(self) -> "Staff":
        self.info = await self.ask(
            *("POST", "/sign-in"),
            login=self.login,
            password=self.password,
            one_time_code=self.one_time_code,
            label="desk",
            platform="desktop",
        )
        return self

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        answer = await self._http.request(method, path, json=body or None)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def write(self, entity: str, stream: int, **groups: Any) -> str:
        """A new record, as the app of someone who is signed in writes it; its id."""
        self._n += 1
        one = mutation(self._n, entity, stream, groups)
        device = self.info["device"]["id"]
        pushed = sync_request(device, [one], sent_at=one["at"], cursor=None)
        answer = await self.ask("POST", "/sync", **pushed)
        assert [result["outcome"] for result in answer["results"]] == ["applied"]
        return str(one["record"])

    async def leave(self) -> None:
        await self._http.aclose()


class Program:
    def __init__(self, server: Server, admin: Staff) -> None:
        self.server = server
        self.admin = admin
        self.staff = [admin]

    @classmethod
    async def of(cls, server: Server, printed: str) -> "Program":
        """The program on this server that `alongside init` made, from what it printed."""
        password = re.search(r"password\s+(\S+)", printed)
        authenticator = re.search(r"otpauth://\S+", printed)
        assert password, printed
        assert authenticator, printed
        return cls(
            server, await Staff(server.origin, ADMIN, password[1], authenticator[0]).sign_in()
        )

    async def hire(self, name: str, role: str, login: str) -> Staff:
        """A new member of the staff; not signed in."""
        made = await self.admin.ask("POST", "/staff", display_name=name, role=role, login=login)
        staff = Staff(
            self.server.origin, made["login"], made["password"], made["authenticator_uri"]
        )
        self.staff.append(staff)
        return staff

    async def person_named(self, name: str) -> int:
        people = await self.admin.ask("GET", "/people")
        found = [
            person
            for group in people.values()
            for person in group
            if person["display_name"] == name
        ]
        return int(found[0].get("person") or found[0]["id"])

    async def code(self, name: str, peer: str | None = None) -> str:
        """A code that enrols a new participant."""
        assigned = {"peer": await self.person_named(peer)} if peer else {}
        made = await self.admin.ask("POST", "/enrolment-codes", display_name=name, **assigned)
        return str(made["code"])

    async def code_again(self, name: str) -> str:
        """A code that opens an account that exists, on one more phone."""
        made = await self.admin.ask(
            "POST", "/enrolment-codes", person=await self.person_named(name)
        )
        return str(made["code"])

    async def assign(self, name: str, peer: str, note: str = "") -> None:
        participant = await self.person_named(name)
        await self.admin.ask(
            "PUT",
            f"/participants/{participant}/peer",
            peer=await self.person_named(peer),
            note_to_participant=note,
        )

    async def import_meeting(self, folder: Path, **row: Any) -> None:
        """Into the library, as the operator does; `row` as a Meeting Guide feed has it."""
        feed = folder / "feed.json"
        feed.write_text(
            json.dumps([{"name": "Noon Group", "slug": "noon", "day": 1, "time": "12:00", **row}])
        )
        await self.server.command(
            "import-meetings", str(feed), "--time-zone", "America/Chicago", "--source", "A feed"
        )

    async def close(self) -> None:
        for staff in self.staff:
            await staff.leave()


class Device:
    """A third phone without a screen: it enrols and reads everything that its person may read."""

    def __init__(self, origin: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{origin}/api", headers={"Origin": origin}, timeout=20
        )

    async def enrol(self, code: str) -> dict[str, Any]:
        answer = await self._http.post(
            "/enrol", json={"code": code, "label": "reader", "platform": "other"}
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def write_line(self, code: str, section: str, text: str) -> None:
        """A new line of the plan, for nobody else to read."""
        info = await self.enrol(code)
        own = next(stream["id"] for stream in info["streams"] if stream["kind"] == "own")
        one = mutation(
            1, "plan_item", own, {"place": {"section": section}, "words": {"text": text}}
        )
        answer = await self._push(info, one)
        assert answer.status_code == 200, answer.text
        assert [result["outcome"] for result in answer.json()["results"]] == ["applied"]
        await self._http.aclose()

    async def write_refused(self, code: str, entity: str, **groups: Any) -> None:
        """What an app of before wrote and the server did not take in, of the person's own."""
        info = await self.enrol(code)
        own = next(stream["id"] for stream in info["streams"] if stream["kind"] == "own")
        one = mutation(1, entity, own, groups)
        answer = await self._push(info, one)
        assert [result["outcome"] for result in answer.json()["results"]] == ["refused"], (
            answer.text
        )
        await self._http.aclose()

    async def _push(self, info: dict[str, Any], one: dict[str, Any]) -> httpx.Response:
        request = sync_request(info["device"]["id"], [one], sent_at=one["at"], cursor=None)
        return await self._http.post("/sync", json=request)

    async def read(self, code: str) -> list[dict[str, Any]]:
        """Return every row in its newest state, as `{entity, record, state, body}`.

        The groups of the body are laid flat.
        """
        device = (await self.enrol(code))["device"]["id"]

        async def ask(cursor: str | None) -> JsonAnswer:
            request = sync_request(device, [], sent_at=now_ms(), cursor=cursor)
            answer = await self._http.post("/sync", json=request)
            assert answer.status_code == 200, answer.text
            return msgspec.json.decode(answer.content, type=JsonAnswer)

        read = [_flat(row) async for page in pages(ask) for row in rows_of_answer(page)]
        await self._http.aclose()
        return read


def mutation(n: int, entity: str, stream: int, groups: dict[str, Any]) -> dict[str, Any]:
    """Of a new record, written now: the `n`th of its device."""
    place = {"entity": entity, "record": new_id(), "stream": stream}
    return place | {
        "id": new_id(),
        "n": n,
        "at": now_ms(),
        "offset": 0,
        "op": "edit",
        "schema": 2,
        "base": {},
        "set": groups,
    }


def _flat(row: Row) -> dict[str, Any]:
    return {"entity": row.entity, "record": row.record, "state": row.state} | {
        name: value for group in row.body.values() for name, value in group.items()
    }
