"""What people once could do to each other, or all together, as short scripts.

Each is judged push by push, like any other run.

A new one is a function here; its docstring says what happened before it was mended.
"""

import random
from typing import Any

from domain.records import singleton_id
from tests.simulation.adversary import afterwards, staff
from tests.simulation.adversary.cast import CORA, DION, MARCUS, TASHA, Wire
from tests.simulation.adversary.mutations import LEAST, MOST, NOWHERE
from tests.simulation.adversary.orders import DRAFT, made
from tests.simulation.adversary.play import Play
from tests.simulation.adversary.tables import HIDDEN, LIVE, Seen


async def a_reader_erases_the_library(play: Play) -> None:
    """An erase walked every row of its id that the push had opened.

    Any participant emptied the crisis lines for everyone.
    """
    await _twin_and_erase(play, TASHA, of(play, "crisis_line"), "goal", "own")
    await _twin_and_erase(play, DION, of(play, "resource"), "journal_note", "own")


async def a_peer_erases_what_is_shared(play: Play) -> None:
    """A peer erased a participant's shared goal with its steps, and a flag.

    They did it by a draft under the same id.
    """
    tasha = play.streams(TASHA)
    await _twin_and_erase(play, MARCUS, of(play, "goal", tasha["shared"]), "nudge_draft", "account")
    await _twin_and_erase(
        play, MARCUS, of(play, "support_flag", tasha["flags"]), "nudge_draft", "account"
    )


async def a_participant_erases_what_the_peer_wrote(play: Play) -> None:
    """A participant erased an encouragement, a plan and the assignment."""
    walk = play.streams(MARCUS)["assignment"]
    for entity in ("encouragement", "nudge_plan", "assignment"):
        await _twin_and_erase(play, TASHA, of(play, entity, walk), "goal", "own")


async def a_twin_is_erased_again_by_the_ledger(play: Play) -> None:
    """A restore took every row of an erased id in all of the person's streams.

    The peer's note went with the participant's goal.
    """
    note = of(play, "encouragement", play.streams(MARCUS)["assignment"])
    hand = play.hand(TASHA, random.Random(1))
    await afterwards.back_up(play)
    own = play.streams(TASHA)["own"]
    await play.push(TASHA, [made(hand, "goal", note.record, own)])
    await play.push(TASHA, [hand.write("goal", note.record, stream=own, op="erase")])
    await afterwards.restore(play)
    assert of(play, "encouragement", note.stream, note.record).state == LIVE


async def a_clock_before_all_time(play: Play) -> None:
    """A peer's note of the year 1 less as much again made a key that no phone could read.

    Every sync of the participant failed.
    """
    hand = play.hand(MARCUS, random.Random(1))
    walk = play.streams(MARCUS)["assignment"]
    told = made(hand, "encouragement", hand.fresh(), walk) | {"at": LEAST, "offset": LEAST}
    await play.push(MARCUS, [told])
    told = made(hand, "encouragement", hand.fresh(), walk) | {"at": 0, "offset": None}
    await play.push(MARCUS, [told], sent_at=MOST)
    await play.read(TASHA, anew=True)


async def a_poisoned_plan(play: Play) -> None:
    """A plan with such a key made its peer unremovable: every re-assignment failed."""
    hand = play.hand(MARCUS, random.Random(1))
    told = hand.write(
        "nudge_plan",
        hand.fresh(),
        stream=play.streams(MARCUS)["assignment"],
        set=DRAFT | {"origin": None},
    )
    told["set"] = {name: value for name, value in DRAFT.items() if name != "origin"}
    await play.push(MARCUS, [told | {"at": LEAST, "offset": LEAST}])
    await staff.unassign(play, TASHA, random.Random(2))
    await staff.reassign(play, TASHA, random.Random(3))


async def poisoned_rows_and_time(play: Play) -> None:
    """A participant's rows made housekeeping fail for everyone after 90 days.

    A restore failed for the whole deployment.
    """
    hand = play.hand(TASHA, random.Random(1))
    own, edge = play.streams(TASHA)["own"], {"at": LEAST, "offset": LEAST}
    await afterwards.back_up(play)
    goal = hand.fresh()
    await play.push(TASHA, [made(hand, "goal", goal, own) | edge])
    for key in ([LEAST, 2**53 - 1, 2**53 - 1, 2**53 - 1], [-(2**60), -1, 2**60, 2**60]):
        edit = hand.write(
            "goal", goal, base={"words": [[NOWHERE, key]]}, set={"words": {"title": "y"}}
        )
        await play.push(
            TASHA,
            [edit | edge, made(hand, "goal", hand.fresh(), own) | {"acknowledged": {"key": key}}],
        )
    row = of(play, "goal", own, goal)
    await play.push(TASHA, [hand.other(row, "remove") | edge, hand.other(row, "dismiss") | edge])
    await play.push(
        TASHA, [hand.moved(row, shared=True) | edge, hand.moved(row, shared=False) | edge]
    )
    await afterwards.keep(play)
    await afterwards.restore(play)


async def a_dismissal_of_nothing(play: Play) -> None:
    """An edit that should not pass passed every check.

    A reader moved rows of the library, of flags and of others, and a peer was given a seal for it.
    """
    for seat in (TASHA, DION, MARCUS):
        hand = play.hand(seat, random.Random(1))
        for row in [
            row
            for row in hand.rows
            if row.stream in hand.roles and row.state == LIVE and row.entity != "profile"
        ]:
            nothings: list[dict[str, Any]] = [
                {},
                {register: [] for register in row.heads},
                *({register: []} for register in row.heads),
            ]
            acts = [
                hand.write(row.entity, row.record, stream=row.stream, op="dismiss", base=base)
                for base in nothings
            ]
            await play.push(seat, acts)


async def numbers_at_their_edges(play: Play) -> None:
    """Each of these ended in a 5xx.

    No entity, a huge number in a proof, a zone that is a folder, a record id of 2,700 characters.
    """
    hand = play.hand(TASHA, random.Random(1))
    own = play.streams(TASHA)["own"]
    seal = {"key": [float("inf"), 0, 0, 0], "seal": "x"}
    odd: list[Wire] = [
        {"entity": ""},
        {"acknowledged": seal},
        {"record": "x" * 2_700, "n": -1},
        {"record": "x" * 9_000, "entity": "unheard_of"},
        {"id": "y" * 100},
        {"base": {"": [], "life": [], "/": []}},
    ]
    for told in odd:
        await play.push(
            TASHA,
            [made(hand, "goal", hand.fresh(), own) | told, made(hand, "goal", hand.fresh(), own)],
        )


async def a_zone_that_is_a_folder(play: Play) -> None:
    """Every assignment of a person whose home was `America` failed."""
    uuid = play.cast.people["tasha"].uuid
    row = of(play, "profile", play.streams(TASHA)["account"], singleton_id(uuid, "profile"))
    for zone in ("America", "Europe", "Etc", "../UTC", "Nowhere/At_All"):
        hand = play.hand(TASHA, random.Random(1))
        told = hand.write(
            "profile",
            row.record,
            stream=row.stream,
            set={"zone": {"time_zone": zone, "zone_mode": "home"}},
        )
        await play.push(TASHA, [told])
        await staff.unassign(play, TASHA, random.Random(2))
        for draw in range(4):
            await staff.reassign(play, TASHA, random.Random(draw))
        play.tables = await play.layout.read(play.database)


async def words_in_a_peers_refused_write(play: Play) -> None:
    """A peer's refused edit of a goal held its owner's words, since groups travel whole.

    It outlived the goal's erase.
    """
    hand, goal = (
        play.hand(MARCUS, random.Random(1)),
        of(play, "goal", play.streams(TASHA)["shared"]),
    )
    await play.push(
        MARCUS,
        [
            hand.write(
                "goal",
                goal.record,
                stream=goal.stream,
                set={"words": {"title": "A room, she wrote"}},
            )
        ],
    )
    assert "she wrote" in str(play.tables.rows["record"])
    hand = play.hand(TASHA, random.Random(1))
    await play.push(TASHA, [hand.write("goal", goal.record, stream=goal.stream, op="erase")])
    assert "she wrote" not in str(play.tables.rows["record"])


async def what_was_there_before_it_was_shared(play: Play) -> None:
    """A tag removed before sharing, and how many writes came between, travelled to the peer.

    Of a removed goal all its heads.
    """
    hand, own = play.hand(TASHA, random.Random(1)), play.streams(TASHA)["own"]
    await play.read(MARCUS)
    goal = hand.fresh()
    told = [
        made(hand, "goal", goal, own),
        hand.write("goal", goal, set={"tags": {"add": ["court", "housing"]}}),
    ]
    told += [hand.write("goal", goal, set={"words": {"title": f"Version {at}"}}) for at in range(3)]
    await play.push(TASHA, told)
    row = of(play, "goal", own, goal)
    base = {"tags/court": row.heads["tags/court"]}
    await play.push(
        TASHA,
        [
            hand.write("goal", goal, base=base, set={"tags": {"remove": ["court"]}}),
            hand.moved(row, shared=True),
        ],
    )
    await play.read(MARCUS, anew=True)
    row = of(play, "goal", play.streams(TASHA)["shared"], goal)
    await play.push(TASHA, [hand.other(row, "remove")])
    await play.push(TASHA, [hand.write("goal", goal, op="erase")])
    await play.read(MARCUS, anew=True)


async def what_a_curator_takes_away(play: Play) -> None:
    """The heads of a line that the program had written travelled on to every reader.

    Even after a curator had removed it.
    """
    hand, line = play.hand(CORA, random.Random(1)), of(play, "crisis_line")
    await play.read(TASHA)
    await play.push(CORA, [hand.other(line, "remove")])


async def anothers_mutation_id(play: Play) -> None:
    """Whoever sent another's mutation id received its result.

    They got a seal for what a peer had written.
    """
    note = of(play, "encouragement", play.streams(MARCUS)["assignment"])
    goal = of(play, "goal", play.streams(TASHA)["shared"])
    for seat, row in ((TASHA, note), (MARCUS, note), (MARCUS, goal), (DION, goal)):
        for mutation in row.history:
            hand = play.hand(seat, random.Random(1))
            await play.push(seat, [hand.edit(row) | {"id": mutation}])


async def _twin_and_erase(play: Play, seat: int, row: Seen, entity: str, kind: str) -> None:
    """Something of one's own under another's id.

    Then its erase beside a refused mutation that names the other's stream.
    """
    hand, stream = play.hand(seat, random.Random(1)), play.streams(seat)[kind]
    await play.push(seat, [made(hand, entity, row.record, stream)])
    opens = hand.write("goal", hand.fresh(), stream=row.stream, set={"words": {"title": "x"}})
    await play.push(seat, [opens, hand.write(entity, row.record, stream=stream, op="erase")])
    assert of(play, row.entity, row.stream, row.record).state == row.state


def of(play: Play, entity: str, stream: int | None = None, record: str | None = None) -> Seen:
    """The first record of that kind, in that stream, under that id."""
    rows = [row for row in play.tables.records if row.entity == entity and row.state != HIDDEN]
    return min(
        (row for row in rows if stream in (None, row.stream) and record in (None, row.record)),
        key=lambda row: row.place,
    )
