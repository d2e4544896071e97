"""What time empties: at its day and not before, through the one door, on both engines.

Security: B16.
"""

import msgspec
import pytest

from database.database import Database
from domain.records import State
from recovery.retention import DAY, apply_retention
from tests.fixtures.life import check_digests, everything_in, states
from tests.sync.devices import NOW, Device, outcomes


async def removed(phone: Device, title: str) -> str:
    record: str = phone.write("goal", {"words": {"title": title}})["record"]
    await phone.sync()
    phone.remove("goal", record)
    await phone.sync()
    return record


async def state_of(phone: Device, record: str) -> State:
    return (await states(phone.database, record))[phone.streams["own"]]


@pytest.mark.parametrize(
    ("days", "state"), [(89, State.REMOVED), (90, State.EMPTIED), (91, State.EMPTIED)]
)
async def test_the_bin_keeps_words_for_ninety_days(phone: Device, days: int, state: State) -> None:
    record = await removed(phone, "binned-token")
    await apply_retention(phone.database, now=NOW)

    kept = await apply_retention(phone.database, now=NOW + days * DAY)
    assert kept.emptied == (state is State.EMPTIED)
    assert await state_of(phone, record) is state
    assert ("binned-token" in await everything_in(phone.database)) is (state is State.REMOVED)
    await check_digests(phone.database)


async def test_a_phones_clock_shortens_no_ones_ninety_days(phone: Device) -> None:
    record = phone.write("goal", {"words": {"title": "Walk"}}, at=1_000)["record"]
    await phone.sync()
    phone.mutate(
        entity="goal",
        record=record,
        op="remove",
        at=2_000,
        base={"words": phone._heads(phone.streams["own"], record, "words")},
    )
    await phone.sync()
    await apply_retention(phone.database, now=NOW)
    await apply_retention(phone.database, now=NOW + 89 * DAY)
    assert await state_of(phone, record) is State.REMOVED


async def test_what_came_back_in_between_is_not_emptied_and_begins_anew_when_it_is_removed_again(
    phone: Device,
) -> None:
    record = await removed(phone, "Walk")
    await apply_retention(phone.database, now=NOW)
    phone.restore("goal", record)
    await phone.sync(now=NOW + 10 * DAY)
    await apply_retention(phone.database, now=NOW + 90 * DAY)
    assert await state_of(phone, record) is State.LIVE

    phone.remove("goal", record)
    phone.mutate(
        entity="goal",
        record=record,
        op="remove",
        base={"life": phone._heads(phone.streams["own"], record, "life")},
    )
    await phone.sync(now=NOW + 95 * DAY)
    await apply_retention(phone.database, now=NOW + 96 * DAY)
    await apply_retention(phone.database, now=NOW + 185 * DAY)
    assert await state_of(phone, record) is State.REMOVED
    await apply_retention(phone.database, now=NOW + 186 * DAY)
    assert await state_of(phone, record) is State.EMPTIED


async def test_removed_restored_and_removed_again_between_two_looks_has_ninety_days_from_the_second(
    phone: Device,
) -> None:
    record = await removed(phone, "binned-token")
    await apply_retention(phone.database, now=NOW)
    phone.restore("goal", record)
    await phone.sync(now=NOW + 10 * DAY)
    phone.mutate(
        entity="goal",
        record=record,
        op="remove",
        base={"life": phone._heads(phone.streams["own"], record, "life")},
    )
    await phone.sync(now=NOW + 20 * DAY)
    for day, state in (
        (30, State.REMOVED),
        (90, State.REMOVED),
        (119, State.REMOVED),
        (120, State.EMPTIED),
    ):
        await apply_retention(phone.database, now=NOW + day * DAY)
        assert await state_of(phone, record) is state
        assert ("binned-token" in await everything_in(phone.database)) is (state is State.REMOVED)
    await check_digests(phone.database)


async def test_of_two_that_are_removed_only_the_one_that_was_restored_begins_anew(
    phone: Device,
) -> None:
    back, other = await removed(phone, "Walk"), await removed(phone, "Read")
    await apply_retention(phone.database, now=NOW)
    phone.restore("goal", back)
    phone.mutate(entity="goal", record=back, op="remove")
    await phone.sync(now=NOW + 10 * DAY)
    await apply_retention(phone.database, now=NOW + 10 * DAY)
    await apply_retention(phone.database, now=NOW + 90 * DAY)
    assert (await state_of(phone, back), await state_of(phone, other)) == (
        State.LIVE,
        State.EMPTIED,
    )


async def test_a_version_that_was_let_go_is_forgotten_in_the_bin_too_and_the_rest_can_be_taken_back(
    phone: Device,
) -> None:
    record = await with_one_let_go(phone)
    phone.remove("goal", record)
    await phone.sync(now=NOW + 50 * DAY)
    await apply_retention(phone.database, now=NOW + 50 * DAY)
    assert (await apply_retention(phone.database, now=NOW + 89 * DAY)).let_go == 0
    assert "let-go-token" in await everything_in(phone.database)
    assert (await apply_retention(phone.database, now=NOW + 90 * DAY)).let_go == 1
    assert await state_of(phone, record) is State.REMOVED
    everything = await everything_in(phone.database)
    assert "let-go-token" not in everything
    assert "shown" in everything
    phone.restore("goal", record)
    await phone.sync(now=NOW + 91 * DAY)
    await phone.sync(now=NOW + 91 * DAY)
    assert phone.shown(record)["body"]["words"]["title"] == "shown"
    await check_digests(phone.database)


async def with_one_let_go(phone: Device) -> str:
    """Write a record of two versions of its words.

    The losing one, `let-go-token`, was let go at NOW.
    """
    record: str = phone.write("goal", {"words": {"title": "first"}})["record"]
    await phone.sync()
    one = phone.mutate(entity="goal", record=record, set={"words": {"title": "shown"}})
    two = phone.mutate(
        entity="goal", record=record, set={"words": {"title": "let-go-token"}}, at=NOW - 50_000
    )
    await phone.sync()
    await phone.sync()
    heads = phone.rows[phone.streams["own"], record]["heads"]["words"]
    losing = list(heads[1:])
    assert losing
    assert {one["id"], two["id"]} <= {head[0] for head in heads}
    phone.mutate(entity="goal", record=record, op="dismiss", base={"words": losing})
    assert outcomes(await phone.sync(now=NOW)) == ["applied"]
    return record


async def test_an_emptied_record_is_told_to_every_phone_and_an_edit_of_it_is_refused_and_kept(
    phone: Device,
) -> None:
    record = await removed(phone, "Walk")
    await apply_retention(phone.database, now=NOW)
    await apply_retention(phone.database, now=NOW + 90 * DAY)
    edit = phone.write("goal", {"words": {"title": "Written on a ship"}}, record=record)
    [answer] = (await phone.sync(now=NOW + 91 * DAY)).results
    assert (answer.outcome, answer.code) == ("refused", "emptied")
    await phone.sync(now=NOW + 91 * DAY)
    assert phone.rows[phone.streams["own"], record] | {"seq": 0} == {
        "seq": 0,
        "entity": "goal",
        "state": State.EMPTIED,
        "heads": {},
        "body": {},
        "kept": None,
    }
    assert "Written on a ship" in await everything_in(phone.database)
    phone.outbox = [edit]
    assert outcomes(await phone.sync(now=NOW + 92 * DAY)) == ["duplicate"]


async def test_a_repeated_mutation_of_an_emptied_record_gets_its_first_answer(
    phone: Device,
) -> None:
    made = phone.write("goal", {"words": {"title": "Walk"}})
    await phone.sync()
    phone.remove("goal", made["record"])
    await phone.sync()
    await apply_retention(phone.database, now=NOW)
    await apply_retention(phone.database, now=NOW + 90 * DAY)
    phone.outbox = [made]
    assert [
        (each.outcome, each.first) for each in (await phone.sync(now=NOW + 91 * DAY)).results
    ] == [("duplicate", "applied")]


@pytest.mark.parametrize(("days", "there"), [(89, True), (90, False), (91, False)])
async def test_a_version_that_was_let_go_can_be_taken_back_for_ninety_days(
    phone: Device, days: int, there: bool
) -> None:
    record = await with_one_let_go(phone)

    kept = await apply_retention(phone.database, now=NOW + days * DAY)
    assert kept.let_go == (not there)
    assert await state_of(phone, record) is State.LIVE
    assert ("let-go-token" in await everything_in(phone.database)) is there
    assert (await apply_retention(phone.database, now=NOW + days * DAY)).let_go == 0
    await check_digests(phone.database)


async def test_many_are_emptied_in_batches(phone: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recovery.retention.BATCH", 3)
    records = [await removed(phone, f"goal {number}") for number in range(7)]
    await apply_retention(phone.database, now=NOW)
    assert (await apply_retention(phone.database, now=NOW + 90 * DAY)).emptied == 7
    assert {await state_of(phone, record) for record in records} == {State.EMPTIED}
    async with phone.database.reading() as connection:
        assert await connection.value("SELECT count(*) FROM bin") == 0


async def test_a_day_without_anything_due_moves_no_head(phone: Device) -> None:
    await removed(phone, "Walk")
    phone.write("goal", {"words": {"title": "Run"}})
    await phone.sync()
    before = await heads(phone.database)
    await apply_retention(phone.database, now=NOW)
    await apply_retention(phone.database, now=NOW + DAY)
    assert await heads(phone.database) == before


async def heads(database: Database) -> bytes:
    async with database.reading() as connection:
        return msgspec.json.encode(
            await connection.rows("SELECT id, head, live, digest FROM stream ORDER BY id")
        )
