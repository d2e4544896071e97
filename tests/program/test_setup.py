"""A program begins whole: library, crisis lines, first admin; then its staff."""

import random
from collections.abc import Callable

import pyotp
import pytest
from argon2 import PasswordHasher

import accounts
from accounts.sharing import set_sharing_stopped
from database.database import Database
from domain.errors import BadInput, Conflict, NotAllowed, NotFound, NotReady
from library.crisis_card import crisis_card
from library.crisis_lines import NATIONAL_LINES
from program.caseload import caseload, everyone
from program.staff import NewStaff, StaffRole, add_staff
from tests.fixtures.house import NOW, House, found
from tests.fixtures.tables import everything_in
from tests.program.assigning import admin_of, give


async def test_a_new_program_has_an_admin_who_can_sign_in_and_edit_the_library(
    database: Database, new_id: Callable[[], str]
) -> None:
    founded = await found(database, "harbour", new_id)
    async with database.reading() as connection:
        credential = await accounts.credential_of_login(connection, "imani.harbour")
        streams = await accounts.streams_readable_by(connection, founded.admin.person)
    assert {each.kind: each.role for each in streams} == {"library": "curator", "account": "self"}
    assert credential
    assert PasswordHasher().verify(credential.password_hash, founded.admin.password)
    assert pyotp.parse_uri(founded.admin.authenticator_uri).secret == credential.totp_secret


async def test_a_program_is_founded_whole_or_not_at_all(
    database: Database, new_id: Callable[[], str]
) -> None:
    await found(database, "harbour", new_id)
    async with database.reading() as connection:
        before = await connection.rows("SELECT id, head FROM stream")
    with pytest.raises(Conflict):
        await found(database, "harbour", new_id)
    async with database.reading() as connection:
        assert await connection.rows("SELECT id, head FROM stream") == before


async def test_the_crisis_card_is_there_from_the_first_minute_in_its_order(
    database: Database, new_id: Callable[[], str]
) -> None:
    await found(database, "lantern", new_id)
    card = await crisis_card(database, None)
    assert (card.program.slug, card.not_watched) == ("lantern", True)
    assert [line.value for line in card.lines] == [
        "988",
        "988",
        "https://988lifeline.org/chat/",
        "911",
        "741741",
        "1-800-662-4357",
    ]
    assert card == await crisis_card(database, "lantern")
    with pytest.raises(NotFound):
        await crisis_card(database, "elsewhere")


def test_each_national_line_is_dated_and_has_a_sentence_in_both_languages() -> None:
    for line in NATIONAL_LINES.values():
        assert line.checked_on
        assert line.sentence
        assert line.sentence_es
        assert line.hours


async def test_before_any_program_there_is_no_card(database: Database) -> None:
    with pytest.raises(NotReady):
        await crisis_card(database, None)


async def test_an_admin_adds_staff_whose_password_is_kept_only_as_a_hash(house: House) -> None:
    new = await add(house, "admin", "Dee Whitfield", "peer", " Dee@Example ")
    assert new.login == "dee@example"
    assert len(new.password) == 23
    assert new.qr_svg.startswith("<svg")
    assert new.password not in await everything_in(house.database)


async def test_a_login_is_taken_once_whatever_its_capitals(house: House) -> None:
    await add(house, "admin", "Dee", "peer", "dee")
    with pytest.raises(Conflict):
        await add(house, "admin", "Dee", "peer", "DEE")


@pytest.mark.parametrize("actor", ["ruth", "marcus", "jo"])
async def test_only_an_admin_adds_staff(house: House, actor: str) -> None:
    with pytest.raises(NotAllowed):
        await add(house, actor, "Dee", "admin", "dee")


@pytest.mark.parametrize(
    ("role", "login"),
    [("participant", "dee"), ("owner", "dee"), ("peer", ""), ("peer", "a b"), ("peer", "x" * 101)],
)
async def test_staff_have_a_role_of_staff_and_a_login_that_can_be_typed(
    house: House, role: str, login: str
) -> None:
    with pytest.raises(BadInput):
        await add(house, "admin", "Dee", role, login)


async def test_a_peer_lists_their_own_people_and_sees_when_they_were_here_only_where_they_share(
    house: House,
) -> None:
    await house.participant("tasha")
    await house.participant("coop")
    shared, _ = await give(house, "tasha", "marcus"), await give(house, "coop", "marcus")
    await house.says_yes(shared)
    async with house.database.transaction() as connection:
        await accounts.touch_person(connection, house["tasha"], NOW)
        await accounts.touch_person(connection, house["coop"], NOW)
    cases = {
        case.display_name: case for case in await caseload(house.database, house.actor("marcus"))
    }
    assert (cases["Tasha"].last_seen_at, cases["Coop"].last_seen_at) == (NOW, None)
    assert cases["Tasha"].shared_stream is not None
    assert cases["Coop"].shared_stream is None
    assert await caseload(house.database, house.actor("elena")) == []


@pytest.mark.parametrize("viewer", ["marcus", "ruth", "admin"])
async def test_after_a_stop_of_all_sharing_nobody_is_told_when_someone_was_here(
    house: House, viewer: str
) -> None:
    """The yes to the peer stands; it is the switch that closes the door."""
    await house.participant("tasha")
    await house.says_yes(await give(house, "tasha", "marcus"))
    async with house.database.transaction() as connection:
        await accounts.touch_person(connection, house["tasha"], NOW)
    [case] = await caseload(house.database, house.actor("marcus"))
    assert case.last_seen_at == NOW
    for stopped, seen in ((True, None), (False, NOW)):
        async with house.database.transaction() as connection:
            await set_sharing_stopped(connection, house["tasha"], stopped=stopped, now=NOW + 1)
        [case] = await caseload(house.database, house.actor(viewer))
        assert case.shares
        assert case.last_seen_at == (seen if viewer == "marcus" else None)
        assert (case.shared_stream is None) is (stopped or viewer != "marcus")
    assert [
        each.last_seen_at
        for each in (await everyone(house.database, house.actor("ruth"))).participants
    ] == [None]


async def test_a_supervisor_lists_everyone_but_reads_no_ones_streams(house: House) -> None:
    await house.participant("tasha")
    await house.participant("coop")
    await give(house, "tasha", "marcus")
    listed = await everyone(house.database, house.actor("ruth"))
    assert [(each.display_name, each.state) for each in listed.participants] == [
        ("Coop", "needs_assignment"),
        ("Tasha", "assigned"),
    ]
    assert {each.display_name for each in listed.staff} == {
        "Admin",
        "Marcus",
        "Elena",
        "Ruth",
        "Jo",
    }
    assert [case.shared_stream for case in await caseload(house.database, house.actor("ruth"))] == [
        None
    ]
    with pytest.raises(NotAllowed):
        await everyone(house.database, house.actor("marcus"))


async def test_another_programs_admin_lists_no_one_of_ours(house: House) -> None:
    await house.participant("tasha")
    await give(house, "tasha", "marcus")
    stranger = await admin_of(house, "harbour")
    assert await caseload(house.database, stranger) == []
    assert (await everyone(house.database, stranger)).participants == []


async def add(house: House, actor: str, name: str, role: str, login: str) -> NewStaff:
    as_role: StaffRole = role  # type: ignore[assignment]
    return await add_staff(
        house.database,
        house.actor(actor),
        display_name=name,
        role=as_role,
        login=login,
        now=NOW,
        token_bytes=random.Random(login).randbytes,
        new_id=house.new_id,
    )
