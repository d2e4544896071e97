"""Every screen at phone size: axe-core finds no fault, no text widens it, nothing is covered.

A picture of each is in reports/screens/ to look at.
"""

import re
from pathlib import Path

import pytest

from tests.e2e.accessibility import faults
from tests.e2e.chromium import Phone
from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.covered import covered
from tests.e2e.participant import Participant
from tests.e2e.program import Program
from tests.e2e.widths import too_wide

PICTURES = Path("reports/screens")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARTICIPANT = [
    "/",
    "/plan",
    "/plan/people",
    "/goals",
    "/goals/new",
    "/inbox",
    "/library",
    "/more",
    "/me/profile",
    "/me/sharing",
    "/me/days",
    "/setback",
]
EVERYONE = ["/me/notices", "/me/phones", "/me/refused", "/me/sign-out"]


async def look(phone: Phone, who: str, name: str) -> list[str]:
    """The faults of what is on the screen, which is also pictured, as it is and narrow."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = PICTURES / f"{who}-{name.strip('/').replace('/', '-') or 'first'}.png"
    await phone.page.screenshot(path=picture, full_page=True)
    found = await faults(phone.page) + await too_wide(
        phone.page, picture.with_stem(f"{picture.stem}-narrow")
    )
    found += await covered(phone.page)
    return [f"{who} {name}: {fault}" for fault in found]


async def visit(phone: Phone, who: str, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        await phone.open(path)
        await phone.page.locator("h1, h2").first.wait_for()
        found += await look(phone, who, path)
    return found


@pytest.mark.timeout(400)
@ON_SQLITE
async def test_no_screen_of_a_participant_has_a_fault(
    program: Program, take_phone: TakePhone, tmp_path: Path
) -> None:
    await program.hire("Marcus Bell", "peer", "marcus")
    await program.import_meeting(
        tmp_path, location="Library", address="1 Main St", conference_url="https://zoom.us/j/1"
    )
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
    found += await own_words(phone)
    found += await visit(phone, "participant", PARTICIPANT + EVERYONE)
    await phone.tab("Library")
    await phone.page.get_by_role("link", name="Noon Group").click()
    await phone.page.get_by_role("heading", name="Noon Group").wait_for()
    found += await look(phone, "participant", "entry")
    await phone.button("Help now").click()
    await phone.button("Ask Marcus Bell to get in touch").click()
    found += await look(phone, "participant", "help")
    assert not found, "\n".join(found)


async def own_words(phone: Participant) -> list[str]:
    """Open what opens inside a screen.

    A line being changed, a count of days, a setback and what follows it, what one wrote before.
    """
    reasons = "What I am doing this for"
    await phone.add_line(reasons, "a key of my own")
    await (
        (await phone.line(reasons, "a key of my own")).get_by_role("button", name="Change").click()
    )
    await phone.button("Move up: a key of my own").wait_for()
    found = await look(phone, "participant", "plan-line")
    await phone.button("Delete for good").click()
    found += await look(phone, "participant", "delete-for-good")
    await phone.open("/me/days")
    await phone.button("Begin to count").click()
    found += await look(phone, "participant", "days-new")
    await phone.page.get_by_label("A name for it").fill("without alcohol")
    await phone.page.get_by_label("First day").fill("2026-09-01")
    await phone.button("Save on this phone").click()
    await phone.page.get_by_role("button", name=re.compile("^Change: Since")).click()
    found += await look(phone, "participant", "days-stretch")
    await phone.open("/setback")
    await phone.page.get_by_text("Begin a new stretch").click()
    await phone.page.get_by_text("Me and Marcus Bell").click()
    found += await look(phone, "participant", "setback-asked")
    await phone.button("an argument").click()
    await phone.button("Save on this phone").click()
    await phone.sees("You are continuing, not starting over.")
    found += await look(phone, "participant", "setback-after")
    await phone.open()
    await phone.page.get_by_text("More: sleep, stress").click()
    await (
        phone.page.get_by_role("group", name="Since last time")
        .get_by_text("Yes", exact=True)
        .click()
    )
    found += await look(phone, "participant", "check-in-more")
    await phone.button("Save on this phone").click()
    await phone.sees("You checked in just now.")
    found += await look(phone, "participant", "checked-in-after-use")
    await phone.page.get_by_text("My check-ins and notes").click()
    await phone.button("Who sees it, delete").first.click()
    return found + await look(phone, "participant", "past")


@ON_SQLITE
async def test_no_screen_of_the_staff_has_a_fault(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    ruth = await program.hire("Ruth Calder", "supervisor", "ruth")
    participant = await take_phone("one")
    await participant.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await participant.agrees_to("Marcus Bell")
    await participant.open("/setback")
    await participant.page.get_by_text("Me and Marcus Bell").click()
    await participant.button("Save on this phone").click()
    await participant.button("Ask Marcus Bell to get in touch").click()
    await participant.sync()
    peer = await take_desk("peer")
    await peer.sign_in(marcus)
    await peer.sees("Asks you to get in touch")
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
async def test_no_text_is_too_faint_in_light_or_dark(
    program: Program, take_phone: TakePhone, scheme: str
) -> None:
    phone = await take_phone("one")
    await phone.page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    await phone.enrol(await program.code("Tasha"))
    found = await visit(phone, f"participant-{scheme}", ["/", "/plan", "/goals", "/more"])
    assert not found, "\n".join(found)
