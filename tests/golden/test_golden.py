"""What a released client once said and heard goes on meaning the same.

Old phones never update when they should.
"""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.api.conftest import Clock, app, clock, database, settings, web_dir  # noqa: F401
from tests.golden import client_1
from tests.golden.less import as_told_now
from tests.golden.meaning import Meaning
from tests.golden.names import compact, swapped_answer, swapped_request
from tests.golden.stage import Stage

FOLDER = Path(__file__).parent
RECORDINGS = [
    pytest.param(path, id=f"{path.parent.name}/{path.stem}")
    for path in sorted(FOLDER.glob("protocol_*/*.json"))
]


class Replay:
    """One recording.

    A page that ended a reading then may be followed by more pages now: they are asked for, as the
    client would.
    """

    def __init__(self, stage: Stage, kinds: set[str]) -> None:
        self.stage, self.kinds = stage, kinds
        self.meaning = Meaning(stage.names)
        self.then: dict[str, list[dict[str, Any]]] = {}
        self.now: dict[str, list[dict[str, Any]]] = {}
        self.answers: dict[str, int] = {}
        self.mirrors: dict[str, client_1.Mirror] = {}
        self.places: dict[str, dict[str, tuple[str, str]]] = {}

    async def exchange(self, step: dict[str, Any]) -> None:
        seat, names = step["by"], self.stage.names
        request = swapped_request(step["request"], lambda _, value: names.value(value))
        response = await self.stage.post(seat, compact(request), step["at"])
        assert response.status_code == step["status"], response.text
        assert response.headers["content-type"].startswith("application/"), response.headers
        if response.status_code != 200:
            assert response.json()["code"] == step["problem"]
            return
        answer = self._heard(seat, request, response)
        self.answers[seat] = self.answers.get(seat, 0) + 1
        names.bind("cursor", f"@cursor/{seat}/{self.answers[seat]}", answer["cursor"])
        self.meaning.same_answer(step["answer"], swapped_answer(answer, names.name))
        places = self.places.setdefault(seat, {})
        places |= {
            each["id"]: (each["kind"], each["role"]) for each in step["answer"].get("streams", [])
        }
        self.then.setdefault(seat, []).extend(
            as_told_now(row, *places[row["stream"]]) for row in rows_of(step["answer"])
        )
        if not step["answer"]["more"]:
            await self._end_reading(step, request, answer)

    def _heard(
        self, seat: str, request: dict[str, Any], response: httpx.Response
    ) -> dict[str, Any]:
        answer: dict[str, Any] = response.json()
        client_1.read(answer)
        assert sum(len(each["rows"]) for each in answer.get("changes", [])) <= request.get(
            "limit", 500
        )
        mirror = self.mirrors.setdefault(seat, client_1.Mirror())
        if request.get("cursor") is None:
            mirror.read_anew()
        mirror.take(answer)
        self.now.setdefault(seat, []).extend(rows_of(swapped_answer(answer, self.stage.names.name)))
        return answer

    async def _end_reading(
        self, step: dict[str, Any], request: dict[str, Any], answer: dict[str, Any]
    ) -> None:
        seat, at = step["by"], step["at"]
        while answer["more"]:
            request = {**request, "cursor": answer["cursor"], "mutations": []}
            answer = self._heard(seat, request, await self.stage.post(seat, compact(request), at))
        self.meaning.same_rows(self.then.pop(seat), self.now.pop(seat), self.kinds)


def rows_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "stream": each["stream"]} for each in answer["changes"] for row in each["rows"]]


@pytest.mark.parametrize("path", RECORDINGS)
async def test_what_was_said_then_still_means_the_same(
    path: Path,
    app: Litestar,  # noqa: F811
    clock: Clock,  # noqa: F811
) -> None:
    recorded = json.loads(path.read_text())
    stage = await Stage.build(app, clock)
    replay = Replay(stage, known_then(path.parent))
    for number, step in enumerate(recorded["steps"]):
        try:
            if "sits" in step:
                await stage.sit(step["sits"])
            elif "act" in step:
                await stage.act(step["act"], step["at"])
            else:
                await replay.exchange(step)
        except AssertionError as different:
            different.add_note(f"{path.stem}, step {number}: {recorded['scene']}")
            raise
    await stage.close()


def known_then(folder: Path) -> set[str]:
    """Every kind of record that the recordings of a version tell of."""
    answers = [
        step["answer"]
        for path in folder.glob("*.json")
        for step in json.loads(path.read_text())["steps"]
        if "answer" in step
    ]
    return {row["entity"] for answer in answers for row in rows_of(answer)}


def test_every_outcome_and_every_refusal_that_a_client_could_meet_was_recorded() -> None:
    said = [
        result
        for path in (FOLDER / "protocol_1").glob("*.json")
        for step in json.loads(path.read_text())["steps"]
        for result in step.get("answer", {}).get("results", [])
    ]
    assert {each["outcome"] for each in said} == client_1.OUTCOMES - {"gone"}
    assert {each.get("code") for each in said} == {
        None,
        "tidied",
        "malformed",
        "unknown_entity",
        "unknown_group",
        "invalid",
        "too_long",
        "not_yours",
        "wrong_stream",
        "append_only",
        "illegal_move",
        "not_removable",
        "depends_on_refused",
    }
