"""The console command explains itself, and says in one line what is wrong and what to do."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner, Result

from cli.commands import main

MEETINGS = Path(__file__).resolve().parents[2] / "data" / "meetings" / "kansas-city.json"
INIT = (
    "init",
    "--name",
    "Lantern Bridge",
    "--admin",
    "Ada",
    "--login",
    "ada",
    "--time-zone",
    "America/Chicago",
)
IMPORT = ("import-meetings", str(MEETINGS), "--time-zone", "America/Chicago", "--source", "KC")
COMMAND = Path(sys.executable).with_name("alongside")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "ALONGSIDE_DATABASE_URL": f"sqlite:///{tmp_path / 'alongside.sqlite'}",
        "ALONGSIDE_KEYS_DIR": str(tmp_path / "keys"),
        "ALONGSIDE_VAPID_CONTACT": "mailto:someone@example.org",
        "ALONGSIDE_WEB_DIR": "",
    }


def run(environment: dict[str, str], *arguments: str) -> Result:
    mask = os.umask(0o022)
    try:
        return CliRunner().invoke(main, list(arguments), env=environment)
    finally:
        os.umask(mask)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_says_what_it_is_for(name: str) -> None:
    command = main.commands[name]

    assert command.help
    assert [
        option.name
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ] == []
    assert run({}, name, "--help").exit_code == 0


def test_help_is_quick() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import cli.commands, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert {"litestar", "piccolo", "pywebpush", "uvicorn", "asyncpg"} & set(
        loaded.stdout.split()
    ) == set()


def test_a_program_begins_with_its_admins_secrets_shown_once(environment: dict[str, str]) -> None:
    began = run(environment, *INIT)

    assert began.exit_code == 0, began.output
    assert "lantern-bridge" in began.output
    assert "otpauth://totp/" in began.output


def test_what_it_writes_only_its_owner_reads(environment: dict[str, str], tmp_path: Path) -> None:
    run(environment, *INIT)
    run(environment, "vapid-keys")
    run(environment, "backup", str(tmp_path / "copy"))
    written = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert len(written) >= 3
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []


def test_what_is_wrong_is_one_line(environment: dict[str, str]) -> None:
    run(environment, *INIT)
    for arguments, said in (
        (INIT, "There is a program of this short name."),
        (
            (
                "import-meetings",
                str(MEETINGS),
                "--time-zone",
                "America/Chicago",
                "--source",
                "KC",
                "--program",
                "nowhere",
            ),
            "There is no such program.",
        ),
        (("restore", str(MEETINGS)), "empty"),
        (("demo", "--code", "nobody"), "marcus"),
    ):
        failed = run(environment, *arguments)
        assert failed.exit_code == 1
        assert said in failed.output
        assert failed.output.startswith("Error: ")
        assert failed.output.count("\n") == 1


def test_an_unsafe_deployment_does_not_serve(environment: dict[str, str]) -> None:
    failed = run(environment | {"ALONGSIDE_ORIGIN": "http://alongside.example"}, "serve")

    assert (failed.exit_code, failed.output.count("\n")) == (1, 1)
    assert "ALONGSIDE_ORIGIN" in failed.output


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_serves_before_the_database_is_migrated(
    environment: dict[str, str], command: str
) -> None:
    run(environment, "vapid-keys")
    failed = run(environment, command)

    assert failed.exit_code == 1
    assert "alongside migrate" in failed.output


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_serves_a_database_whose_ledger_is_missing(
    environment: dict[str, str], tmp_path: Path, command: str
) -> None:
    run(environment, "vapid-keys")
    run(environment, "migrate")
    assert run(environment, "backup", str(tmp_path / "copy")).exit_code == 0
    (tmp_path / "alongside.sqlite.ledger").unlink()
    failed = run(environment, command)

    assert failed.exit_code == 1
    assert "alongside begin-ledger" in failed.output
    assert run(environment, "begin-ledger").exit_code == 0
    assert (tmp_path / "alongside.sqlite.ledger").exists()


def test_nothing_is_sent_without_a_key(environment: dict[str, str]) -> None:
    run(environment, "migrate")
    failed = run(environment, "serve")

    assert (failed.exit_code, failed.output.count("\n")) == (1, 1)
    assert "alongside vapid-keys" in failed.output


def test_migrating_twice_changes_nothing(environment: dict[str, str]) -> None:
    assert "0001_first" in run(environment, "migrate").output
    assert run(environment, "migrate").output == "The database is up to date.\n"


def test_a_second_import_changes_nothing(environment: dict[str, str]) -> None:
    run(environment, *INIT)

    assert "changed 0" in run(environment, *IMPORT).output
    assert "added 0, changed 0" in run(environment, *IMPORT).output


def test_the_same_feed_under_another_name_or_zone_or_an_empty_one_ends_with_an_error(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run(environment, *INIT)
    run(environment, *IMPORT)
    again = run(environment, *IMPORT[:-1], "kansas-city.json")
    assert (again.exit_code, 'from "KC"' in again.output) == (1, True)
    (tmp_path / "empty.json").write_text("[]")
    empty = run(environment, IMPORT[0], str(tmp_path / "empty.json"), *IMPORT[2:])
    assert (empty.exit_code, "--retire-many" in empty.output) == (1, True)
    elsewhere = run(
        environment, *["America/New_York" if each == "America/Chicago" else each for each in IMPORT]
    )
    assert (elsewhere.exit_code, "--new-time-zone" in elsewhere.output) == (1, True)
    assert "Missing option '--source'" in run(environment, *IMPORT[:-2]).output


def test_a_key_is_made_once(environment: dict[str, str]) -> None:
    first, second = run(environment, "vapid-keys").output, run(environment, "vapid-keys").output

    assert first.splitlines()[-1] == second.splitlines()[-1]
    assert "kept" in second


def test_a_key_is_rotated_and_the_former_one_ends_on_demand(environment: dict[str, str]) -> None:
    run(environment, *INIT)
    first = run(environment, "vapid-keys").output.splitlines()[-1].removeprefix("public key: ")
    rotated = run(environment, "vapid-keys", "--rotate")
    assert f"former key: {first} " in rotated.output
    assert first not in run(environment, "vapid-keys", "--retire").output
    assert "There is no former key." in run(environment, "vapid-keys", "--retire").output
    assert "One after the other" in run(environment, "vapid-keys", "--retire", "--rotate").output


def test_a_backup_is_restored_into_a_new_database(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run(environment, *INIT)
    assert run(environment, "backup", str(tmp_path / "copy")).exit_code == 0
    elsewhere = environment | {
        "ALONGSIDE_DATABASE_URL": f"sqlite:///{tmp_path / 'restored.sqlite'}"
    }

    assert "there is no ledger" in run(elsewhere, "restore", str(tmp_path / "copy")).output.lower()
    ledger = str(tmp_path / "alongside.sqlite.ledger")
    assert run(elsewhere, "restore", str(tmp_path / "copy"), "--ledger", ledger).exit_code == 0
    assert "There is a program of this short name." in run(elsewhere, *INIT).output


def test_the_contract_is_checked(environment: dict[str, str]) -> None:
    assert run(environment, "openapi", "--check").exit_code == 0


def test_settings_are_described(environment: dict[str, str]) -> None:
    assert "ALONGSIDE_TRUSTED_PROXIES" in run(environment, "settings").output


def test_serve_says_how_to_name_a_proxy(environment: dict[str, str]) -> None:
    assert "ALONGSIDE_TRUSTED_PROXIES" in run(environment, "serve", "--help").output


def test_a_server_stops_within_seconds_of_being_asked(environment: dict[str, str]) -> None:
    run(environment, *INIT)
    run(environment, "vapid-keys")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    asked = (
        os.environ
        | environment
        | {"ALONGSIDE_PORT": str(port), "ALONGSIDE_ORIGIN": f"http://localhost:{port}"}
    )
    with subprocess.Popen(
        [COMMAND, "serve"], env=asked, stderr=subprocess.PIPE, text=True
    ) as server:
        _wait_for(f"http://localhost:{port}/api/health")
        with httpx.Client() as half_open:
            for _ in range(2):
                half_open.get(
                    f"http://localhost:{port}/api/limits",
                    headers={"X-Forwarded-For": "203.0.113.9"},
                )
            began = time.monotonic()
            server.send_signal(signal.SIGTERM)
            _, said = server.communicate(timeout=20)
    assert time.monotonic() - began < 10
    assert "Traceback" not in said
    assert "Error" not in said
    assert said.count("ALONGSIDE_TRUSTED_PROXIES") == 1, "said once, that a proxy is not named"


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
