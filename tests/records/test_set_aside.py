"""A row that cannot be read is set aside and stops nothing else.

No push, no pull, no housekeeping, no restore, no re-assignment.
"""

from datetime import date
from typing import Any

import accounts
from database.database import Database
from domain.keys import EARLIEST
from domain.records import State
from program.assignment_end import end_assignment
from records.record_rows import READ_COLUMNS, parse_row
from records.streams import stream_transaction
from recovery.retention import BIN, apply_retention
from tests.fixtures.life import LATER, Life, check_digests, states
from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes

TOO_EARLY = 2 * EARLIEST
SPOILED = '{"words":[["x",7]]}'


async def spoil(database: Database, record: str, heads: str = SPOILED) -> None:
    async with database.transaction() as connection:
        await connection.run(
            "UPDATE record SET heads = $2, history = $3 WHERE record = $1", record, heads, '{"a":7}'
        )


async def every_row_reads(database: Database) -> None:
    async with database.reading() as connection:
        for row in await connection.rows(f"SELECT {READ_COLUMNS} FROM record"):
            record = parse_row(row)
            assert all(
                key >= EARLIEST
                for heads in record.heads.values()
                for _, (key, *_) in map(_pair, heads)
            )


def _pair(head: Any) -> tuple[str, tuple[int, ...]]:
    return head.id, (head.key.ms, head.key.counter, head.key.device, head.key.n)


async def test_no_clock_makes_a_key_that_cannot_be_read(life: Life) -> None:
    for at, offset, sent_at in (
        (EARLIEST, EARLIEST, LATER),
        (0, EARLIEST - 1, LATER),
        (EARLIEST, None, LATER),
        (0, None, 253_402_300_799_999),
        (EARLIEST, None, EARLIEST),
        (253_402_300_799_999, 253_402_300_799_999, LATER),
    ):
        for who, entity, groups, stream in (
            (life.desk, "encouragement", {"words": {"text": "x"}}, life.stream),
            (life.phone, "goal", {"words": {"title": "x"}}, life.tasha["own"]),
        ):
            made = who.write(entity, groups, stream=stream)
            made |= {"at": at, "offset": offset}
            request = await who.sync(now=LATER, sent_at=sent_at)
            assert request.results[-1].outcome in ("applied", "refused"), (at, offset, sent_at)
    await every_row_reads(life.database)


async def test_a_phone_that_holds_a_key_out_of_bounds_goes_on(life: Life) -> None:
    head = f'{{"words":[["{new_id()}",[{TOO_EARLY},0,1,1]]]}}'
    async with life.database.transaction() as connection:
        await connection.run("UPDATE record SET heads = $2 WHERE record = $1", life.shared, head)
    other = Device(life.database, life.phone.caller, life.tasha)
    other.n = 1000
    await other.sync_all(now=LATER)
    assert other.shown(life.shared)["heads"]["words"][0][1][0] == TOO_EARLY
    other.write(
        "goal", {"words": {"title": "Further"}}, record=life.shared, stream=life.tasha["shared"]
    )
    assert outcomes(await other.sync(now=LATER)) == ["applied"]
    await every_row_reads(life.database)


async def test_everything_else_in_the_push_and_the_pull_gets_through(life: Life) -> None:
    await spoil(life.database, life.shared)
    life.phone.write(
        "goal", {"words": {"title": "Further"}}, record=life.shared, stream=life.tasha["shared"]
    )
    life.phone.mutate(
        entity="goal",
        record=life.shared,
        stream=life.tasha["shared"],
        op="remove",
        base={"words": []},
    )
    life.phone.write("goal", {"words": {"title": "Another"}})
    answer = await life.phone.sync(now=LATER)
    assert [(each.outcome, each.code) for each in answer.results] == [
        ("refused", "unreadable")
    ] * 2 + [("applied", None)]
    kept = [
        row
        for row in life.phone.rows.values()
        if row["entity"] == "refused_write" and "Further" in str(row["body"])
    ]
    assert len(kept) == 1
    assert outcomes(await life.desk.sync(now=LATER)) == []


async def test_it_can_be_erased(life: Life) -> None:
    await spoil(life.database, life.shared)
    life.phone.mutate(
        entity="goal",
        record=life.shared,
        stream=life.tasha["shared"],
        op="erase",
        base={"words": [[new_id()]]},
    )
    assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]
    assert (await states(life.database, life.shared))[life.tasha["shared"]] is State.ERASED
    await check_digests(life.database)


async def test_housekeeping_empties_the_others(life: Life) -> None:
    removed = [
        life.phone.write("goal", {"words": {"title": title}})["record"] for title in ("One", "Two")
    ]
    await life.phone.sync(now=LATER)
    for record in removed:
        life.phone.remove("goal", record)
    await life.phone.sync(now=LATER)
    await apply_retention(life.database, now=LATER)
    async with life.database.transaction() as connection:
        await connection.run(
            "UPDATE record SET history = $2, kept = $3 WHERE record = $1", removed[0], "{}", "7"
        )
    await apply_retention(life.database, now=LATER + BIN + 1)
    assert list((await states(life.database, removed[1])).values()) == [State.EMPTIED]


async def test_the_assignment_can_end(life: Life) -> None:
    async with life.database.reading() as connection:
        record = await connection.value(
            "SELECT record FROM record WHERE stream = $1 AND entity = 'assignment'", life.stream
        )
        made = await accounts.assignment(connection, life.assignment)
    await spoil(life.database, record)
    assert made is not None
    async with stream_transaction(
        life.database, [life.tasha["shared"], life.stream], now=LATER
    ) as writer:
        await end_assignment(writer, made, date(2026, 9, 30), mutation=new_id())
    async with life.database.reading() as connection:
        assert life.marcus not in [
            reader.person for reader in await accounts.readers_of(connection, life.stream)
        ]


async def test_a_restore_follows_the_ledger_past_it(life: Life, after: Any) -> None:
    """And what was hidden stays hidden, though it cannot be moved any more."""
    for record in (life.secret, life.shared):
        await spoil(life.database, record)

    async def erase_and_hide() -> None:
        async with life.database.transaction() as connection:
            await connection.run(
                "UPDATE record SET heads = '{}', history = '{}' WHERE record = $1", life.shared
            )
        life.erase(life.secret)
        life.phone.write(
            "goal",
            {"visibility": {"shared": False}},
            record=life.shared,
            stream=life.tasha["shared"],
        )
        assert outcomes(await life.phone.sync(now=LATER)) == ["applied", "applied"]

    async with after(erase_and_hide) as database:
        assert (await states(database, life.secret))[life.tasha["own"]] is State.ERASED
        assert (await states(database, life.shared))[life.tasha["shared"]] is State.HIDDEN
