"""What a device counted.

A count that is known under another mutation is a fork, and nothing else is.
"""

from database.database import Connection, Database
from records.receipts import new_counts, note_push
from tests.fixtures.cast import NOW, a_device, a_person, a_program

ONE, OTHER = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"


async def two_phones(connection: Connection) -> tuple[int, int]:
    person = await a_person(connection, await a_program(connection))
    return (await a_device(connection, person)).id, (await a_device(connection, person)).id


async def pushed(
    connection: Connection, device: int, counts: dict[int, str], waiting: int = 0, now: int = NOW
) -> bool:
    """As a push does it. False where the device is forked."""
    new = await new_counts(connection, device, counts)
    if new is not None:
        await note_push(connection, device, new, waiting=waiting, now=now)
    return new is not None


async def marks(connection: Connection) -> list[tuple[int, int, int]]:
    rows = await connection.rows("SELECT n_mark, waiting, last_seen_at FROM device ORDER BY id")
    return [(mark, waiting, seen) for mark, waiting, seen in rows]


async def test_the_same_count_under_another_mutation_is_a_fork(database: Database) -> None:
    async with database.transaction() as connection:
        phone, _ = await two_phones(connection)
        assert await pushed(connection, phone, {1: ONE})
        assert not await pushed(connection, phone, {1: OTHER})
        assert not await pushed(connection, phone, {1: OTHER, 2: ONE})
        assert not await pushed(connection, phone, {2: ONE, 1: OTHER})


async def test_what_comes_again_late_or_on_another_phone_is_none(database: Database) -> None:
    async with database.transaction() as connection:
        phone, other = await two_phones(connection)
        assert await pushed(connection, phone, {3: ONE})
        assert await pushed(connection, phone, {3: ONE})
        assert await pushed(connection, phone, {1: OTHER, 3: ONE})
        assert await pushed(connection, other, {3: OTHER})
        assert await new_counts(connection, phone, {1: OTHER, 2: ONE, 3: ONE}) == {2: ONE[-8:]}
        assert await new_counts(connection, phone, {}) == {}


async def test_an_old_count_is_found_under_whichever_push_it_came_with(database: Database) -> None:
    async with database.transaction() as connection:
        phone, _ = await two_phones(connection)
        for n in range(1, 9):
            assert await pushed(connection, phone, {n: ONE})
        for n in range(1, 9):
            assert not await pushed(connection, phone, {n: OTHER})
            assert await pushed(connection, phone, {n: ONE})


async def test_the_mark_never_goes_back_and_what_waits_is_what_was_said_last(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        phone, _ = await two_phones(connection)
        await pushed(connection, phone, {5: ONE}, waiting=3, now=NOW + 1)
        await pushed(connection, phone, {2: OTHER}, waiting=0, now=NOW + 2)
        assert await marks(connection) == [(5, 0, NOW + 2), (0, 0, NOW)]
        await pushed(connection, phone, {}, waiting=7, now=NOW + 3)
        assert await marks(connection) == [(5, 7, NOW + 3), (0, 0, NOW)]
