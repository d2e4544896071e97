"""A person's own words.

They are written with no network, ordered, let go and taken back, shown to a peer or not, deleted
for good.
"""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.participant import Participant
from tests.e2e.program import Device, Program

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ALONE = "Things I can do by myself"
SETBACK = "If I use: stay safe, tell someone, come back to the plan"
GOAL = "A room of my own"
STOPPED = "Sharing is stopped. Only you see this."


async def add_steps(phone: Participant, *steps: str) -> None:
    for step in steps:
        await phone.page.get_by_label("A small step").fill(step)
        await phone.button("Add this step").click()
        await expect(phone.button(f"Remove: {step}")).to_be_visible()


async def steps_of(phone: Participant, goal: str) -> list[str]:
    await phone.open_goal(goal)
    return await phone.page.locator("ol .words").all_inner_texts()


async def move_line_up(phone: Participant, title: str, text: str) -> None:
    line = await phone.line(title, text)
    await line.get_by_role("button", name="Change", exact=True).click()
    await phone.button(f"Move up: {text}").click()
    await phone.button("Cancel").click()


async def open_days(phone: Participant) -> None:
    await phone.tab("More")
    await phone.page.get_by_role("link", name="My days").click()
    await expect(phone.page.get_by_role("heading", name="My days")).to_be_visible()


async def begin_to_count(phone: Participant, label: str, since: str) -> None:
    await open_days(phone)
    await phone.button("Begin to count").click()
    await phone.page.get_by_label("A name for it").fill(label)
    await phone.page.get_by_label("First day").fill(since)
    await phone.button("Save on this phone").click()
    await expect(phone.page.get_by_role("heading", name=label)).to_be_visible()


async def tell_of_a_setback(phone: Participant, what: str, day: str, counter: str) -> None:
    await phone.tab("Today")
    await phone.page.get_by_role("link", name="Something happened").click()
    await phone.page.get_by_label("When").fill(day)
    await phone.page.get_by_label("What it was, if you like").fill(what)
    await phone.button("an argument").click()
    await phone.page.get_by_text(counter, exact=True).click()
    await phone.button("Save on this phone").click()
    await phone.sees("You are continuing, not starting over.")


async def delete_for_good(phone: Participant) -> None:
    await phone.button("Delete for good").click()
    await phone.button("Yes, delete it for good").click()


def on_this_phone(days_ago: int) -> str:
    """Return a calendar day as these phones have it.

    That is Chicago's, whose noon is the same day in UTC.
    """
    return (datetime.now(UTC) - timedelta(hours=6, days=days_ago)).date().isoformat()


@ON_SQLITE
async def test_what_was_written_with_no_network_is_on_the_other_phone_and_goes_from_both(
    program: Program, take_phone: TakePhone
) -> None:
    one, two = await take_phone("one"), await take_phone("two")
    await one.enrol(await program.code("Tasha"))
    await two.enrol(await one.code_for_another_phone())
    await one.open()

    await one.lose_network()
    await one.add_goal(GOAL)
    await one.open_goal(GOAL)
    await add_steps(one, "look at the list", "visit", "call the house")
    await one.button("Move up: call the house").click()
    await one.button("Move up: call the house").click()
    for text in ("walk", "make tea", "ring Dee"):
        await one.add_line(ALONE, text)
    await move_line_up(one, ALONE, "ring Dee")
    await one.add_line(SETBACK, "tell Dee the same day")
    await begin_to_count(one, "without alcohol", on_this_phone(9))
    await one.sees("10 days now")
    await tell_of_a_setback(one, "a hard night", on_this_phone(3), "Begin a new stretch")
    await one.sees("9 days count in all. They stay yours.")
    await one.sees("tell Dee the same day")
    await open_days(one)
    await one.sees("3 days now")

    await one.find_network()
    await one.sync()
    await two.sync()
    assert (
        await steps_of(two, GOAL)
        == ["call the house", "look at the list", "visit"]
        == await steps_of(one, GOAL)
    )
    assert await two.shown_in(ALONE) == ["walk", "ring Dee", "make tea"]
    await open_days(two)
    await two.sees("3 days now")
    await two.sees("9 days in all · longest stretch 6 days")
    await two.tab("Today")
    await two.page.get_by_text("My check-ins and notes").click()
    await two.sees("a hard night · an argument")

    await two.open_goal(GOAL)
    await delete_for_good(two)
    await two.sync()
    await one.sync()
    for phone in (one, two):
        await phone.tab("Goals")
        await phone.sees_no(GOAL)
        for words in (GOAL, "call the house"):
            assert not await phone.stores(words), "words that were deleted for good"
    rows = await Device(program.server.origin).read(await program.code_again("Tasha"))
    assert (
        sorted(row["state"] for row in rows if row["entity"] in ("goal", "goal_step"))
        == ["erased"] * 4
    )


@ON_SQLITE
async def test_keeping_the_count_and_deciding_later_change_no_day(
    program: Program, take_phone: TakePhone
) -> None:
    phone = await take_phone("one")
    await phone.enrol(await program.code("Tasha"))
    await begin_to_count(phone, "without alcohol", on_this_phone(9))
    for choice in ("Keep it as it is", "I decide later"):
        await tell_of_a_setback(phone, "a hard night", on_this_phone(3), choice)
        await open_days(phone)
        await phone.sees("10 days now")
    await phone.button("Hide the numbers").click()
    await phone.sees("The numbers are hidden.")
    await phone.sees_no("10 days now")


@ON_SQLITE
async def test_a_goal_that_is_hidden_leaves_the_peers_open_app(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone, desk = await take_phone("one"), await take_desk("peer")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await phone.agrees_to("Marcus Bell")
    await phone.add_goal(GOAL)
    await phone.open_goal(GOAL)
    await change_who_sees(phone, "Me and Marcus Bell")
    await phone.sync()
    await desk.sign_in(marcus)
    await desk.open_person("Tasha")
    await desk.sees(GOAL)
    await change_who_sees(phone, "Only me")
    await phone.sync()
    await desk.sees_no(GOAL)
    assert not await desk.stores(GOAL)


@ON_SQLITE
async def test_what_is_written_while_sharing_is_stopped_stays_ones_own(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone, desk = await take_phone("one"), await take_desk("peer")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await phone.agrees_to("Marcus Bell")
    await phone.page.get_by_label("Share answers of new check-ins").check()
    await phone.page.get_by_label("Share new goals").check()
    await phone.button("Stop all sharing").click()
    await phone.tab("Today")
    await phone.sees(STOPPED)
    await phone.sees_no("can see these answers")
    await phone.check_in("Good")
    for path in ("/goals/new", "/setback"):
        await phone.open(path)
        await phone.sees(STOPPED)
        await phone.sees_no("Me and Marcus Bell")
    await phone.add_goal(GOAL)
    await phone.open("/me/sharing")
    await phone.button("Share again as before").click()
    await phone.add_goal("Call my sister")
    await phone.sync()
    await desk.sign_in(marcus)
    await desk.open_person("Tasha")
    await desk.sees("Call my sister")
    assert not await desk.stores(GOAL)
    assert not await desk.stores("mood")


async def change_who_sees(phone: Participant, who: str) -> None:
    await (
        phone.page.locator("p", has_text="Who can see this:")
        .get_by_role("button", name="Change")
        .click()
    )
    await (
        phone.page.get_by_role("dialog", name="Change who can see this")
        .get_by_role("button", name=who)
        .click()
    )
    await phone.sees(f"Who can see this: {who}")


@ON_SQLITE
async def test_who_asked_for_contact_sees_how_far_it_is(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    phone, desk = await take_phone("one"), await take_desk("peer")
    await phone.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await phone.lose_network()
    await phone.button("Help now").click()
    await phone.button("Ask Marcus Bell to get in touch").click()
    await phone.sees("It goes out when there is a network.")
    await expect(phone.button("Ask Marcus Bell to get in touch")).to_have_count(0)
    await phone.button("Close").click()
    await phone.find_network()
    await phone.sync()

    await desk.sign_in(marcus)
    await desk.sees("Asks you to get in touch")
    await desk.open_person("Tasha")
    await desk.sees("Asks you to get in touch")
    await desk.button("I have seen it").click()
    await desk.sees("Seen, Marcus Bell")
    await phone.sync()
    await phone.button("Help now").click()
    await phone.sees("Marcus Bell has seen it.")
    await phone.button("Close").click()
    await desk.button("Pass it on").click()
    await desk.sees("Passed on, Marcus Bell")

    office = await take_desk("supervisor")
    await office.sign_in(await program.hire("Ada Moss", "supervisor", "ada"))
    await office.sees("Waiting for someone")
    await office.sees("Passed on, Marcus Bell")
    await office.button("I got in touch").click()
    await office.button("It is done").click()
    await office.sees_no("Waiting for someone")
    await desk.sync()
    await desk.sees_no("Asks you to get in touch")


@ON_SQLITE
async def test_a_version_that_was_let_go_can_be_used_again(
    program: Program, take_phone: TakePhone
) -> None:
    one, two = await take_phone("one"), await take_phone("two")
    await one.enrol(await program.code("Tasha"))
    await one.add_line(ALONE, "walk")
    await one.sync()
    await two.enrol(await one.code_for_another_phone())
    await one.lose_network()
    await one.change_line(ALONE, "walk", "walk to the bridge")
    await two.change_line(ALONE, "walk", "walk with the dog")
    await two.sync()
    await one.find_network()
    await one.sync()
    shown = (await one.shown_in(ALONE))[0]
    other = "walk with the dog" if shown == "walk to the bridge" else "walk to the bridge"
    await one.button("See them").click()
    await one.button("Let this one go").click()
    await one.sync()
    await one.button("Versions you let go").click()
    await one.sees(other)
    await one.button("Use this one again").click()
    await one.sync()
    assert await one.shown_in(ALONE) == [other]
