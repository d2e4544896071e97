"""What chance alone seldom brings about: several acts in a row.

On two devices of one person, or around a restore of the server.
"""

import random

from tests.simulation.acts import ERASED, SHOWN
from tests.simulation.cast import PARTICIPANTS
from tests.simulation.hands import Focus
from tests.simulation.office import any_participant, other_peer
from tests.simulation.phone import Phone
from tests.simulation.play import MUTATIONS, Play
from tests.simulation.restoring import bring_back, save
from tests.simulation.screen import screen

BURIED = ("plan_item", "journal_note", "check_in", "setback", "support_contact", "recovery_clock")
WORDED = ("goal", "plan_item", "journal_note")
CROSSED: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    *[(("tag", "tag"), ("tag",), ("goal",))] * 12,
    *[(("show", "hide"), ("show",), SHOWN)] * 7,
    *[(("achieve",), ("turn",), ("goal",))] * 22,
    *[(("move", "move"), ("move", "move"), ("goal",))] * 3,
    *[(("remove",), ("edit",), WORDED)] * 8,
    (("show",), ("edit",), WORDED),
    (("show", "remove"), ("show",), WORDED),
    (("erase",), ("edit", "tag"), ("goal",)),
    (("erase",), ("remove", "restore"), WORDED),
    (("remove", "restore"), ("remove",), WORDED),
    *[(("remove", "restore"), ("edit",), WORDED)] * 5,
)
"""What the first device does, what the second does, and with which kinds of records."""

LOST = (
    ("remove",),
    ("remove", "restore"),
    ("remove", "restore"),
    ("restore",),
    ("restore",),
    ("erase",),
    ("edit",),
    ("show",),
    ("tag",),
    ("settle",),
    ("share", "share"),
    ("share", "share"),
    ("settle", "settle"),
    ("move",),
)


async def cross(play: Play, phone: Phone, rng: random.Random) -> None:
    """Two devices turn to one record, before they hear of each other."""
    other = _other(play, phone, rng)
    if other is None:
        return
    first, second, kinds = rng.choice(CROSSED)
    focus = _both_have(phone, other, kinds, rng)
    if focus is None:
        return
    for act in first:
        play.write(phone, rng, act, focus)
    play.now += 1000
    for act in second:
        play.write(other, rng, act, focus)


async def versions(play: Play, phone: Phone, rng: random.Random) -> None:
    """Two devices write different words; one lets a version go, and perhaps takes it back."""
    other = _other(play, phone, rng)
    focus = other and _both_have(phone, other, ("goal", "plan_item", "journal_note"), rng)
    if not other or not focus:
        return
    for each in (phone, other):
        play.write(each, rng, "edit", focus)
        play.write(each, rng, "edit", focus)
    for each in (other, phone):
        await play.sync(each, rng)
    play.write(phone, rng, "dismiss")
    if rng.random() < 0.4:
        play.write(other, rng, "dismiss")
    if rng.random() < 0.5:
        await play.sync(phone, rng)
        play.write(phone, rng, "regret")


async def begin_anew(play: Play, phone: Phone, rng: random.Random) -> None:
    """A setting is erased, and made once more."""
    if phone.seat.person not in PARTICIPANTS:
        return
    for act in ("favour", "erase_singleton", "favour"):
        play.write(phone, rng, act)
    if rng.random() < 0.5:
        await play.sync(phone, rng)
        play.write(phone, rng, "favour")


async def bury_deep(play: Play, phone: Phone, rng: random.Random) -> None:
    """What lies in the bin is erased."""
    if phone.seat.person not in PARTICIPANTS:
        return
    removed = [
        each.record for each in screen(phone) if each.state == "removed" and each.entity in ERASED
    ]
    live = [each.record for each in screen(phone) if each.state == "live" and each.entity in BURIED]
    if removed:
        play.write(phone, rng, "erase", (rng.choice(removed), None))
    elif live:
        focus: Focus = (rng.choice(live), None)
        play.write(phone, rng, "remove", focus)
        await play.sync(phone, rng)
        play.write(phone, rng, "erase", focus)


async def whole_and_parts(play: Play, phone: Phone, rng: random.Random) -> None:
    """Parts are made, and may come before their whole; then all of them move."""
    if phone.seat.person not in PARTICIPANTS or phone.schema == 1:
        return
    for act in ("make", "make", "make"):
        play.write(phone, rng, act)
    waiting = phone.unsent()
    rng.shuffle(waiting)
    await play.sync(phone, rng, waiting)
    wholes = [
        each.record
        for each in screen(phone)
        if each.state == "live" and each.entity in ("goal", "recovery_clock")
    ]
    if wholes:
        play.write(phone, rng, "show", (rng.choice(wholes), None))


async def refused_whole(play: Play, phone: Phone, rng: random.Random) -> None:
    """A whole and a part of it are refused, which the phone does not hear; or an edit of a part is.

    Then the whole is erased.
    """
    if phone.seat.person not in PARTICIPANTS or phone.schema == 1:
        return
    play.write(phone, rng, "over_long_create")
    for act in ("make", "make", "over_long_part"):
        play.write(phone, rng, act)
    wholes = [sent.frozen.whole for sent in phone.unsent() if sent.frozen.whole]
    wholes += [
        each.body["goal"]["goal"]
        for each in screen(phone)
        if each.entity == "goal_step" and each.unsent and "goal" in each.body
    ]
    await play.send(play.pack(phone, phone.unsent()[:MUTATIONS], rng))
    if wholes:
        play.write(phone, rng, "erase", (rng.choice(wholes), None))


async def relapse(play: Play, phone: Phone, rng: random.Random) -> None:
    """Lose with the server what was just answered. Perhaps the peer has changed meanwhile."""
    former = play.saved
    play.saved = await save(play)
    if former is not None:
        former.path.unlink()
    if rng.random() < 0.95:
        await versions(play, phone, rng)
    for _ in range(rng.randint(1, 3)):
        for act in rng.choice(LOST) if phone.seat.person in PARTICIPANTS else ("create", "edit"):
            play.write(phone, rng, act)
        play.pass_time(rng)
    await play.sync(phone, rng)
    if rng.random() < 0.4:
        await play.office.reassign(any_participant(rng), other_peer(rng), play.now)
    play.now += 1000
    await bring_back(play, play.saved)
    if rng.random() < 0.6:
        await play.sync(phone, rng)


def _other(play: Play, phone: Phone, rng: random.Random) -> Phone | None:
    person = phone.seat.person
    others = [
        each
        for each in play.phones
        if each.seat.person == person and each is not phone and each.listed
    ]
    return rng.choice(others) if others and person in PARTICIPANTS else None


def _both_have(
    phone: Phone, other: Phone, kinds: tuple[str, ...], rng: random.Random
) -> Focus | None:
    theirs = {each.record for each in screen(other) if each.state == "live"}
    records = [
        each.record
        for each in screen(phone)
        if each.state == "live" and each.entity in kinds and each.record in theirs
    ]
    return (rng.choice(records[-3:]), None) if records else None


TURNS = (cross, versions, begin_anew, bury_deep, whole_and_parts, refused_whole, relapse)
