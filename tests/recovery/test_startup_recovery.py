"""What was taken away stays away: a backup, more life, a restore, on both engines.

Security: C13, I3.
"""

from datetime import date
from typing import Any

import accounts
from domain.records import State
from program.assignment_end import end_assignment
from records.streams import stream_transaction
from recovery.backup import sqlite_path
from recovery.startup_recovery import catch_up
from tests.fixtures.life import LATER, Life, everything_in, everything_in_records, readers, states
from tests.phone.ids import new_id
from tests.sync.devices import NOW, Device, outcomes


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


async def test_an_assignment_that_ended_stays_ended(life: Life, after: Any) -> None:
    async def end() -> None:
        async with stream_transaction(
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
