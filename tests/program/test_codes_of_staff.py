"""A code for somebody's account ends with the right of the staff member who made it (A7, C3)."""

import pytest

from accounts import set_status
from domain.errors import CodeRefused
from program import invitations
from tests.fixtures.house import NOW, ORIGIN, House
from tests.program.assigning import give


async def _again(house: House, maker: str) -> str:
    code = await invitations.invite_again(
        house.database,
        house.actor(maker),
        participant=house["tasha"],
        origin=ORIGIN,
        now=NOW,
        token_bytes=house.token_bytes,
    )
    return code.code


async def test_a_code_of_a_former_peer_opens_nothing_any_more(house: House) -> None:
    """It opens the whole account: whoever could make it once would keep what they lost."""
    house.people["tasha"] = await house.redeem((await house.invite(peer="marcus")).code)
    of_peer, of_supervisor = await _again(house, "marcus"), await _again(house, "ruth")
    await give(house, "tasha", "elena")
    with pytest.raises(CodeRefused) as refused:
        await house.redeem(of_peer)
    assert refused.value.detail == invitations.code_refused().detail
    assert await house.redeem(of_supervisor) == house.people["tasha"]
    assert await house.redeem(await _again(house, "elena")) == house.people["tasha"]


async def test_a_code_of_staff_who_left_opens_nobodys_account(house: House) -> None:
    await house.participant("tasha")
    code = await _again(house, "ruth")
    async with house.database.transaction() as connection:
        await set_status(connection, house["ruth"], "discharged")
    with pytest.raises(CodeRefused):
        await house.redeem(code)
