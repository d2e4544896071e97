"""Lending a few things to many, in order, cancelled or not."""

import asyncio

import pytest

from database.engines.connection_pool import Lending


async def test_those_who_wait_are_served_in_order() -> None:
    lending = Lending(["only"])
    served: list[int] = []

    async def borrow(number: int) -> None:
        thing = await lending.take()
        served.append(number)
        await asyncio.sleep(0)
        lending.give(thing)

    await asyncio.gather(*(borrow(number) for number in range(10)))
    assert served == list(range(10))


async def test_what_was_given_to_one_who_is_cancelled_goes_to_the_next() -> None:
    lending = Lending(["only"])
    held = await lending.take()
    first, second = asyncio.create_task(lending.take()), asyncio.create_task(lending.take())
    await asyncio.sleep(0)
    lending.give(held)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await asyncio.wait_for(second, 1) == "only"


async def test_one_who_is_cancelled_while_waiting_is_passed_over() -> None:
    lending = Lending(["only"])
    held = await lending.take()
    first, second = asyncio.create_task(lending.take()), asyncio.create_task(lending.take())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    lending.give(held)
    assert await asyncio.wait_for(second, 1) == "only"
    lending.give("only")
    assert lending.take_idle() == "only"
    assert lending.take_idle() is None
