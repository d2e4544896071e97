"""What is recorded.

Olive has two phones, Pat walks with her, Fran walked with her before, Otto is on his own.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tests.golden.acts import (
    DAY,
    FRAN,
    MOMENT,
    ONE,
    OTTO,
    PAT,
    TWO,
    begin,
    edit,
    known,
    make,
    make_one,
    meet,
    the_walk,
)
from tests.golden.scenes_by_hand import pages, refusals_by_hand, waiting, wrong_clocks

if TYPE_CHECKING:
    from tests.golden.record import Recorder
from tests.golden.scenes_of_records import (
    creates,
    edits,
    goal_moves,
    remove_and_restore,
    stricter_settings,
    two_phones_at_once,
)


async def first_sync(here: "Recorder") -> None:
    """A phone that was never here reads everything, and nothing the second time."""
    await begin(here, ONE, PAT, FRAN, OTTO)
    await here.client("sync", phone=ONE)


async def refusals(here: "Recorder") -> None:
    """Words that the server cannot accept come back among the author's refused writes.

    What stands on them follows.
    """
    await begin(here, ONE, TWO, PAT)
    goal = await make(here, ONE, "olive/own", "goal", words={"title": "Rest"})
    await meet(here, ONE)
    await edit(here, ONE, goal, words={"title": "x" * 200})
    await edit(here, ONE, goal, words={"why": "after a long one"})
    await edit(here, ONE, goal, confidence={"confidence": 11})
    lost = await make(
        here, ONE, "olive/own", "plan_item", place={"section": "attic"}, words={"text": "where?"}
    )
    await edit(here, ONE, lost, words={"text": "nowhere"})
    checked = await make(here, ONE, "olive/own", "check_in", answers=MOMENT)
    await edit(here, ONE, checked, answers={**MOMENT, "mood": 1})
    await make(here, ONE, "olive/account", "goal", words={"title": "in the wrong place"})
    await make(here, ONE, "olive/pat/1", "encouragement", words={"text": "to myself"})
    await meet(here, ONE, TWO)
    await make(here, PAT, "olive/pat/1", "encouragement", words={"text": "hello"})
    await meet(here, PAT, ONE)
    refused = await here.by_hand(ONE, mutations=[], cursor=None)
    words = [
        row[0] for each in refused["changes"] for row in each["rows"] if row[2] == "refused_write"
    ]
    await here.client("remove", phone=ONE, record=words[0])
    await meet(here, ONE, TWO)


async def answers_that_were_lost(here: "Recorder") -> None:
    """The answer never came, so the phone sends the same again and nothing counts twice."""
    await begin(here, ONE, TWO)
    line = await make(
        here, ONE, "olive/own", "plan_item", place={"section": "steady"}, words={"text": "Tea"}
    )
    await make(here, ONE, "olive/own", "goal", words={"title": "y" * 200})
    await here.client("sync", phone=ONE, lost=True)
    await edit(here, ONE, line, words={"text": "Tea with Ana"})
    await here.client("sync", phone=ONE, lost=True)
    await meet(here, ONE, TWO)


async def sharing(here: "Recorder") -> None:
    """The yes to a peer, what the peer then reads, the switch that closes the door, and the no."""
    await begin(here, ONE, PAT)
    await make(here, ONE, "olive/shared", "goal", words={"title": "A room of my own"})
    await make(here, ONE, "olive/own", "goal", words={"title": "Mine alone"})
    await meet(here, ONE, PAT)
    walk = await the_walk(here, ONE, "olive/pat/1")
    await edit(here, ONE, walk, sharing={"shares": True})
    await meet(here, ONE, PAT)
    await make_one(here, ONE, "sharing_settings", stop={"stop_all_sharing": True})
    await meet(here, ONE, PAT)
    await edit(here, ONE, here.record("olive/sharing_settings"), stop={"stop_all_sharing": False})
    await meet(here, ONE, PAT)
    await edit(here, ONE, walk, sharing={"shares": False})
    await meet(here, ONE, PAT)


async def another_peer(here: "Recorder") -> None:
    """Re-assign while the old peer writes offline.

    Their words are kept for them alone, and the new peer begins unshared.
    """
    await begin(here, ONE, PAT, FRAN)
    await make(here, PAT, "olive/pat/1", "encouragement", words={"text": "Before"})
    await make(here, ONE, "olive/shared", "goal", words={"title": "A room of my own"})
    await meet(here, PAT, ONE)
    await edit(here, ONE, await the_walk(here, ONE, "olive/pat/1"), sharing={"shares": True})
    await meet(here, ONE, PAT)
    await make(here, PAT, "olive/pat/1", "encouragement", words={"text": "Too late"})
    await here.office("assign", participant="olive", peer="fran")
    await meet(here, PAT, ONE, FRAN)
    await edit(here, ONE, await the_walk(here, ONE, "olive/fran/2"), sharing={"shares": True})
    await meet(here, ONE, FRAN, PAT)
    await here.office("end", participant="olive")
    await meet(here, ONE, FRAN)


async def nudges(here: "Recorder") -> None:
    """A note and a nudge with their answers, a plan that is changed and called off."""
    await begin(here, ONE, TWO, PAT)
    note = await make(here, PAT, "olive/pat/1", "encouragement", words={"text": "Proud of you."})
    plan = await make(
        here, PAT, "olive/pat/1", "nudge_plan", words={"text": "How was the call?"}, schedule=DAY
    )
    await meet(here, PAT, ONE, TWO)
    words = {
        "plan": plan,
        "text": "How was the call?",
        "due_at": "2026-09-21T14:30:00Z",
        "local_date": "2026-09-21",
    }
    await here.office(
        "nudge",
        stream="@stream/olive/pat/1",
        record=known(70),
        mutation=known(71),
        groups={"words": words, "delivery": {"delivery": "accepted"}},
    )
    await meet(here, ONE, TWO, PAT)
    await edit(here, ONE, note, answer={"seen": True, "reaction": "heart"})
    await edit(here, TWO, note, answer={"seen": True, "reply": "Thank you"})
    await edit(here, ONE, known(70), answer={"seen": True, "answer": "later"})
    await meet(here, ONE, TWO, PAT)
    await edit(
        here, PAT, plan, words={"text": "How are you?"}, schedule={**DAY, "local_time": "18:00"}
    )
    await meet(here, PAT, ONE)
    await edit(here, PAT, plan, state={"cancelled": True})
    await meet(here, PAT, ONE)


async def another_epoch(here: "Recorder") -> None:
    """The server was set back: the phone reads everything anew and its outbox goes on."""
    await begin(here, ONE, TWO)
    line = await make(
        here, ONE, "olive/own", "plan_item", place={"section": "steady"}, words={"text": "Tea"}
    )
    await meet(here, ONE, TWO)
    await edit(here, ONE, line, words={"text": "Tea with Ana"})
    await here.client("sync", phone=ONE, lost=True)
    await make(here, TWO, "olive/own", "journal_note", words={"text": "Rain"})
    await here.office("epoch")
    await meet(here, ONE, TWO)


SCENES: tuple[Callable[["Recorder"], Awaitable[None]], ...] = (
    first_sync,
    creates,
    edits,
    two_phones_at_once,
    remove_and_restore,
    stricter_settings,
    goal_moves,
    refusals,
    refusals_by_hand,
    waiting,
    answers_that_were_lost,
    sharing,
    another_peer,
    nudges,
    pages,
    another_epoch,
    wrong_clocks,
)
