"""Mutations of one phone and what `resolve` makes of them, without a database."""

from typing import Any

import msgspec
from msgspec import Raw

from domain.receipts import Result
from domain.records import SCHEMA, Base, Mutation, Op, Record
from sync.decide.clock import Arrival
from sync.decide.push_state import Actor, PushState
from sync.decide.resolve import resolve
from tests.sync.histories import ACCOUNT, OWN, OWNER, STREAMS, mutation_id

CAME = 1_000_000
PHONE = 5
GOAL = mutation_id("goal")


def push_of(phone: int = PHONE, records: dict[tuple[int, str], Record] | None = None) -> PushState:
    return PushState(
        actor=Actor(OWNER, phone, ACCOUNT, STREAMS),
        arrival=Arrival(CAME, CAME),
        records={} if records is None else records,
        receipts={},
        seal=lambda *_: "",
        number=lambda changed: setattr(changed, "seq", changed.seq + 1),
    )


def a_mutation(
    name: str,
    groups: dict[str, Any] | None = None,
    *,
    at: int = 1_000,
    bases: dict[str, list[Base]] | None = None,
    **fields: Any,
) -> Mutation:
    """An edit of a goal where nothing else is said."""
    told: dict[str, Any] = {"entity": "goal", "record": GOAL, "stream": OWN, "op": Op.EDIT}
    return Mutation(
        id=mutation_id(name),
        n=at,
        at=at,
        offset=0,
        schema=SCHEMA,
        base=bases or {},
        set={group: Raw(msgspec.json.encode(value)) for group, value in (groups or {}).items()},
        **told | fields,
    )


def based_on(*names: str) -> list[Base]:
    return [Base(mutation_id(name)) for name in names]


def decided(push: PushState, *mutations: Mutation) -> list[Result]:
    return resolve(mutations, push)


def told(results: list[Result]) -> list[tuple[str, str | None]]:
    return [(each.outcome, each.code) for each in results]
