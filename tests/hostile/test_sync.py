"""Every field of a sync with every hostile value, on both engines (security: B11, B15, B18)."""

import itertools
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import inspect

from domain import cursor as cursors
from domain.cursor import Cursor, FirstRead, StreamOffset
from domain.declare import Role
from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.records import Mutation
from domain.wire import SyncRequest
from notifications.queue.planning import plan_nudges
from notifications.queue.reminders import plan_reminders
from recovery.retention import DAY, apply_retention
from tests.api.conftest import NOW
from tests.hostile.twins import ACTORS, Side, Twins, twins
from tests.hostile.values import HOSTILE, LONG, sample, spelled

WRITERS = {
    Role.SELF: "own",
    Role.PARTICIPANT: "own",
    Role.PEER: "peer",
    Role.CURATOR: "admin",
    Role.SYSTEM: "own",
}
HERE = "00000000-0000-4000-8000-000000000001"
_ids = itertools.count(1)


@pytest.fixture
async def pair(sqlite_url: str, postgresql_url: str, tmp_path: Path) -> AsyncIterator[Twins]:
    async with twins({"sqlite": sqlite_url, "postgresql": postgresql_url}, tmp_path) as made:
        yield made


def uuid() -> str:
    return f"00000000-0000-4000-9000-{next(_ids):012x}"


def mutation(entity: str = "journal_note", **more: Any) -> dict[str, Any]:
    number = next(_ids)
    groups = {"words": {"text": "a note"}}
    return {
        "id": uuid(),
        "n": number,
        "at": NOW,
        "entity": entity,
        "record": uuid(),
        "set": groups,
        "schema": 2,
    } | more


async def test_no_field_of_a_request_is_a_failure(pair: Twins) -> None:
    for name in [*SyncRequest.__struct_fields__, "unknown"]:
        for value in HOSTILE:
            request = {
                "device": pair.sides[0].sessions["own"]["device"]["id"],
                "sent_at": NOW,
                "mutations": [mutation()],
            }
            status, answer = await pair.same(
                "own", "POST", "/api/sync", spelled(request, (name,), value)
            )
            assert status in (200, 400), answer


@pytest.mark.parametrize(("protocol", "status"), [(None, 400), (1, 400), (2, 200)])
async def test_an_unknown_field_is_refused_where_the_protocol_is_ours(
    pair: Twins, protocol: int | None, status: int
) -> None:
    request = {
        "device": pair.sides[0].sessions["own"]["device"]["id"],
        "sent_at": NOW,
        "unknown": 1,
    }
    told = await pair.same(
        "own",
        "POST",
        "/api/sync",
        json.dumps(request | ({} if protocol is None else {"protocol": protocol})),
    )
    assert told[0] == status, told


def of_mutations() -> Iterator[tuple[dict[str, Any], tuple[str | int, ...]]]:
    """A mutation, and a place in it."""
    key = [NOW, 0, 1, 1]
    for name in Mutation.__struct_fields__:
        yield {}, (name,)
    for place in range(4):
        yield {"base": {"words": [[HERE, list(key)]]}}, ("base", "words", 0, 1, place)
        yield {"acknowledged": {"key": list(key), "seal": "x"}}, ("acknowledged", "key", place)
    for op in ("remove", "restore", "dismiss", "erase"):
        yield {"op": op, "base": {"words": [[HERE, list(key)]]}, "set": {}}, ("base", "words", 0, 0)
        yield {"op": op, "base": {"words": [[HERE, list(key)]]}, "set": {}}, ("record",)
    for name in ("key", "rank", "seal", "unknown"):
        yield {"acknowledged": {"key": key, "seal": "x"}}, ("acknowledged", name)
    for name in ("words", "unknown", "words/x", ""):
        yield {"base": {}}, ("base", name)
        yield {}, ("set", name)
    yield {"stream": 1}, ("stream",)
    yield {"unknown": 1}, ("unknown",)


async def test_no_field_of_a_mutation_is_a_failure(pair: Twins) -> None:
    for number, (more, path) in enumerate(of_mutations()):
        await pair.push(
            "own", [spelled(mutation(**more), path, each) for each in HOSTILE[number % 3 :: 3]]
        )
    await agrees(pair)


async def test_no_field_of_an_entity_is_a_failure(pair: Twins) -> None:
    """Nor is what time makes of it afterwards."""
    for number, (spec, path) in enumerate(
        (each, path) for each in SPECS.values() for path in fields_of(each)
    ):
        actor = WRITERS[spec.policy.created_by]
        stream = place(pair.sides[0], actor, spec)
        made = [
            mutation(spec.name, stream=stream, set=groups_of(spec))
            for _ in HOSTILE[number % 6 :: 6]
        ]
        await pair.push(
            actor,
            [
                spelled(each, path, value)
                for each, value in zip(made, HOSTILE[number % 6 :: 6], strict=True)
            ],
        )
    await agrees(pair)
    await time_passes(pair)
    await agrees(pair)


async def test_a_seal_over_what_no_reader_takes_is_no_seal(pair: Twins) -> None:
    stream = place(pair.sides[0], "peer", SPECS["encouragement"])
    told = {"key": [NOW, 0, 1, 1], "seal": "x"}
    for value in ("1e400", "1" + "0" * 400, "18446744073709551616", "[" * 20 + "]" * 20):
        for path in (("set", "words"), ("set", "words", "text"), ("set", "unknown")):
            again = mutation(
                "encouragement", stream=stream, set={"words": {"text": "Hi"}}, acknowledged=told
            )
            [result] = await pair.push("peer", [spelled(again, path, value)])
            assert result["outcome"] == "refused"


async def test_a_record_id_of_any_length_spoils_no_other_mutation(pair: Twins) -> None:
    stream = place(pair.sides[0], "own", SPECS["journal_note"])
    for record in (LONG, LONG[:2_704], LONG * 20, "", "\n"):
        good = json.dumps(mutation(stream=stream))
        results = await pair.push(
            "own", [spelled(mutation(), ("record",), json.dumps(record)), good]
        )
        assert [each["outcome"] for each in results] == ["refused", "applied"]


async def test_a_mutation_of_no_entity_is_refused_and_its_words_are_kept(pair: Twins) -> None:
    [result] = await pair.push("own", [json.dumps(mutation(""))])
    assert (result["outcome"], result["code"]) == ("refused", "malformed")


async def test_a_cursor_of_ones_own_making_is_no_failure(pair: Twins) -> None:
    numbers = [-1, 0, 1, 2**31, 2**32, 2**53 - 1, 2**53, 2**63 - 1, 2**63, 2**64 - 1]
    for number in numbers:
        marks = [
            {1: StreamOffset(1, number)},
            {number: StreamOffset(1, 1)},
            {2: StreamOffset(number, 0)},
            {key: StreamOffset(NOW, number) for key in range(20)},
        ]
        firsts = [
            FirstRead({1: StreamOffset(NOW, number)}, HERE),
            FirstRead({1: StreamOffset(NOW, 5)}, HERE, (number, number, number)),
        ]
        for each in marks:
            await answers_alike(pair, {"marks": each})
        for first in firsts:
            await answers_alike(pair, {"first": first})
    for since in ("", "\0", "a\0b", "x" * 10_000, "é", HERE + "\n"):
        await answers_alike(pair, {"first": FirstRead({1: StreamOffset(NOW, 5)}, since)})


async def answers_alike(pair: Twins, made: dict[str, Any]) -> None:
    told = []
    for side in pair.sides:
        async with side.world.database.reading() as connection:
            epoch = await connection.value("SELECT epoch FROM deployment")
        session = side.sessions["own"]
        cursor = cursors.encode(Cursor(epoch, side.world.own.id, session["device"]["id"], **made))
        answer = await side.sync("own", [], cursor=cursor)
        assert answer.status_code == 200, (side.engine, made, answer.text)
        told.append(
            [
                (each["stream"], [row[:4] for row in each["rows"]])
                for each in answer.json().get("changes", [])
            ]
        )
    assert told[0] == told[1], made


def place(side: Side, actor: str, spec: EntitySpec) -> int | None:
    """A stream where the actor may make such a record; none for the system's."""
    for each in side.sessions[actor]["streams"]:
        if each["kind"] in spec.policy.streams:
            return int(each["id"])
    return None


def groups_of(spec: EntitySpec) -> dict[str, Any]:
    groups = {}
    for group in spec.groups.values():
        if group.writer is spec.policy.created_by:
            groups[group.name] = {} if group.change else sample(inspect.type_info(group.shape))
    return groups


def fields_of(spec: EntitySpec) -> Iterator[tuple[str, ...]]:
    for group in spec.groups.values():
        if group.writer is spec.policy.created_by:
            yield "set", group.name
            yield from (
                ("set", group.name, field)
                for field in (("add", "remove") if group.change else group.fields)
            )


async def agrees(pair: Twins) -> None:
    """Both engines hold the same, and everyone can read it."""
    for actor in ACTORS:
        read = [await side.everything(actor) for side in pair.sides]
        assert read[0] == read[1], actor


async def time_passes(pair: Twins) -> None:
    """Two hundred days, with every job that reads what was written."""
    for side in pair.sides:
        numbers = itertools.count(1)

        def new_id(numbers: Iterator[int] = numbers) -> str:
            return f"00000000-0000-4000-a000-{next(numbers):012x}"

        for days in (0, 100, 200):
            await apply_retention(side.world.database, now=NOW + days * DAY)
            await plan_nudges(side.world.database, now=NOW + days * DAY, new_id=new_id)
            await plan_reminders(side.world.database, now=NOW + days * DAY, new_id=new_id)


async def test_what_waits_for_a_record_that_cannot_be_read_is_refused_with_it(pair: Twins) -> None:
    stream = place(pair.sides[0], "own", SPECS["goal"])
    unreadable, goal = mutation("goal", stream=stream, set=5), uuid()
    step = mutation(
        "goal_step", stream=stream, set={"goal": {"goal": goal}, "words": {"text": "First"}}
    )
    results = await pair.push("own", [json.dumps(unreadable | {"record": goal}), json.dumps(step)])
    assert [each["outcome"] for each in results] == ["refused", "depends_on_refused"]
