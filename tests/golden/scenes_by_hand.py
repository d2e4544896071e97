"""What another client of the same protocol might send.

Page limits, early arrivals, clocks that are wrong, faults of its own.
"""

from typing import TYPE_CHECKING

from tests.golden.acts import ONE, PAT, TWO, begin, known, make, mutation

if TYPE_CHECKING:
    from tests.golden.record import Recorder


async def refusals_by_hand(here: "Recorder") -> None:
    """Codes that the client's own checks let no one meet: another client's faults."""
    await begin(here, ONE, PAT)
    own = here.stream("olive/own")
    fine = mutation(
        1,
        record=known(1),
        entity="goal",
        stream=own,
        set={"words": {"title": "Rest"}, "status": {"status": "released"}},
    )
    await here.by_hand(ONE, mutations=[fine])
    await here.by_hand(
        ONE,
        mutations=[
            mutation(
                2, record=known(2), entity="spaceship", stream=own, set={"words": {"title": "?"}}
            ),
            mutation(3, record=known(1), entity="goal", set={"engine": {"title": "?"}}),
            mutation(
                4,
                record=known(1),
                entity="goal",
                set={"status": {"status": "achieved", "came_from": "released"}},
            ),
            mutation(
                5, record=known(1), entity="goal", set={"words": {"title": "?", "colour": "red"}}
            ),
            mutation(6, record=known(1), entity="plan_item", set={"words": {"text": "?"}}),
            mutation(7, record=known(3), entity="goal", set={"words": {"title": "nowhere"}}),
            mutation(8, record=known(1), entity="goal"),
            {"id": known(9), "n": "nine", "record": known(4), "words": "not a mutation"},
            mutation(
                10,
                record=known(4),
                entity="goal",
                base={"words": [[known(9)]]},
                set={"words": {"title": "on it"}},
            ),
            mutation(
                11,
                record=known(1),
                entity="goal",
                base={"words": [[known(101)]]},
                set={"words": {"title": "Rest well"}},
            ),
        ],
    )
    await here.by_hand(
        PAT,
        mutations=[
            mutation(
                1,
                mark=50,
                record=known(1),
                entity="goal",
                stream=own,
                set={"words": {"title": "mine?"}},
            )
        ],
    )
    note = mutation(
        2,
        mark=50,
        record=known(5),
        entity="encouragement",
        stream=here.stream("olive/pat/1"),
        set={"words": {"text": "Hi"}},
    )
    await here.by_hand(PAT, mutations=[note])
    await here.by_hand(
        ONE,
        mutations=[
            mutation(
                12,
                op="remove",
                record=known(5),
                entity="encouragement",
                stream=note["stream"],
                base={"words": [[note["id"]]]},
            )
        ],
    )
    await here.by_hand(ONE, mutations=[], device=2**40)
    await here.by_hand(ONE, mutations=[{"n": 1}])
    await here.by_hand(ONE, mutations=[], limit=501)
    await here.by_hand(ONE, mutations=[])


async def waiting(here: "Recorder") -> None:
    """A mutation that comes before what it names waits.

    What is sent twice is answered as the first time.
    """
    await begin(here, ONE, TWO)
    own = here.stream("olive/own")
    first = mutation(
        1, record=known(1), entity="goal", stream=own, set={"words": {"title": "Rest"}}
    )
    then = mutation(
        2,
        record=known(1),
        entity="goal",
        stream=own,
        base={"words": [[first["id"]]]},
        set={"words": {"title": "Rest well"}},
    )
    bad = mutation(
        3, record=known(2), entity="goal", stream=own, set={"words": {"title": "x" * 200}}
    )
    for batch in ([then], [first, then, bad], [bad, then, first], [then]):
        await here.by_hand(ONE, mutations=batch, cursor=None)
    await here.by_hand(
        TWO,
        mutations=[mutation(1, mark=50, op="remove", record=known(9), entity="goal", stream=own)],
    )


async def pages(here: "Recorder") -> None:
    """A phone that reads two rows at a time, of what was there and of what is written meanwhile."""
    await begin(here, ONE)
    for number in range(4):
        await make(here, ONE, "olive/own", "journal_note", words={"text": f"note {number}"})
        await make(
            here,
            ONE,
            "olive/shared",
            "plan_item",
            place={"section": "steady"},
            words={"text": f"line {number}"},
        )
    await here.client("sync", phone=ONE)
    await here.sit(TWO)
    cursor, more = None, True
    while more:
        answer = await here.by_hand(TWO, mutations=[], cursor=cursor, limit=2)
        cursor, more = answer["cursor"], answer["more"]
    for number in range(3):
        await make(here, ONE, "olive/own", "journal_note", words={"text": f"later {number}"})
    await here.client("sync", phone=ONE)
    old = cursor
    more = True
    while more:
        answer = await here.by_hand(TWO, mutations=[], cursor=cursor, limit=1)
        cursor, more = answer["cursor"], answer["more"]
    await here.by_hand(TWO, mutations=[], cursor=old)
    await here.by_hand(TWO, mutations=[], cursor="not one of ours")


async def wrong_clocks(here: "Recorder") -> None:
    """Send without an offset, ten years ahead, and with bases whose keys stand above the clock."""
    await begin(here, ONE, TWO)
    own, ten_years = here.stream("olive/own"), 315_360_000_000
    ahead = mutation(
        1,
        at=ten_years,
        offset=None,
        record=known(1),
        entity="goal",
        stream=own,
        set={"words": {"title": "ahead"}},
    )
    await here.by_hand(ONE, mutations=[ahead], sent_at=1_790_000_000_000 + ten_years)
    clamped = mutation(
        2,
        at=ten_years,
        record=known(2),
        entity="goal",
        stream=own,
        set={"words": {"title": "clamped"}},
    )
    answer = await here.by_hand(ONE, mutations=[clamped], cursor=None)
    head = [[clamped["id"], answer["results"][0]["key"]]]
    behind = mutation(
        1,
        at=-ten_years,
        mark=50,
        record=known(2),
        entity="goal",
        base={"words": head},
        set={"words": {"title": "raised"}},
    )
    await here.by_hand(TWO, mutations=[behind], cursor=None)
