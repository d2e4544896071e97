"""What is recorded: Olive with two phones, Pat who walks with her, Fran who walked with her before, Otto on his own."""

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


async def first_sync(here: "Recorder") -> None:
    """A phone that was never here reads everything, and nothing the second time."""
    await begin(here, ONE, PAT, FRAN, OTTO)
    await here.client("sync", phone=ONE)


async def creates(here: "Recorder") -> None:
    """One of everything that a person writes, in each of its streams; the other phone reads it."""
    await begin(here, ONE, TWO, PAT)
    for stream in ("olive/own", "olive/shared"):
        await make(
            here,
            ONE,
            stream,
            "goal",
            words={
                "title": "A room of my own",
                "why": "To sleep",
                "first_step": "Call Ana",
                "barriers": "Deposit",
            },
            area={"dimension": "home"},
            measure={"measure": "count", "target": 3, "unit": "calls", "period": "week"},
            confidence={"confidence": 7},
            dates={"start_on": "2026-09-22", "target_on": "2026-12-01"},
            status={"status": "draft"},
        )
        checked = await make(
            here,
            ONE,
            stream,
            "check_in",
            answers={
                **MOMENT,
                "mood": 4,
                "craving": 2,
                "sleep_hours": 6.5,
                "triggers": ["payday"],
                "grateful": "Coffee",
            },
        )
        await make(
            here,
            ONE,
            stream,
            "check_in",
            answers={
                **MOMENT,
                "occurred_at": "2026-09-21T23:00:00-05:00",
                "kind": "urge",
                "replaces": checked,
            },
        )
        await make(
            here,
            ONE,
            stream,
            "journal_note",
            words={"text": "A long day.\nIt passed.", "check_in": checked},
        )
        await make(
            here,
            ONE,
            stream,
            "plan_item",
            place={"section": "coping_alone"},
            words={"text": "Walk by the river"},
        )
    await make(
        here,
        ONE,
        "olive/own",
        "support_contact",
        who={"name": "Ana", "phone": "555-0100"},
        when={"when_to_call": "Any time"},
    )
    await make_one(
        here,
        ONE,
        "profile",
        name={"display_name": "Olive", "pronouns": "she/her"},
        reading={"text_size": "large"},
    )
    await make_one(here, ONE, "sharing_settings", goals={"share_goals": True})
    await make_one(
        here,
        ONE,
        "notification_settings",
        quiet={"quiet": [{"since": "22:00", "until": "07:00"}]},
        cap_day={"cap_day": 2},
    )
    await make(here, PAT, "olive/pat/1", "encouragement", words={"text": "Proud of you."})
    await make(
        here, PAT, "olive/pat/1", "nudge_plan", words={"text": "How was the call?"}, schedule=DAY
    )
    await meet(here, ONE, TWO, PAT)


async def edits(here: "Recorder") -> None:
    """Edits with bases: one group, several, a chain that was never sent, and white space that is tidied."""
    await begin(here, ONE, TWO)
    goal = await make(
        here, ONE, "olive/own", "goal", words={"title": "Rest"}, area={"dimension": "health"}
    )
    await edit(here, ONE, goal, words={"title": "Rest well"})
    await edit(here, ONE, goal, words={"why": "Descansar más 🌙"}, area={"dimension": "home"})
    await meet(here, ONE, TWO)
    await edit(here, TWO, goal, words={"title": "  Sleep\t"})
    await meet(here, TWO, ONE)
    line = await make(
        here,
        TWO,
        "olive/shared",
        "plan_item",
        place={"section": "triggers"},
        words={"text": "Paydays"},
    )
    await meet(here, TWO, ONE)
    await edit(here, ONE, line, words={"text": "Paydays and Fridays"})
    await edit(here, TWO, line, state={"state": "not_for_me"})
    await meet(here, ONE, TWO)


async def two_phones_at_once(here: "Recorder") -> None:
    """Both phones write one group unseen: one text is shown, the other kept; one of them chooses."""
    await begin(here, ONE, TWO, PAT)
    own = await make(
        here, ONE, "olive/own", "goal", words={"title": "Rest"}, dates={"target_on": "2026-10-01"}
    )
    shared = await make(
        here, ONE, "olive/shared", "plan_item", place={"section": "steady"}, words={"text": "Tea"}
    )
    await meet(here, ONE, TWO)
    for record, field in ((own, "title"), (shared, "text")):
        await edit(here, ONE, record, words={field: "from the first"})
        await edit(here, TWO, record, words={field: "from the second"})
        await edit(here, TWO, record, words={field: "from the second, again"})
    await edit(here, ONE, own, dates={"target_on": "2026-11-01"})
    await meet(here, TWO, ONE, PAT)
    await edit(here, ONE, own, names="every", words={"title": "from the first"})
    await edit(here, TWO, shared, names="every", words={"text": "both"})
    await meet(here, ONE, TWO, PAT)


async def remove_and_restore(here: "Recorder") -> None:
    """Removed, brought back, and removed on one phone while the other writes."""
    await begin(here, ONE, TWO)
    line = await make(
        here, ONE, "olive/own", "plan_item", place={"section": "reasons"}, words={"text": "Mia"}
    )
    note = await make(here, ONE, "olive/shared", "journal_note", words={"text": "Rain"})
    await meet(here, ONE, TWO)
    for record in (line, note):
        await here.client("remove", phone=ONE, record=record)
    await meet(here, ONE, TWO)
    await here.client("restore", phone=TWO, record=line)
    await meet(here, TWO, ONE)
    await here.client("remove", phone=ONE, record=line)
    await edit(here, TWO, line, words={"text": "Mia and Leo"})
    await meet(here, ONE, TWO)
    await here.client("remove", phone=TWO, record=line)
    await here.client("restore", phone=TWO, record=line)
    await meet(here, TWO, ONE)


async def stricter_settings(here: "Recorder") -> None:
    """Both phones change settings unseen: the stricter wish holds until someone who saw both says otherwise."""
    await begin(here, ONE, TWO, PAT)
    for seat, on, quiet, until in (
        (ONE, True, ("21:00", "08:00"), "2026-10-01"),
        (TWO, False, ("12:00", "13:00"), "2026-10-09"),
    ):
        await make_one(
            here,
            seat,
            "sharing_settings",
            stop={"stop_all_sharing": on},
            goals={"share_goals": on},
            plan={"share_plan": True},
        )
        await make_one(
            here,
            seat,
            "notification_settings",
            quiet={"quiet": [dict(zip(("since", "until"), quiet, strict=True))]},
            pause={"pause_until": until},
            push={"push": on},
            cap_week={"cap_week": 3 if on else 4},
        )
    await meet(here, ONE, TWO)
    for kind, groups in (
        ("sharing_settings", {"stop": {"stop_all_sharing": False}}),
        (
            "notification_settings",
            {"quiet": {"quiet": []}, "pause": {"pause_until": None}, "push": {"push": True}},
        ),
    ):
        await edit(here, TWO, here.record(f"olive/{kind}"), **groups)
    await meet(here, TWO, ONE)


async def goal_moves(here: "Recorder") -> None:
    """Legal moves, one achieved while the other phone pauses, and a move that cannot be made."""
    await begin(here, ONE, TWO)
    goal = await make(
        here, ONE, "olive/own", "goal", words={"title": "Rest"}, status={"status": "draft"}
    )
    await edit(here, ONE, goal, status={"status": "active"})
    await meet(here, ONE, TWO)
    await edit(here, ONE, goal, status={"status": "achieved", "achieved_on": "2026-09-22"})
    await edit(here, TWO, goal, status={"status": "paused"})
    await meet(here, ONE, TWO)
    await edit(here, TWO, goal, status={"status": "released"})
    await meet(here, TWO, ONE)
    await edit(here, TWO, goal, names="every", status={"status": "active"})
    await meet(here, TWO, ONE)


async def refusals(here: "Recorder") -> None:
    """Words that the server cannot accept come back among the author's refused writes; what stands on them follows."""
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
    """Re-assigned while the old peer writes offline: their words are kept for them alone, and the new peer begins unshared."""
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
