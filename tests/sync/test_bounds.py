"""What happens where one record holds as much as it may.

Nothing strict is loosened, and no word is lost (`docs/sync.md`, section 4).
"""

from typing import Any

import pytest

from domain.bounds import AHEAD_IN_ALL, ELEMENTS, HEADS, LET_GO
from domain.entities.notification_settings import ALWAYS
from domain.wire import SyncAnswer
from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes, singleton_of
from tests.sync.town import Town


@pytest.fixture
async def phone(town: Town) -> Device:
    return await town.device(await town.participant("Tasha"))


async def _sent(phone: Device, mutations: list[dict[str, Any]]) -> list[SyncAnswer]:
    answers = []
    while mutations:
        phone.outbox, mutations = mutations[:200], mutations[200:]
        answers.append(await phone.sync())
    return [*answers, *await phone.sync_all()]


def _edits(
    phone: Device, entity: str, record: str, stream: int, values: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Edits that name nothing, each of one that saw none of the others."""
    made = [
        phone.mutate(entity=entity, record=record, stream=stream, set=value) for value in values
    ]
    phone.outbox = []
    return made


async def _stored(phone: Device, record: str) -> str:
    """Every word that is kept of a record, and what is refused of it."""
    async with phone.database.reading() as connection:
        rows = await connection.rows(
            (
                "SELECT body, kept, dismissed FROM record "
                "WHERE record = $1 OR entity = 'refused_write'"
            ),
            record,
        )
    return "".join(f"{row}" for row in rows)


def _titles(count: int, first: int = 0) -> list[dict[str, Any]]:
    return [{"words": {"title": f"title {number:05}"}} for number in range(first, first + count)]


async def test_the_least_version_is_let_go_and_no_word_is_lost(phone: Device) -> None:
    goal, count = new_id(), HEADS + 70
    await _sent(phone, _edits(phone, "goal", goal, phone.streams["own"], _titles(count)))

    shown = phone.shown(goal)
    assert shown["body"]["words"]["title"] == f"title {count - 1:05}"
    assert len(shown["heads"]["words"]) == HEADS
    assert [head[1] for head in shown["heads"]["words"]] == sorted(
        (head[1] for head in shown["heads"]["words"]), reverse=True
    )
    stored = await _stored(phone, goal)
    assert [each for each in _titles(count) if each["words"]["title"] not in stored] == []


async def test_the_late_word_of_a_slow_clock_is_let_go_itself(phone: Device) -> None:
    goal = new_id()
    edits = _edits(phone, "goal", goal, phone.streams["own"], _titles(HEADS + 1))
    late = edits.pop(0)
    answers = await _sent(phone, [*edits, late])

    assert [
        result.groups for answer in answers for result in answer.results if result.id == late["id"]
    ] == [{"words": "kept"}]
    assert late["id"] not in {head[0] for head in phone.shown(goal)["heads"]["words"]}
    assert "title 00000" in await _stored(phone, goal)


async def test_beyond_what_was_let_go_an_edit_that_saw_nothing_is_refused_with_its_words(
    phone: Device,
) -> None:
    goal, count = new_id(), HEADS + LET_GO + 3
    answers = await _sent(phone, _edits(phone, "goal", goal, phone.streams["own"], _titles(count)))

    refused = [
        result for answer in answers for result in answer.results if result.outcome == "refused"
    ]
    assert [(each.code, each.field) for each in refused] == [("too_many", "words")] * 3
    stored = await _stored(phone, goal)
    assert [each for each in _titles(count) if each["words"]["title"] not in stored] == []
    phone.write("goal", {"words": {"title": "What saw the screen"}}, record=goal)
    assert outcomes(await phone.sync()) == ["applied"]
    for op, base in (
        ("dismiss", {"words": [phone.shown(goal)["heads"]["words"][-1]]}),
        ("remove", phone.shown(goal)["heads"]),
        ("erase", {}),
    ):
        phone.mutate(op=op, entity="goal", record=goal, stream=phone.streams["own"], base=base)
        assert outcomes(await phone.sync()) == ["applied"]


async def test_a_stop_is_never_displaced(phone: Device) -> None:
    """A looser wish that displaces a stop says what the stop said."""
    settings, account = singleton_of(phone.streams, "sharing_settings"), phone.streams["account"]
    stops = [{"stop": {"stop_all_sharing": True}}] * HEADS + [{"stop": {"stop_all_sharing": False}}]
    edits = _edits(phone, "sharing_settings", settings, account, stops)
    loose = edits[-1]
    await _sent(phone, edits)
    heads = phone.shown(settings)["heads"]["stop"]
    assert len(heads) == HEADS
    assert loose["id"] in {head[0] for head in heads}

    seen = [head for head in heads if head[0] != loose["id"]]
    phone.mutate(
        entity="sharing_settings",
        record=settings,
        stream=account,
        base={"stop": seen},
        set={"stop": {"stop_all_sharing": False}},
    )
    await phone.sync()
    assert phone.shown(settings)["body"]["stop"]["stop_all_sharing"], (
        "a loosening counts only when it names every head"
    )


async def test_no_quiet_hour_is_lost_and_too_many_are_all_hours(phone: Device) -> None:
    settings, account = (
        singleton_of(phone.streams, "notification_settings"),
        phone.streams["account"],
    )
    spans = [
        {"since": f"{turn // 60:02}:{turn % 60:02}", "until": "23:59"} for turn in range(HEADS + 30)
    ]
    await _sent(
        phone,
        _edits(
            phone,
            "notification_settings",
            settings,
            account,
            [{"quiet": {"quiet": [span]}} for span in spans],
        ),
    )
    shown = phone.shown(settings)["body"]["quiet"]["quiet"]
    assert [span for span in spans if span not in shown] == []

    many = [
        {
            "quiet": {
                "quiet": [
                    {"since": f"{turn % 24:02}:{each:02}", "until": "23:00"} for each in range(7)
                ]
            }
        }
        for turn in range(200)
    ]
    await _sent(phone, _edits(phone, "notification_settings", settings, account, many))
    assert ALWAYS in phone.shown(settings)["body"]["quiet"]["quiet"]
    assert len(phone.shown(settings)["heads"]["quiet"]) == HEADS


async def test_a_set_takes_elements_out_where_it_can_take_no_more_in(phone: Device) -> None:
    favourites, own = singleton_of(phone.streams, "favourites"), phone.streams["own"]
    ids = [new_id() for _ in range(ELEMENTS + 200)]
    adds = [{"resources": {"add": ids[first : first + 200]}} for first in range(0, len(ids), 200)]
    answers = await _sent(phone, _edits(phone, "favourites", favourites, own, adds))
    assert [result.code for answer in answers for result in answer.results] == [None] * (
        ELEMENTS // 200
    ) + ["too_many"]

    heads = phone.shown(favourites)["heads"]
    gone = {
        "base": {f"resources/{ids[0]}": heads[f"resources/{ids[0]}"]},
        "set": {"resources": {"remove": [ids[0], new_id()]}},
    }
    phone.mutate(entity="favourites", record=favourites, stream=own, **gone)
    assert outcomes(await phone.sync()) == ["applied"]
    assert phone.shown(favourites)["body"]["resources"]["resources"] == sorted(ids[1:ELEMENTS])


async def test_a_remove_may_name_every_element_of_a_full_set(phone: Device) -> None:
    goal, own = new_id(), phone.streams["own"]
    words = [f"w{number}" for number in range(ELEMENTS - 1)]
    adds = [{"tags": {"add": words[first : first + 8]}} for first in range(0, len(words), 8)]
    await _sent(phone, _edits(phone, "goal", goal, own, [{"words": {"title": "A room"}}, *adds]))
    heads = phone.shown(goal)["heads"]
    assert len(heads) == ELEMENTS
    phone.mutate(op="remove", entity="goal", record=goal, stream=own, base=heads)
    assert outcomes(await phone.sync()) == ["applied"]
    assert phone.shown(goal)["state"] == "removed"


async def test_refused_edits_that_name_each_other_hold_no_one_up(phone: Device) -> None:
    goal, own = new_id(), phone.streams["own"]
    phone.mutate(entity="goal", record=goal, stream=own, set={"words": {"title": "A room"}})
    ids = [new_id(), new_id()]
    for mutation, base in (ids, ids[::-1]):
        phone.mutate(
            id=mutation,
            entity="goal",
            record=goal,
            stream=own,
            base={"words": [[base]]},
            set={"words": {"title": "x" * 200}},
        )
    phone.mutate(
        entity="goal",
        record=goal,
        stream=own,
        base={"words": [[ids[0]]]},
        set={"words": {"title": "Short"}},
    )
    assert outcomes(await phone.sync()) == ["applied", "refused", "refused", "applied"]


async def test_what_is_too_dear_for_one_push_is_deferred_and_taken_by_the_next(
    phone: Device,
) -> None:
    goals = [
        phone.write("goal", {"words": {"title": f"goal {turn}"}})["record"] for turn in range(20)
    ]
    await phone.sync()
    for goal in goals:
        base = {f"tags/{turn}": [[new_id(), [1, 0, 9, 9]]] for turn in range(1_000)}
        phone.mutate(
            op="remove",
            entity="goal",
            record=goal,
            stream=phone.streams["own"],
            base=base | phone.shown(goal)["heads"],
        )
    pushes = 0
    while phone.outbox:
        told = outcomes(await phone.sync())
        assert told == sorted(told)
        assert told[0] == "applied"
        pushes += 1
    assert 1 < pushes < 6
    assert {phone.shown(goal)["state"] for goal in goals} == {"removed"}


async def _bytes_beside(phone: Device, record: str) -> int:
    """Of what a row holds beside the wire."""
    async with phone.database.reading() as connection:
        return int(
            await connection.value(
                "SELECT coalesce(length(covered), 0) FROM record WHERE record = $1", record
            )
        )


async def test_a_remove_that_names_what_never_came_leaves_little(phone: Device) -> None:
    """Two thousand registers each had room for what was to come: one row grew to 90 MB."""
    goal, own = (
        phone.write("goal", {"words": {"title": "A room"}, "tags": {"add": ["home"]}})["record"],
        phone.streams["own"],
    )
    await phone.sync()
    for push in range(3):
        unknown = {
            f"tags/{push} {turn}": [[new_id(), [1, 0, 9, 9]] for _ in range(100)]
            for turn in range(60)
        }
        phone.mutate(
            op="remove",
            entity="goal",
            record=goal,
            stream=own,
            base=unknown | phone.shown(goal)["heads"],
        )
        assert outcomes(await phone.sync()) == ["applied"]
    assert phone.shown(goal)["state"] == "removed"
    assert await _bytes_beside(phone, goal) < AHEAD_IN_ALL * 40 + 10_000


async def test_an_edit_that_names_what_never_came_leaves_little(phone: Device) -> None:
    favourites, own = singleton_of(phone.streams, "favourites"), phone.streams["own"]
    for _ in range(3):
        added = [new_id() for _ in range(60)]
        unknown = {
            f"resources/{each}": [[new_id(), [1, 0, 9, 9]] for _ in range(100)] for each in added
        }
        phone.mutate(
            entity="favourites",
            record=favourites,
            stream=own,
            base=unknown,
            set={"resources": {"add": added}},
        )
        assert outcomes(await phone.sync()) == ["applied"]
        assert set(added) <= set(phone.shown(favourites)["body"]["resources"]["resources"])
    assert await _bytes_beside(phone, favourites) < AHEAD_IN_ALL * 40 + 10_000
