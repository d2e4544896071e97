"""What was taken away stays away: a backup, more life, a restore, on both engines (security: C13, I3)."""

from datetime import date
from typing import Any

import accounts
from database.ledger import note
from domain.ledger_entries import Erased
from domain.records import State, singleton_ids
from program.assignment_end import end_assignment
from records.streams import lock_streams, write_system
from recovery.backup import sqlite_path
from recovery.startup_recovery import catch_up
from tests.fixtures.life import LATER, Life, everything_in, everything_in_records, readers, states
from tests.sync.devices import NOW, Device, new_id, outcomes, singleton_of


async def test_the_tokens_were_there(life: Life) -> None:
    dump = await everything_in(life.database)
    assert [
        token in dump for token in ("shown-token", "kept-token", "refused-token", "step-token")
    ] == [True] * 4


async def test_what_was_erased_is_nowhere_after_a_restore(life: Life, after: Any) -> None:
    async def erase() -> None:
        life.erase(life.secret)
        assert outcomes(await life.phone.sync(now=LATER)) == ["applied"]

    async with after(erase) as database:
        assert await states(database, life.secret) == {life.tasha["own"]: State.ERASED}
        assert await states(database, life.step) == {life.tasha["own"]: State.ERASED}
        dump = await everything_in(database)
        assert "Walk" in dump
        assert "-token" not in dump
        if database.dialect == "sqlite":
            path = sqlite_path(database.url)
            files = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
            assert b"Walk" in files
            assert b"-token" not in files


async def test_what_the_backup_never_knew_cannot_come_back_either(life: Life, after: Any) -> None:
    made = {}

    async def write_and_erase() -> None:
        made["goal"] = life.phone.write("goal", {"words": {"title": "late-token"}})
        await life.phone.sync(now=LATER)
        life.erase(made["goal"]["record"])
        await life.phone.sync(now=LATER)

    async with after(write_and_erase) as database:
        record = made["goal"]["record"]
        assert await states(database, record) == {life.tasha["own"]: State.ERASED}
        other = Device(database, life.phone.caller, life.tasha)
        other.outbox = [made["goal"]]
        assert outcomes(await other.sync(now=LATER)) == ["gone"]
        assert "late-token" not in await everything_in(database)


async def test_a_phone_that_was_revoked_stays_out(life: Life, after: Any) -> None:
    device = life.desk.caller.device
    async with life.database.transaction() as connection:
        await accounts.add_session(
            connection,
            token_hash="hash",
            program=1,
            person=life.marcus,
            device=device,
            now=NOW,
            expires_at=NOW + 9_000_000,
        )

    async def revoke() -> None:
        async with life.database.transaction() as connection:
            await accounts.revoke_device(connection, device, LATER)

    async with after(revoke) as database, database.reading() as connection:
        assert await accounts.session_by_token_hash(connection, "hash", LATER) is None
        assert await accounts.revocation(connection, "hash") == "wipe"


async def test_a_phone_that_went_with_another_stays_out_and_sealed(life: Life, after: Any) -> None:
    device = life.desk.caller.device
    async with life.database.transaction() as connection:
        await accounts.add_session(
            connection,
            token_hash="hash",
            program=1,
            person=life.marcus,
            device=device,
            now=NOW,
            expires_at=LATER * 2,
        )

    async def cut() -> None:
        async with life.database.transaction() as connection:
            await accounts.revoke_device(connection, device, LATER, sealed=True)

    async with after(cut) as database, database.reading() as connection:
        assert await accounts.revocation(connection, "hash") == "seal"


async def test_a_session_that_ended_stays_ended(life: Life, after: Any) -> None:
    async with life.database.transaction() as connection:
        for token, streams in (("mine", life.phone), ("other", life.desk)):
            await accounts.add_session(
                connection,
                token_hash=token,
                program=1,
                person=streams.caller.person,
                device=streams.caller.device,
                now=NOW,
                expires_at=NOW + 9_000_000,
            )

    async def sign_out() -> None:
        async with life.database.transaction() as connection:
            await accounts.end_sessions_on(connection, life.phone.caller.device)

    async with after(sign_out) as database, database.reading() as connection:
        assert await accounts.session_by_token_hash(connection, "mine", LATER) is None
        assert await accounts.session_by_token_hash(connection, "other", LATER)


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
    """As they could be once. The ledger then said so of every place before it said that sharing was stopped."""
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
    async with lock_streams(life.database, [account], now=LATER) as writer:
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


async def test_what_was_shared_and_hidden_after_the_backup_is_not_shown_when_a_phone_offers_it_again(
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


async def test_an_assignment_that_ended_stays_ended(life: Life, after: Any) -> None:
    async def end() -> None:
        async with lock_streams(
            life.database, [life.tasha["shared"], life.stream], now=LATER
        ) as writer:
            made = await accounts.assignment(writer.connection, life.assignment)
            assert made
            await end_assignment(writer, made, date(2026, 9, 22), mutation=new_id())

    async with after(end) as database:
        assert life.marcus not in await readers(database, life.tasha["shared"]) | await readers(
            database, life.stream
        )
        async with database.reading() as connection:
            made = await accounts.assignment(connection, life.assignment)
            assert made
            assert (made.status, made.ends_on, made.shares) == ("ended", date(2026, 9, 22), False)
        phone = Device(database, life.phone.caller, life.tasha)
        await phone.sync_all(now=LATER)
        assert [
            row["body"]["terms"]["status"]
            for row in phone.rows.values()
            if row["entity"] == "assignment"
        ] == ["ended"]


async def test_someone_who_left_stays_away(life: Life, after: Any) -> None:
    async def leave() -> None:
        async with life.database.transaction() as connection:
            await accounts.set_status(connection, life.marcus, "removed")
            await accounts.revoke_all(connection, life.marcus)

    async with after(leave) as database, database.reading() as connection:
        who = await accounts.person(connection, life.marcus)
        assert who
        assert who.status == "removed"
        assert await accounts.streams_readable_by(connection, life.marcus) == []


async def test_codes_that_were_open_do_not_open_anything_after_a_restore(
    life: Life, after: Any
) -> None:
    async with life.database.transaction() as connection:
        await accounts.add_code(
            connection,
            code_hash="code",
            program=1,
            made_by=life.marcus,
            now=NOW,
            expires_at=NOW + 9_000_000,
        )

    async def use() -> None:
        async with life.database.transaction() as connection:
            assert await accounts.redeem_code(connection, "code", LATER)

    async with after(use) as database, database.transaction() as connection:
        assert await accounts.redeem_code(connection, "code", LATER) is None


async def test_ids_that_the_lost_days_gave_out_are_not_given_out_again(
    life: Life, after: Any
) -> None:
    lost = []

    async def grow() -> None:
        async with life.database.transaction() as connection:
            lost.append(
                await accounts.add_device(
                    connection, program=1, person=life.marcus, label="", platform="web", now=LATER
                )
            )

    async with after(grow) as database, database.transaction() as connection:
        made = await accounts.add_device(
            connection, program=1, person=life.marcus, label="", platform="web", now=LATER
        )
        assert made.id > lost[0].id


async def test_doing_it_again_changes_nothing_and_notes_nothing(life: Life, after: Any) -> None:
    async def much() -> None:
        life.erase(life.secret)
        life.say_yes(False)
        life.phone.write(
            "goal",
            {"visibility": {"shared": False}},
            stream=life.tasha["shared"],
            record=life.shared,
        )
        await life.phone.sync(now=LATER)

    async with after(much) as database:
        before, lines = await everything_in_records(database), len(database.ledger.read())
        async with database.transaction() as connection:
            await connection.run("DELETE FROM ledger WHERE content NOT LIKE '%mark%'")
        assert await catch_up(database, epoch="again", now=LATER)
        assert await everything_in_records(database) == before
        assert len(database.ledger.read()) == lines + 1, "a mark and nothing else"
