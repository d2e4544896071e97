"""One person, two phones, no network: whoever comes back first, both end up the same.

Nothing is lost.
"""

import pytest

from tests.e2e.conftest import TakePhone
from tests.e2e.program import Device, Program

ALONE = "Things I can do by myself"


@pytest.mark.parametrize("order", ["first phone first", "second phone first"])
async def test_both_phones_agree_and_the_words_that_lost_come_back(
    program: Program, take_phone: TakePhone, order: str
) -> None:
    one, two = await take_phone("one"), await take_phone("two")
    await one.enrol(await program.code("Tasha"))
    for text in ("walk by the river", "ring Dee", "make tea"):
        await one.add_line(ALONE, text)
    await one.add_goal("A room of my own")
    await one.sync()
    await two.enrol(await one.code_for_another_phone())
    await two.plan_part(ALONE)
    await two.sees("walk by the river")

    await one.lose_network()
    await two.lose_network()
    await one.change_line(ALONE, "walk by the river", "walk to the bridge")
    await two.change_line(ALONE, "walk by the river", "walk with the dog")
    await one.remove_line(ALONE, "ring Dee")
    await two.change_line(ALONE, "ring Dee", "ring Dee in the evening")
    await one.move_goal("A room of my own", "Let it rest")
    await two.name_first_step("A room of my own", "ask at the house")
    await one.check_in("Low", note="from phone one")
    await two.check_in("Good", note="from phone two")
    await one.unsent(5)

    pair = [one, two] if order == "first phone first" else [two, one]
    for phone in pair:
        await phone.find_network()
        await phone.sync()
    await pair[0].sync()

    shown = await one.shown_in(ALONE)
    assert await two.shown_in(ALONE) == shown
    assert "ring Dee in the evening" in shown, "an edit brings back what the other phone removed"
    winner, loser = (
        ("walk with the dog", "walk to the bridge")
        if "walk with the dog" in shown
        else ("walk to the bridge", "walk with the dog")
    )
    assert winner in shown
    await one.chooses_the_other_words(ALONE, loser)
    await one.sync()
    await two.sync()
    for phone in (one, two):
        assert loser in await phone.shown_in(ALONE)
        await phone.open_goal("A room of my own")
        await phone.sees("Resting")
        await phone.sees("ask at the house")
    rows = await Device(program.server.origin).read(await program.code_again("Tasha"))
    assert sorted(row["mood"] for row in rows if row["entity"] == "check_in") == [2, 4]
    assert sorted(row["text"] for row in rows if row["entity"] == "journal_note") == [
        "from phone one",
        "from phone two",
    ]
