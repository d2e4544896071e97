"""Two acts in one push: one opens a stream, the other takes an id that stands there too.

Neither reaches what is not its own.
"""

from typing import Any

import pytest

from database.database import Database
from domain.authority import SYSTEM, InRole, Unauthorised
from domain.declare import Role, StreamKind
from domain.permissions import Writable
from domain.records import Record, singleton_id
from records.streams import stream_transaction, write_system
from recovery.ledger_replay import replay_entries
from tests.fixtures.edge import in_transaction
from tests.phone.ids import new_id
from tests.sync.devices import NOW, Device, outcomes
from tests.sync.town import Town


class Place:
    """Tasha shares a goal with Marcus, who wrote to her; Sam is another participant.

    There is a library and a flag.
    """

    def __init__(self, town: Town) -> None:
        self.town, self.database = town, town.database

    async def begin(self) -> None:
        town = self.town
        self.tasha, self.sam = await town.participant("Tasha"), await town.participant("Sam")
        self.marcus = await town.peer("Marcus")
        self.walk = await town.assign(self.tasha, self.marcus)
        async with self.database.transaction() as connection:
            await connection.run(
                "UPDATE stream SET person = $2 WHERE id = $1", self.walk, self.tasha["person"]
            )
        self.flags = await town.stream("flags", person=self.tasha["person"])
        await town.grant(self.tasha["person"], self.flags, "participant")
        await town.grant(self.marcus["person"], self.flags, "peer")
        await town.grant(self.marcus["person"], self.tasha["shared"], "peer")
        await town.grant(self.marcus["person"], town.library, "reader")
        self.phone, self.desk, self.other = [
            await town.device(each) for each in (self.tasha, self.marcus, self.sam)
        ]
        await self._write()

    async def _write(self) -> None:
        shared = self.tasha["shared"]
        self.goal = self.phone.write(
            "goal", {"words": {"title": "Walk"}, "visibility": {"shared": True}}, stream=shared
        )["record"]
        self.step = self.phone.write(
            "goal_step", {"goal": {"goal": self.goal}, "words": {"text": "Shoes"}}, stream=shared
        )["record"]
        ask = {"ask": {"recorded_at": "2026-09-21T10:00:00Z"}}
        self.flag = self.phone.write("support_flag", ask, stream=self.flags)["record"]
        self.note = self.desk.write(
            "encouragement", {"words": {"text": "Well done"}}, stream=self.walk
        )["record"]
        for device in (self.phone, self.desk):
            assert set(outcomes(await device.sync())) == {"applied"}
        self.line = new_id()
        line = {"line": {"label": "988", "kind": "call", "value": "988"}}
        async with stream_transaction(self.database, [self.town.library], now=NOW) as writer:
            await write_system(
                writer, self.town.library, "crisis_line", self.line, line, mutation=new_id()
            )

    async def rows(self, *streams: int) -> list[tuple[Any, ...]]:
        async with self.database.reading() as connection:
            every = [
                await connection.rows(
                    "SELECT * FROM record WHERE stream = $1 ORDER BY record", stream
                )
                for stream in streams
            ]
            heads = [
                await connection.rows("SELECT * FROM stream WHERE id = $1", stream)
                for stream in streams
            ]
        return [row for rows in (*every, *heads) for row in rows]


@pytest.fixture
async def place(town: Town) -> Place:
    made = Place(town)
    await made.begin()
    return made


def erase_a_twin(device: Device, record: str, opened: int, *, entity: str = "goal") -> None:
    """Write something of one's own under a foreign id, and erase it.

    A mutation beside it names the foreign stream.
    """
    groups: dict[str, Any] = (
        {"words": {"title": "Mine"}} if entity == "goal" else {"origin": {"participant": 1}} | DRAFT
    )
    stream = device.streams["own" if entity == "goal" else "account"]
    device.write(entity, groups, stream=stream, record=record)
    device.mutate(entity="goal", record=new_id(), stream=opened, set={"words": {"title": "x"}})
    device.mutate(entity=entity, record=record, stream=stream, op="erase")


DRAFT = {"words": {"text": "x"}, "schedule": {"starts_on": "2026-09-22", "local_time": "09:00"}}


async def test_a_reader_erases_no_line_of_the_library(place: Place) -> None:
    before = await place.rows(place.town.library)
    erase_a_twin(place.phone, place.line, place.town.library)
    await place.phone.sync()
    assert await place.rows(place.town.library) == before


async def test_a_peer_erases_no_shared_goal_no_step_and_no_flag(place: Place) -> None:
    before = await place.rows(place.tasha["shared"], place.flags)
    for record, stream in (
        (place.goal, place.tasha["shared"]),
        (place.step, place.tasha["shared"]),
        (place.flag, place.flags),
    ):
        erase_a_twin(place.desk, record, stream, entity="nudge_draft")
        await place.desk.sync()
    assert await place.rows(place.tasha["shared"], place.flags) == before


async def test_a_participant_erases_neither_a_peers_note_nor_the_assignment(place: Place) -> None:
    async with place.database.reading() as connection:
        uuid = await connection.value("SELECT uuid FROM assignment WHERE stream = $1", place.walk)
    before = await place.rows(place.walk)
    for record in (place.note, singleton_id(uuid, "assignment")):
        erase_a_twin(place.phone, record, place.walk)
        await place.phone.sync()
    assert await place.rows(place.walk) == before


async def test_the_twin_itself_is_erased(place: Place) -> None:
    erase_a_twin(place.phone, place.line, place.town.library)
    answer = await place.phone.sync()
    assert outcomes(answer)[-1] == "applied"
    assert await _states(place.database, place.line) == {
        place.town.library: 0,
        place.tasha["own"]: 3,
    }


async def test_a_replayed_erase_takes_no_more_than_the_erase_did(place: Place) -> None:
    erase_a_twin(place.phone, place.note, place.walk)
    await place.phone.sync()
    await _replay_takes_only(place, place.note, own=place.tasha["own"], foreign=place.walk)


async def test_a_replayed_erase_of_a_peers_draft_takes_the_draft_alone(place: Place) -> None:
    erase_a_twin(place.desk, place.goal, place.tasha["shared"], entity="nudge_draft")
    await place.desk.sync()
    await _replay_takes_only(
        place, place.goal, own=place.marcus["account"], foreign=place.tasha["shared"]
    )


async def test_a_replayed_erase_reaches_no_stream_that_the_push_did_not_open(place: Place) -> None:
    """The call for help stood under the id of the goal that was erased.

    The erase never came to its stream.
    """
    place.phone.write(
        "goal", {"words": {"title": "Mine"}}, stream=place.tasha["own"], record=place.flag
    )
    place.phone.mutate(entity="goal", record=place.flag, stream=place.tasha["own"], op="erase")
    assert outcomes(await place.phone.sync()) == ["applied", "applied"]
    await _replay_takes_only(place, place.flag, own=place.tasha["own"], foreign=place.flags)


async def _replay_takes_only(place: Place, record: str, *, own: int, foreign: int) -> None:
    before = await place.rows(foreign)
    async with place.database.transaction() as connection:
        await connection.run(
            "UPDATE record SET state = 0 WHERE stream = $1 AND record = $2", own, record
        )
    await in_transaction(
        place.database, replay_entries, place.database.ledger.read(), now=NOW + 20_000
    )
    assert await place.rows(foreign) == before
    assert (await _states(place.database, record))[own] == 3


NOTHING: tuple[dict[str, Any], ...] = ({}, {"words": []}, {"words": [], "measure": []})


async def test_a_dismissal_that_names_nothing_moves_no_row(place: Place) -> None:
    before = await place.rows(place.town.library, place.flags, place.tasha["shared"])
    for device in (place.phone, place.desk, place.other):
        for entity, record, stream in (
            ("crisis_line", place.line, place.town.library),
            ("support_flag", place.flag, place.flags),
            ("goal", place.goal, place.tasha["shared"]),
        ):
            for base in NOTHING:
                device.mutate(entity=entity, record=record, stream=stream, op="dismiss", base=base)
        answer = await device.sync()
        assert set(outcomes(answer)) == {"refused"}
        assert not any(result.seal for result in answer.results)
    assert await place.rows(place.town.library, place.flags, place.tasha["shared"]) == before


async def test_a_dismissal_that_names_nothing_is_refused(place: Place) -> None:
    """Also of what is one's own: it would move a row and say nothing."""
    before = await place.rows(place.tasha["shared"])
    for base in NOTHING:
        place.phone.mutate(
            entity="goal", record=place.goal, stream=place.tasha["shared"], op="dismiss", base=base
        )
    assert outcomes(await place.phone.sync()) == ["refused"] * 3
    assert await place.rows(place.tasha["shared"]) == before


async def test_a_twin_in_a_stream_of_two_stands_in_nobodys_way(place: Place) -> None:
    """A peer wrote a note under the id under which a participant makes a goal, and a step of it."""
    goal = place.desk.write("encouragement", {"words": {"text": "Twin"}}, stream=place.walk)[
        "record"
    ]
    assert outcomes(await place.desk.sync()) == ["applied"]
    place.phone.mutate(
        entity="encouragement", record=place.note, stream=place.walk, set={"answer": {"seen": True}}
    )
    place.phone.write("goal", {"words": {"title": "Mine"}}, record=goal)
    place.phone.write("goal_step", {"goal": {"goal": goal}, "words": {"text": "Socks"}})
    assert outcomes(await place.phone.sync()) == ["applied"] * 3


async def test_what_a_peer_makes_of_a_shared_goal_is_refused_and_never_waits(place: Place) -> None:
    place.desk.write(
        "goal_step",
        {"goal": {"goal": place.goal}, "words": {"text": "Mine"}},
        stream=place.tasha["shared"],
    )
    place.desk.write("goal_progress", {"goal": {"goal": new_id()}}, stream=place.tasha["shared"])
    assert outcomes(await place.desk.sync()) == ["refused", "refused"]


async def test_a_stream_that_is_only_read_is_not_locked_by_a_push(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def noting(database: Database, streams: Any, *, now: int) -> Any:
        asked.append(set(streams))
        return stream_transaction(database, asked[-1], now=now)

    monkeypatch.setattr("sync.exchange.stream_transaction", noting)
    for stream in (place.tasha["shared"], place.flags, place.town.library, place.walk):
        place.desk.mutate(
            entity="goal", record=new_id(), stream=stream, set={"words": {"title": "x"}}
        )
    await place.desk.sync()
    assert asked == [{place.marcus["account"], place.walk}]


async def test_saving_on_the_wrong_word_takes_the_whole_transaction_back(place: Place) -> None:
    peer = InRole({place.walk: Writable(place.walk, StreamKind.ASSIGNMENT, Role.PEER)})
    reader = InRole(
        {place.town.library: Writable(place.town.library, StreamKind.LIBRARY, Role.READER)}
    )
    before = await place.rows(place.walk, place.town.library)
    for stream, entity, authority in (
        (place.walk, "goal", peer),
        (place.walk, "assignment", InRole({})),
        (place.town.library, "crisis_line", reader),
        (place.walk, "goal", SYSTEM),
    ):
        with pytest.raises(Unauthorised):
            async with stream_transaction(
                place.database, [place.walk, place.town.library], now=NOW
            ) as writer:
                record = Record(stream=stream, record=new_id(), entity=entity)
                await writer.records([record.record])
                writer.number(record)
                await writer.save([record], authority)
    assert await place.rows(place.walk, place.town.library) == before


async def _states(database: Database, record: str) -> dict[int, int]:
    async with database.reading() as connection:
        return dict(
            await connection.rows("SELECT stream, state FROM record WHERE record = $1", record)
        )
