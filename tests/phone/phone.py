"""A phone without a screen: what waits to be sent, and what the server told it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from domain.records import LIFE
from tests.phone.wire import Mutation, Place, Row, sync_request

R = TypeVar("R")


class HeadlessPhone(Generic[R]):
    """Outbox, cursor, rows and streams of one device.

    `keep` says in which form a row is remembered. `n` is the count of the last mutation.
    """

    def __init__(self, device: int, keep: Callable[[Row], R]) -> None:
        self.device = device
        self.n = 0
        self.cursor: str | None = None
        self.outbox: list[Mutation] = []
        self.rows: dict[Place, R] = {}
        self.listed: dict[int, dict[str, Any]] = {}
        self._keep = keep

    def freeze(self, mutation: Mutation) -> Mutation:
        """Put it into the outbox, under the next count unless it has its own."""
        self.n += 1
        self.outbox.append({"n": self.n} | mutation)
        return self.outbox[-1]

    def request(self, mutations: Sequence[Any], *, sent_at: int, **more: Any) -> dict[str, Any]:
        """Return a push of these and a pull from this phone's cursor, unless `more` has another."""
        return sync_request(
            self.device, mutations, **{"sent_at": sent_at, "cursor": self.cursor} | more
        )

    def settle(self, outcomes: Mapping[str, str]) -> None:
        """Let go of what was answered for good; `outcomes` by mutation id."""
        self.outbox = unsettled(self.outbox, outcomes)

    def read(
        self, cursor: str, rows: Iterable[Row], streams: Iterable[dict[str, Any]] | None
    ) -> None:
        """Take rows, streams and cursor together, as a phone does in one transaction."""
        self.cursor = cursor
        for row in rows:
            self.rows[row.stream, row.record] = self._keep(row)
        if streams is not None:
            self.listed = {each["id"]: each for each in streams}
            self.rows = {place: row for place, row in self.rows.items() if place[0] in self.listed}


def unsettled(outbox: Iterable[Mutation], outcomes: Mapping[str, str]) -> list[Mutation]:
    """Return what waits on: without an answer, or put off."""
    return [each for each in outbox if outcomes.get(each["id"], "deferred") == "deferred"]


def heads_on_screen(
    told: Sequence[Any], outbox: Iterable[Mutation], record: str, register: str
) -> list[Any]:
    """Return the heads as a mutation names them: the own last one on top of those `told`."""
    heads = list(told)
    for mutation in outbox:
        if mutation["record"] == record and register in registers_written(mutation):
            named = {base[0] for base in mutation["base"].get(register, [])}
            heads = [[mutation["id"]], *(head for head in heads if head[0] not in named)]
    return heads


def registers_written(mutation: Mutation) -> set[str]:
    """Return the registers of a mutation; each element of a set is one of its own."""
    if mutation.get("op") == "restore":
        return {LIFE}
    written = set()
    for group, value in mutation["set"].items():
        is_set = isinstance(value, dict) and ("add" in value or "remove" in value)
        written |= (
            {f"{group}/{each}" for each in [*value.get("add", []), *value.get("remove", [])]}
            if is_set
            else {group}
        )
    return written
