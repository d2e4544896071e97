"""What was no longer shared when the backup was restored stays unshared (security: I3)."""

from typing import Any

import accounts
from database.ledger import note
from domain.ledger_entries import Erased
from domain.records import State, singleton_ids
from records.streams import stream_transaction, write_system
from tests.fixtures.life import LATER, Life, readers, states
from tests.phone.ids import new_id
from tests.sync.devices import Device, outcomes, singleton_of


async def test_a_yes_that_was_taken_back_stays_taken_back(life: Life, after: Any) -> None:
    assert life.marcus in await readers(life.database, life.tasha["shared"])

    async def say_no() -> None:
        life.say_yes(False)
        await life.phone.sync(now=LATER)

    async with after(say_no) as database:
        assert life.marcus not in await readers(database, life.tasha["shared"])
        phone = Device(database, life.phone.caller, life.tasha)
        await phone.sync_all(now=LATER)
        assert [
            row["body"]["sharing"] for row in phone.rows.values() if row["entity"] == "assignment"
        ] == [{}]


async def test_a_stop_of_all_sharing_still_holds(life: Life, after: Any) -> None:
    async def stop() -> None:
        record = singleton_of(life.tasha, "sharing_settings")
        life.phone.write(
            "sharing_settings",
            {"stop": {"stop_all_sharing": True}},
            stream=life.tasha["account"],
            record=record,
        )
        assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]

    async with after(stop) as database:
        assert life.marcus not in await readers(database, life.tasha["shared"])
        async with database.reading() as connection:
            who = await accounts.person(connection, life.tasha["person"])
            assert who
            assert who.stop_sharing


async def test_a_stop_holds_where_all_settings_were_erased_before_it(
    life: Life, after: Any
) -> None:
    """As they could be once.

    The ledger then said so of every place before it said that sharing was stopped.
    """
    ids = singleton_ids(life.phone.caller.uuid, "sharing_settings")

    async def stop() -> None:
        async with life.database.transaction() as connection:
            await note(
                connection, Erased(at=LATER, program=1, person=life.tasha["person"], records=ids)
            )
        life.phone.write(
            "sharing_settings",
            {"stop": {"stop_all_sharing": True}},
            stream=life.tasha["account"],
            record=ids[-1],
        )
        assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]

    async with after(stop) as database:
        assert life.marcus not in await readers(database, life.tasha["shared"])


async def test_a_stop_holds_where_something_else_stands_in_the_place_of_the_settings(
    life: Life, after: Any
) -> None:
    account = life.tasha["account"]
    first, second, *_ = singleton_ids(life.phone.caller.uuid, "sharing_settings")
    draft: dict[str, dict[str, Any]] = {
        "origin": {"participant": life.tasha["person"]},
        "words": {"text": "Not settings"},
        "schedule": {"starts_on": "2026-01-01", "local_time": "10:00"},
    }
    async with stream_transaction(life.database, [account], now=LATER) as writer:
        await write_system(writer, account, "nudge_draft", first, draft, mutation=new_id())

    async def stop() -> None:
        life.phone.write(
            "sharing_settings", {"stop": {"stop_all_sharing": True}}, stream=account, record=second
        )
        assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]

    async with after(stop) as database:
        assert life.marcus not in await readers(database, life.tasha["shared"])


async def test_what_was_hidden_stays_hidden_with_its_parts(life: Life, after: Any) -> None:
    own, shared = life.tasha["own"], life.tasha["shared"]
    assert (await states(life.database, life.shared))[shared] is State.LIVE

    async def hide() -> None:
        life.phone.write(
            "goal", {"visibility": {"shared": False}}, stream=shared, record=life.shared
        )
        assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]

    async with after(hide) as database:
        assert await states(database, life.shared) == {own: State.LIVE, shared: State.HIDDEN}
        assert await states(database, life.shared_step) == {own: State.LIVE, shared: State.HIDDEN}
        async with database.reading() as connection:
            left = await connection.rows(
                "SELECT heads, body, kept FROM record WHERE stream = $1", shared
            )
            assert set(left) == {("{}", "{}", None)}
        phone = Device(database, life.phone.caller, life.tasha)
        await phone.sync_all(now=LATER)
        assert phone.rows[own, life.shared]["body"]["visibility"] == {}
        assert phone.rows[own, life.shared]["body"]["words"] == {"title": "Walk"}


async def test_what_was_shared_and_hidden_after_the_backup_is_not_shown_when_offered_again(
    life: Life, after: Any
) -> None:
    made = {}

    async def share_and_hide() -> None:
        made["goal"] = life.phone.write(
            "goal",
            {"words": {"title": "Late"}, "visibility": {"shared": True}},
            stream=life.tasha["shared"],
        )
        await life.phone.sync(now=LATER)
        life.phone.write(
            "goal",
            {"visibility": {"shared": False}},
            stream=life.tasha["shared"],
            record=made["goal"]["record"],
        )
        await life.phone.sync(now=LATER)

    async with after(share_and_hide) as database:
        phone = Device(database, life.phone.caller, life.tasha)
        phone.outbox = [made["goal"]]
        assert outcomes(await phone.sync(now=LATER)) == ["applied"]
        assert (await states(database, made["goal"]["record"]))[life.tasha["own"]] is State.LIVE
        assert (await states(database, made["goal"]["record"])).get(
            life.tasha["shared"]
        ) is not State.LIVE
