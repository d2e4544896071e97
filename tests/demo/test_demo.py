"""The demo's people are fictional and the same on every run.

They live by the product's own rules and words.
"""

import asyncio
import json
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pyotp
import pytest
from argon2 import PasswordHasher

import accounts
from database.database import Database
from database.migrate import migrate
from demo import DemoAccess, seed
from demo.cast import cast, library_resources, words
from domain.entities import SPECS
from notifications.queue.reminders import plan_reminders
from program import invitations
from program.caseload import caseload
from tests.fixtures.edge import in_transaction
from tests.fixtures.house import session_of
from tests.fixtures.opening import open_database

NOW = 1_790_000_000_000
TODAY = date(2026, 9, 21)
UNKIND = re.compile(
    r"\b(addict|abuser|clean|dirty|relapse[ds]?|failed|junkie|alcoholic|recaída|adicto)\b",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\d-])(?:\d{3}-)?555-\d{4}")


async def plant(database: Database) -> DemoAccess:
    return await seed(database, today=TODAY, now=NOW, origin="http://localhost:8000")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoAccess]:
    """Seeded once; each test gets a copy."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"

    async def make() -> DemoAccess:
        database = open_database(f"sqlite:///{path}")
        await database.start()
        await migrate(database)
        access = await plant(database)
        await database.stop()
        return access

    return path, asyncio.run(make())


@pytest.fixture
def access(planted: tuple[Path, DemoAccess]) -> DemoAccess:
    return planted[1]


@pytest.fixture
async def lantern_bridge(
    planted: tuple[Path, DemoAccess], tmp_path: Path
) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{shutil.copyfile(planted[0], tmp_path / 'demo.sqlite')}")
    await database.start()
    yield database
    await database.stop()


async def records(database: Database) -> list[tuple[Any, ...]]:
    async with database.reading() as connection:
        return await connection.rows(
            "SELECT stream, record, seq, entity, state, heads, body, kept, history "
            "FROM record ORDER BY stream, seq"
        )


async def test_the_same_seed_gives_the_same_people_on_every_engine(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    assert await plant(sqlite_database) == await plant(postgresql_database)
    assert await records(sqlite_database) == await records(postgresql_database)


async def test_every_record_is_what_its_entity_declares(lantern_bridge: Database) -> None:
    found = await records(lantern_bridge)
    for _, _, _, entity, _, _, body, _, _ in found:
        SPECS[entity].read(json.loads(body))
    count = Counter(entity for _, _, _, entity, *_ in found)
    assert count["check_in"] in range(520, 720)
    assert (count["profile"], count["assignment"], count["goal"]) == (18, 13, 33)
    assert count["resource"] == len(library_resources()) + 206
    assert (
        min(
            count[each]
            for each in (
                "plan_item",
                "support_contact",
                "encouragement",
                "nudge_plan",
                "nudge",
                "journal_note",
            )
        )
        >= 10
    )


async def test_use_is_said_in_a_record_of_its_own(lantern_bridge: Database) -> None:
    found = await records(lantern_bridge)
    assert [
        json.loads(body)["answer"]["used"]
        for *_, entity, _, _, body, _, _ in found
        if entity == "use_report"
    ] == ["yes"]
    assert not any(
        "use_since_last" in body for *_, entity, _, _, body, _, _ in found if entity == "check_in"
    )


async def test_today_is_left_to_whoever_tries_the_demo(lantern_bridge: Database) -> None:
    days = [
        json.loads(body)["answers"]["local_date"]
        for *_, entity, _, _, body, _, _ in await records(lantern_bridge)
        if entity == "check_in"
    ]
    assert max(days) < TODAY.isoformat()


async def test_its_codes_open_tashas_account_twice_and_a_new_one_once(
    lantern_bridge: Database, access: DemoAccess
) -> None:
    came_in = []
    for code in access.codes:
        assert code.url == f"http://{code.host}.localhost:8000/enrol#code={code.code}"
        hashed = await invitations.hash_of(code.code)
        came_in.append(
            (
                await in_transaction(
                    lantern_bridge, invitations.redeem, hashed, now=NOW, new_id=lambda: str(uuid4())
                )
            ).person
        )
    assert [person.display_name for person in came_in] == ["Tasha", "Tasha", "Robin"]
    assert came_in[0] == came_in[1]
    async with lantern_bridge.reading() as connection:
        assert await accounts.active_assignment(connection, came_in[2].id)


async def test_a_nudge_planned_for_tasha_is_held_back_by_no_hour_of_the_day(
    lantern_bridge: Database,
) -> None:
    async with lantern_bridge.reading() as connection:
        rules = json.loads(
            await connection.value(
                "SELECT notification_rules FROM person WHERE display_name = 'Tasha'"
            )
        )
    assert (rules["quiet"], rules["cap_day"]) == ([], 5)


async def test_tasha_has_a_reminder_that_is_still_to_come(lantern_bridge: Database) -> None:
    await plan_reminders(lantern_bridge, now=NOW, new_id=lambda: str(uuid4()))
    async with lantern_bridge.reading() as connection:
        due = [
            at
            for (at,) in await connection.rows(
                "SELECT due_at FROM notice WHERE kind = 'check_in_reminder' ORDER BY due_at"
            )
        ]
    assert len(due) == 2
    assert due[0] > NOW


async def test_its_staff_sign_in_with_what_it_prints(
    lantern_bridge: Database, access: DemoAccess
) -> None:
    async with lantern_bridge.reading() as connection:
        for login in access.staff:
            credential = await accounts.credential_of_login(connection, login.login)
            assert credential
            assert PasswordHasher().verify(credential.password_hash, login.password)
            assert pyotp.TOTP(login.totp_secret).at(NOW // 1000) == pyotp.TOTP(
                credential.totp_secret
            ).at(NOW // 1000)


async def test_marcus_reads_what_was_shared_with_him_and_dee_nothing_of_who_left_her(
    lantern_bridge: Database,
) -> None:
    async with lantern_bridge.reading() as connection:
        [program] = await accounts.programs(connection)
        staff = {
            person.display_name: person
            for person in await accounts.people_of(connection, program.id, kind="staff")
        }
    of_marcus = {
        case.display_name: case
        for case in await caseload(lantern_bridge, session_of(staff["Marcus Bell"]))
    }
    assert of_marcus.keys() == {"Tasha", "J.R.", "Sunny", "Coop", "Bree", "Dom"}
    assert {name for name, case in of_marcus.items() if case.shared_stream} == {
        "Tasha",
        "J.R.",
        "Coop",
        "Dom",
    }
    of_elena = {
        case.display_name: case
        for case in await caseload(lantern_bridge, session_of(staff["Elena Ortiz"]))
    }
    assert of_elena["Wren"].shared_stream is None
    assert {
        case.display_name
        for case in await caseload(lantern_bridge, session_of(staff["Dee Whitfield"]))
    } == {"Kit", "Ro"}


async def test_only_what_is_new_is_announced_and_no_old_plan_of_a_former_peer_runs(
    lantern_bridge: Database,
) -> None:
    async with lantern_bridge.reading() as connection:
        assert await connection.rows("SELECT kind, state FROM notice") == [("encouragement", "due")]
        assert await connection.value("SELECT count(*) FROM nudge_schedule WHERE active = 0") == 1


# Words


def every_text() -> list[str]:
    texts: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                gather(inner)

    for source in (library_resources(), msgspec.to_builtins(cast()), msgspec.to_builtins(words())):
        gather(source)
    return texts


def test_no_text_names_a_person_by_what_they_used() -> None:
    assert [text for text in every_text() if UNKIND.search(text)] == []


def test_every_made_up_number_and_address_reaches_nobody() -> None:
    for text in every_text():
        for number in PHONE.findall(text):
            assert number[-4:-2] == "01", text
        for host in re.findall(r"https?://([^/\s]+)", text):
            assert host.endswith(".example") or host in {"988lifeline.org", "www.samhsa.gov"}, text


@pytest.mark.parametrize(
    "entry",
    [each for each in library_resources() if each["languages"][0] == "en"],
    ids=lambda entry: str(entry["key"]),
)
def test_english_texts_read_at_grade_six_or_lower(entry: dict[str, Any]) -> None:
    assert grade(f"{entry.get('summary', '')} {entry['body']}") <= 6.0


def grade(text: str) -> float:
    """Flesch-Kincaid, with list lines as sentences and syllables counted as groups of vowels."""
    sentences = [
        part
        for part in re.split(r"[.!?:]+\s|\n+", text)
        if re.search(r"[a-z]", part, re.IGNORECASE)
    ]
    spoken = re.findall(r"[a-z']+", text.lower())
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?:es|ed|e)$", "", word)))) for word in spoken
    )
    return 0.39 * len(spoken) / len(sentences) + 11.8 * syllables / len(spoken) - 15.59
