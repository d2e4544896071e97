"""A one-time code lets one person in once, as what its row says, and cannot be read afterwards.

Security: A2, A3, A5, A6, C9.
"""

import asyncio

import msgspec
import pytest

import accounts
from accounts import Person
from database.database import Database
from domain.errors import BadInput, CodeRefused, Conflict, NotAllowed, NotFound
from program import invitations
from program.invitations import INVITATION_MS, PHONE_MS, RedeemedCode
from program.newcomers import chosen_name
from tests.fixtures.edge import in_transaction
from tests.fixtures.house import NOW, ORIGIN, House, found, session_of
from tests.fixtures.tables import everything_in


async def test_of_fifty_redemptions_at_once_exactly_one_wins(house: House) -> None:
    hashed = await invitations.hash_of((await house.invite()).code)
    tries = (
        in_transaction(house.database, invitations.redeem, hashed, now=NOW, new_id=house.new_id)
        for _ in range(50)
    )
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert len([answer for answer in answers if isinstance(answer, RedeemedCode)]) == 1
    assert {str(answer) for answer in answers if isinstance(answer, CodeRefused)} == {
        str(CodeRefused(invitations.code_refused().detail))
    }
    async with house.database.reading() as connection:
        assert len(await accounts.people_of(connection, house.program.id, kind="participant")) == 1


async def test_a_newcomer_gets_their_streams_and_finds_their_profile(house: House) -> None:
    person = await house.redeem((await house.invite()).code)
    house.people["tasha"] = person
    assert (person.role, person.kind, person.display_name, person.time_zone) == (
        "participant",
        "participant",
        "Tasha",
        "America/Chicago",
    )
    own = dict.fromkeys(("own", "shared", "flags"), "participant")
    assert await house.streams("tasha") == {"library": "reader", "account": "self"} | own


async def test_a_code_may_name_the_peer_who_is_then_assigned(house: House) -> None:
    house.people["tasha"] = await house.redeem((await house.invite(peer="marcus")).code)
    async with house.database.reading() as connection:
        assignment = await accounts.active_assignment(connection, house["tasha"])
    assert assignment
    assert (assignment.peer, assignment.shares) == (house["marcus"], False)
    assert f"assignment {assignment.id}" in await house.streams("marcus")


async def test_a_code_works_until_its_last_millisecond_and_no_longer(house: House) -> None:
    in_time, late = await house.invite(), await house.invite()
    assert in_time.expires_at == NOW + INVITATION_MS
    await house.redeem(in_time.code, now=NOW + INVITATION_MS - 1)
    with pytest.raises(CodeRefused):
        await house.redeem(late.code, now=NOW + INVITATION_MS)


async def test_a_code_for_another_phone_lasts_a_quarter_of_an_hour(house: House) -> None:
    tasha = await house.participant("tasha")
    code = await _on_a_phone(house, tasha)
    assert code.expires_at == NOW + PHONE_MS == NOW + 15 * 60 * 1000
    assert await house.redeem(code.code) == tasha


async def test_a_code_that_staff_took_back_does_not_work(house: House) -> None:
    code = await house.invite("marcus")
    await invitations.void_invitation(house.database, house.actor("marcus"), code.id, now=NOW)
    with pytest.raises(CodeRefused):
        await house.redeem(code.code)
    with pytest.raises(Conflict):
        await invitations.void_invitation(house.database, house.actor("marcus"), code.id, now=NOW)


async def test_an_unknown_a_used_and_an_expired_code_get_the_same_answer(house: House) -> None:
    used, old = await house.invite(), await house.invite()
    await house.redeem(used.code)
    answers = []
    for code, now in (
        (used.code, NOW),
        (old.code, NOW + INVITATION_MS),
        ("0000-0000-0000", NOW),
        ("no code at all", NOW),
    ):
        with pytest.raises(CodeRefused) as refused:
            await house.redeem(code, now=now)
        answers.append((refused.value.detail, refused.value.where))
    assert len(set(answers)) == 1


async def test_a_code_is_understood_as_people_type_it(house: House) -> None:
    code = await house.invite()
    typed = f"  {code.code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'i')} "
    assert (await house.redeem(typed)).display_name == "Tasha"


async def test_a_redemption_that_is_rolled_back_leaves_the_code_unused(house: House) -> None:
    code = await house.invite()
    hashed = await invitations.hash_of(code.code)
    with pytest.raises(RuntimeError):
        async with house.database.transaction() as connection:
            await invitations.redeem(connection, hashed, now=NOW, new_id=house.new_id)
            raise RuntimeError("no room for another device")
    await house.redeem(code.code)


async def test_the_text_of_a_code_is_nowhere_in_the_database(house: House) -> None:
    codes = [await house.invite() for _ in range(3)]
    await house.redeem(codes[0].code)
    dump = (await everything_in(house.database)).upper()
    assert "TASHA" in dump
    for code in codes:
        assert code.code not in dump
        assert code.code.replace("-", "") not in dump


async def test_the_code_stands_in_the_fragment_of_its_address_and_in_a_picture(
    house: House,
) -> None:
    code = await house.invite()
    assert code.url == f"{ORIGIN}/enrol#code={code.code}"
    assert code.qr_svg.startswith("<svg")


async def test_a_code_never_opens_an_account_of_staff(house: House) -> None:
    with pytest.raises(NotFound):
        await invitations.invite_again(
            house.database,
            house.actor("admin"),
            participant=house["marcus"],
            origin=ORIGIN,
            now=NOW,
            token_bytes=house.token_bytes,
        )
    smuggled = await invitations.issue_code(
        house.database,
        program=house.program.id,
        made_by=house["admin"],
        display_name="x",
        person=house["marcus"],
        origin=ORIGIN,
        now=NOW,
        life_ms=INVITATION_MS,
        token_bytes=house.token_bytes,
    )
    with pytest.raises(CodeRefused):
        await house.redeem(smuggled.code)


async def test_an_account_that_was_closed_is_not_opened_again(house: House) -> None:
    tasha = await house.participant("tasha")
    code = await _on_a_phone(house, tasha)
    async with house.database.transaction() as connection:
        await accounts.set_status(connection, tasha.id, "discharged")
    with pytest.raises(CodeRefused):
        await house.redeem(code.code)


@pytest.mark.parametrize("actor", ["jo", "tasha"])
async def test_curators_and_participants_invite_no_one(house: House, actor: str) -> None:
    await house.participant("tasha")
    with pytest.raises(NotAllowed):
        await house.invite(actor)


async def test_only_who_assigns_may_name_a_peer(house: House) -> None:
    with pytest.raises(NotAllowed):
        await house.invite("marcus", peer="marcus")
    with pytest.raises(NotFound):
        await house.invite("ruth", peer="jo")


async def test_a_peer_makes_a_code_only_for_someone_they_walk_alongside(house: House) -> None:
    await house.participant("tasha")
    with pytest.raises(NotFound):
        await invitations.invite_again(
            house.database,
            house.actor("marcus"),
            participant=house["tasha"],
            origin=ORIGIN,
            now=NOW,
            token_bytes=house.token_bytes,
        )


async def test_codes_are_listed_without_their_words_and_a_peer_sees_their_own(house: House) -> None:
    mine, other = await house.invite("marcus"), await house.invite("elena")
    assert [
        code.id for code in await invitations.list_codes(house.database, house.actor("marcus"))
    ] == [mine.id]
    assert [
        code.id for code in await invitations.list_codes(house.database, house.actor("ruth"))
    ] == [other.id, mine.id]
    with pytest.raises(NotFound):
        await invitations.void_invitation(house.database, house.actor("marcus"), other.id, now=NOW)


async def test_codes_and_people_of_another_program_are_not_found(house: House) -> None:
    other = await found(house.database, "harbour", house.new_id)
    async with house.database.reading() as connection:
        stranger = await accounts.person(connection, other.admin.person)
    assert stranger
    code = await house.invite()
    tasha = await house.redeem((await house.invite()).code)
    assert await invitations.list_codes(house.database, session_of(stranger)) == []
    with pytest.raises(NotFound):
        await invitations.void_invitation(house.database, session_of(stranger), code.id, now=NOW)
    with pytest.raises(NotFound):
        await invitations.invite_again(
            house.database,
            session_of(stranger),
            participant=tasha.id,
            origin=ORIGIN,
            now=NOW,
            token_bytes=house.token_bytes,
        )
    with pytest.raises(NotFound):
        await invitations.invite(
            house.database,
            session_of(stranger),
            display_name="A",
            peer=house["marcus"],
            origin=ORIGIN,
            now=NOW,
            token_bytes=house.token_bytes,
        )


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\x00b", "a\u202eb"])
async def test_a_name_is_one_that_can_be_shown(database: Database, house: House, name: str) -> None:
    with pytest.raises(BadInput):
        await invitations.invite(
            database,
            house.actor("ruth"),
            display_name=name,
            origin=ORIGIN,
            now=NOW,
            token_bytes=house.token_bytes,
        )


@pytest.mark.parametrize(
    "name", ["Tasha", "  J. R. ", "نسرین\u200cجان", "👩\u200d👧", "Zoë", "x" * 40]
)
def test_people_choose_their_names_in_their_own_script(name: str) -> None:
    assert chosen_name(name) == name.strip()


async def _on_a_phone(house: House, person: Person) -> invitations.IssuedCode:
    """Return the code that a phone of theirs made."""
    async with house.database.transaction() as connection:
        phone = await accounts.add_device(
            connection,
            program=person.program,
            person=person.id,
            label="Phone",
            platform="android",
            now=NOW,
        )
    session = msgspec.structs.replace(session_of(person), device=phone.id)
    return await invitations.add_phone(
        house.database, session, origin=ORIGIN, now=NOW, token_bytes=house.token_bytes
    )
