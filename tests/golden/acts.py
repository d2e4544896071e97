"""What scenes are made of: the phones of Olive, Pat, Fran and Otto, and what is done on them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.golden.record import Recorder

ONE, TWO, PAT, FRAN, OTTO = "olive/1", "olive/2", "pat/1", "fran/1", "otto/1"
MOMENT = {
    "occurred_at": "2026-09-21T08:00:00-05:00",
    "time_zone": "America/Chicago",
    "local_date": "2026-09-21",
}
DAY = {
    "repeat": "weekly",
    "starts_on": "2026-09-28",
    "local_time": "09:30",
    "weekdays": [0, 3],
    "times": 4,
}


async def begin(here: "Recorder", *seats: str) -> None:
    for seat in seats:
        await here.sit(seat)
        await here.client("sync", phone=seat)


async def meet(here: "Recorder", *seats: str) -> None:
    """Everyone syncs, and the first once more for what came after it."""
    for seat in (*seats, seats[0]):
        await here.client("sync", phone=seat)


async def make(here: "Recorder", seat: str, stream: str, entity: str, **groups: Any) -> str:
    record: str = await here.client(
        "create", phone=seat, entity=entity, stream=here.stream(stream), groups=groups
    )
    return record


async def make_one(here: "Recorder", seat: str, entity: str, **groups: Any) -> str:
    """A singleton of the person whose seat it is."""
    person = seat.split("/", maxsplit=1)[0]
    record = here.record(f"{person}/{entity}")
    await here.client(
        "create",
        phone=seat,
        entity=entity,
        stream=here.stream(f"{person}/account"),
        record=record,
        groups=groups,
    )
    return record


async def edit(
    here: "Recorder", seat: str, record: str, names: str = "shown", **groups: Any
) -> None:
    await here.client("edit", phone=seat, record=record, groups=groups, names=names)


def known(number: int) -> str:
    """An id of a record or mutation that a recording needs to name beforehand."""
    return f"01990000-0000-7000-8000-{number:012x}"


def mutation(
    n: int, *, at: int = 0, mark: int = 0, offset: int | None = 0, op: str = "edit", **fields: Any
) -> dict[str, Any]:
    return {
        "id": known(100 + n + mark),
        "n": n,
        "at": 1_790_000_000_000 + at,
        "offset": offset,
        "op": op,
        "schema": 1,
        "base": {},
        "set": {},
        **fields,
    }


async def the_walk(here: "Recorder", seat: str, stream: str) -> str:
    """The assignment's record, as a phone finds it in its stream."""
    answer = await here.by_hand(seat, mutations=[], cursor=None)
    rows = next(each["rows"] for each in answer["changes"] if each["stream"] == here.stream(stream))
    return next(str(row[0]) for row in rows if row[2] == "assignment")
