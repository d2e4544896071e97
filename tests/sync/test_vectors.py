"""`openapi/vectors/resolve/`: every case, and every admissible order where the case demands it."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from domain.declare import Rule
from domain.entities import SPECS
from domain.keys import Key
from domain.receipts import Receipt, Result
from domain.records import SCHEMA, Acknowledged, Base, Mutation, Op, Record, State, singleton_id
from sync.decide.clock import Arrival
from sync.decide.push_state import Actor, PushState
from sync.decide.resolve import resolve
from tests.sync.histories import ACCOUNT, OWN, OWNER, SHARED, STREAMS, mutation_id

FOLDER = Path(__file__).parents[2] / "openapi" / "vectors" / "resolve"
FILES = {path.stem: json.loads(path.read_text())["cases"] for path in sorted(FOLDER.glob("*.json"))}
CASES = [
    pytest.param(case, id=f"{name}: {case['name']}")
    for name, cases in FILES.items()
    for case in cases
]


@pytest.mark.parametrize("case", CASES)
def test_a_history_ends_as_its_vector_says(case: dict[str, Any]) -> None:
    for order in _orders(case):
        results, record = _play(case, order)
        expect = case["expect"]
        for result, expected in zip(results, expect.get("results", []), strict=False):
            told = msgspec.to_builtins(result)
            assert {name: told.get(name) for name in expected} == expected
        assert len(expect.get("results", results)) == len(results)
        assert _told(case, record, order) == {
            name: value for name, value in expect.items() if name != "results"
        }


def test_there_are_vectors_for_every_merge_rule() -> None:
    written = [
        (case["entity"], group)
        for cases in FILES.values()
        for case in cases
        for each in case["history"]
        for group in each.get("set", {})
    ]
    assert {SPECS[entity].groups[group].rule for entity, group in written} == set(Rule)


def _orders(case: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    history = case["history"]
    if not case.get("any_order"):
        yield history
        return
    for order in itertools.permutations(history):
        places = {each["id"]: place for place, each in enumerate(order)}
        own_order = all(
            a["device"] != b["device"] or a["n"] < b["n"]
            for a, b in itertools.combinations(order, 2)
        )
        before = {
            each["id"]: [*each.get("after", []), *itertools.chain(*each.get("base", {}).values())]
            for each in order
        }
        after_bases = all(
            places[base] < places[id_] for id_, bases in before.items() for base in bases
        )
        if own_order and after_bases:
            yield list(order)


def _play(case: dict[str, Any], order: list[dict[str, Any]]) -> tuple[list[Result], Record | None]:
    stream = ACCOUNT if case.get("stream") == "account" else OWN
    record = singleton_id(OWNER, case["entity"])
    records: dict[tuple[int, str], Record] = {}
    receipts: dict[str, Receipt] = {}
    results = []
    for each in order:
        received = each.get("received", 1_000_000)
        push = PushState(
            actor=Actor(OWNER, each["device"], ACCOUNT, STREAMS),
            arrival=Arrival(received, each.get("sent", received)),
            records=records,
            receipts=receipts,
            seal=lambda *_: "",
            number=lambda changed: setattr(changed, "seq", changed.seq + 1),
        )
        results += resolve([_mutation(each, case["entity"], record, stream)], push)
    return results, next(
        (
            each
            for each in records.values()
            if each.record == record and each.state is not State.HIDDEN
        ),
        None,
    )


def _mutation(each: dict[str, Any], entity: str, record: str, stream: int) -> Mutation:
    return Mutation(
        id=mutation_id(each["id"]),
        n=each["n"],
        at=each["at"],
        offset=each.get("offset", 0),
        op=Op(each.get("op", "edit")),
        entity=entity,
        record=record,
        stream=stream,
        base={
            group: [_base(base) for base in bases] for group, bases in each.get("base", {}).items()
        },
        set={
            group: Raw(msgspec.json.encode(value)) for group, value in each.get("set", {}).items()
        },
        schema=each.get("schema", SCHEMA),
        acknowledged=msgspec.convert(each["acknowledged"], Acknowledged)
        if "acknowledged" in each
        else None,
    )


def _base(base: Any) -> Base:
    return (
        Base(mutation_id(base))
        if isinstance(base, str)
        else Base(mutation_id(base[0]), Key(*base[1]))
    )


def _told(
    case: dict[str, Any], record: Record | None, order: list[dict[str, Any]]
) -> dict[str, Any]:
    if record is None:
        return {"state": "absent"}
    names = {mutation_id(each["id"]): each["id"] for each in order}
    told: dict[str, Any] = {
        "body": {group: json.loads(bytes(value)) for group, value in record.body.items()},
        "heads": {
            group: [names[head.id] for head in heads] for group, heads in record.heads.items()
        },
        "state": record.state.value,
    }
    if "kept" in case["expect"]:
        told["kept"] = {}
        for group, values in record.kept.items():
            visible = {
                names[i]: json.loads(bytes(v))
                for i, v in values.items()
                if i not in record.covered.get(group, ())
            }
            if visible:
                told["kept"][group] = visible
    if "dismissed" in case["expect"]:
        told["dismissed"] = {
            group: {names[i]: json.loads(bytes(v)) for i, v in values.items()}
            for group, values in record.dismissed.items()
        }
    if "stream" in case["expect"]:
        told["stream"] = {OWN: "own", SHARED: "shared", ACCOUNT: "account"}[record.stream]
    return told
