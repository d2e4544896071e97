"""Every screen at phone size: no fault that axe-core finds, and a picture in reports/screens/ to look at."""

from pathlib import Path

import pytest

from tests.e2e.accessibility import faults
from tests.e2e.chromium import Phone
from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.program import Program

PICTURES = Path("reports/screens")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARTICIPANT = ["/", "/plan", "/plan/people", "/goals", "/goals/new", "/inbox", "/library", "/more", "/me/profile", "/me/sharing"]
EVERYONE = ["/me/notices", "/me/phones", "/me/refused", "/me/sign-out"]


async def look(phone: Phone, who: str, name: str) -> list[str]:
    """The faults of what is on the screen, which is also pictured."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    await phone.page.screenshot(path=PICTURES / f"{who}-{name.strip('/').replace('/', '-') or 'first'}.png", full_page=True)
    return [f"{who} {name}: {fault}" for fault in await faults(phone.page)]


async def visit(phone: Phone, who: str, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        await phone.open(path)
        await phone.page.locator("h1, h2").first.wait_for()
        found += await look(phone, who, path)
    return found


@ON_SQLITE
async def test_no_screen_of_a_participant_has_a_fault(program: Program, take_phone: TakePhone) -> None:
    await program.hire("Marcus Bell", "peer", "marcus")
    phone = await take_phone("one")
    await phone.open()
    found = await look(phone, "nobody", "enrol")
    await phone.button("Help now").click()
    found += await look(phone, "nobody", "help")
    found += await visit(phone, "nobody", ["/sign-in"])
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await phone.check_in("Good")
    found += await look(phone, "participant", "checked-in")
    await phone.add_line("What I am doing this for", "my daughter’s Saturdays")
    found += await look(phone, "participant", "plan-open")
    await phone.add_goal("A room of my own")
    await phone.open_goal("A room of my own")
    found += await look(phone, "participant", "goal")
    found += await visit(phone, "participant", PARTICIPANT + EVERYONE)
    await phone.button("Help now").click()
    found += await look(phone, "participant", "help")
    assert not found, "\n".join(found)


@ON_SQLITE
async def test_no_screen_of_the_staff_has_a_fault(program: Program, take_phone: TakePhone, take_desk: TakeDesk) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    ruth = await program.hire("Ruth Calder", "supervisor", "ruth")
    participant = await take_phone("one")
    await participant.enrol(await program.code("Tasha", peer="Marcus Bell"))
    peer = await take_desk("peer")
    await peer.sign_in(marcus)
    await peer.sees("Tasha")
    found = await look(peer, "peer", "caseload")
    await peer.open_person("Tasha")
    found += await look(peer, "peer", "person")
    await peer.write_note("Proud of you.")
    found += await look(peer, "peer", "note")
    await peer.plan_nudge_soon("How about the noon meeting?")
    found += await look(peer, "peer", "reminder")
    found += await visit(peer, "peer", ["/library", "/more", *EVERYONE])
    supervisor = await take_desk("supervisor")
    await supervisor.sign_in(ruth)
    await supervisor.sees("Tasha")
    found += await look(supervisor, "supervisor", "people")
    await supervisor.button("Make a code to enrol").click()
    found += await look(supervisor, "supervisor", "code")
    assert not found, "\n".join(found)


@ON_SQLITE
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_text_is_too_faint_in_light_or_dark(program: Program, take_phone: TakePhone, scheme: str) -> None:
    phone = await take_phone("one")
    await phone.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    await phone.enrol(await program.code("Tasha"))
    found = await visit(phone, f"participant-{scheme}", ["/", "/plan", "/goals", "/more"])
    assert not found, "\n".join(found)
