"""What one person writes on two phones: every kind of record, and the edits that meet."""

from typing import TYPE_CHECKING

from tests.golden.acts import (
    DAY,
    MOMENT,
    ONE,
    PAT,
    TWO,
    begin,
    edit,
    make,
    make_one,
    meet,
)

if TYPE_CHECKING:
    from tests.golden.record import Recorder


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
    """Edit with bases.

    One group, several, a chain that was never sent, and white space that is tidied.
    """
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
    """Both phones write one group unseen: one text is shown, the other kept.

    One of them chooses.
    """
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
    """Change settings on both phones unseen.

    The stricter wish holds until someone who saw both says otherwise.
    """
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
