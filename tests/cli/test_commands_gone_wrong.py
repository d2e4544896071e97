"""An operator's mistake is answered by one line with what to do.

No address or password is ever in it.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from click.testing import Result

from cli.one_server import only_server
from domain.errors import Conflict
from tests.cli.test_commands import INIT, MEETINGS, _wait_for, environment, run
from tests.fixtures.opening import ledger_beside
from tests.fixtures.postgresql import PostgreSQL

__all__ = ["environment"]

IMPORT = (
    "import-meetings",
    str(MEETINGS),
    "--time-zone",
    "America/Chicago",
    "--source",
    "https://feed.example",
)
USES = [
    IMPORT,
    ("begin-ledger",),
    ("vapid-keys", "--rotate"),
    ("vapid-keys", "--retire"),
    ("confirm-clock",),
    ("backup", "copy"),
    ("serve",),
]
COMMAND = Path(sys.executable).with_name("alongside")


def said_in_one_line(failed: Result) -> str:
    assert (failed.exit_code, failed.output.count("\n")) == (1, 1), failed.output
    assert failed.output.startswith("Error: ")
    assert "Traceback" not in failed.output
    return failed.output


@pytest.mark.parametrize("arguments", USES, ids=lambda arguments: " ".join(arguments[:2])[:30])
def test_a_command_that_uses_a_database_makes_none(
    environment: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    run(environment, "vapid-keys")
    said = said_in_one_line(
        run(environment, *(str(tmp_path / each) if each == "copy" else each for each in arguments))
    )
    assert "There is no database at" in said
    assert "alongside init" in said
    assert not (tmp_path / "alongside.sqlite").exists()


@pytest.mark.parametrize("arguments", USES, ids=lambda arguments: " ".join(arguments[:2])[:30])
def test_somebody_elses_database_is_left_as_it_is(
    environment: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    import sqlite3

    run(environment, "vapid-keys")
    other = sqlite3.connect(tmp_path / "alongside.sqlite")
    other.execute("CREATE TABLE customer (name text)")
    other.commit()
    said = said_in_one_line(
        run(environment, *(str(tmp_path / each) if each == "copy" else each for each in arguments))
    )
    assert "ALONGSIDE_DATABASE_URL" in said
    assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("customer",)]


@pytest.mark.parametrize("arguments", USES[:5], ids=lambda arguments: " ".join(arguments[:2])[:30])
def test_tables_of_an_older_version_are_to_be_migrated(
    environment: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    import sqlite3

    run(environment, "vapid-keys")
    run(environment, "migrate")
    with sqlite3.connect(tmp_path / "alongside.sqlite") as older:
        older.execute("DELETE FROM migration WHERE name = (SELECT max(name) FROM migration)")
    assert "alongside migrate" in said_in_one_line(run(environment, *arguments))


def test_what_is_no_database_is_said_to_be_none(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "alongside.sqlite").write_text(
        "a text that is long enough to be taken for a page of a database " * 20
    )
    assert "no SQLite database" in said_in_one_line(run(environment, "migrate"))


PASSWORDS = [
    "kes/trel",
    "12/kestrel",
    "kes?trel",
    "12?kestrel",
    "kes#trel",
    "[kestrel",
    "kestrel]",
    "kes trel:/x",
    "kes@trel/fold",
]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize(
    "command",
    [("migrate",), ("backup", "copy"), ("serve",), ("restore", str(MEETINGS))],
    ids=lambda command: command[0],
)
def test_no_part_of_a_password_is_said(
    environment: dict[str, str], tmp_path: Path, password: str, command: tuple[str, ...]
) -> None:
    url = f"postgresql://sparrow:{password}@127.0.0.1:1/none"
    ledger = {"ALONGSIDE_LEDGER": str(tmp_path / "ledger"), "ALONGSIDE_WEB_DIR": ""}
    said = said_in_one_line(run(environment | {"ALONGSIDE_DATABASE_URL": url} | ledger, *command))
    assert not [part for part in ("kes", "trel", "sparrow", "fold") if part in said]
    assert list(tmp_path.glob("*kes*")) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"path": "/no_such_database"}, "no database of that name"),
        ({"user": "no_such_role"}, "does not know this user"),
        ({"netloc": "127.0.0.1:1", "query": ""}, "Nothing listens"),
        ({"netloc": "nowhere.invalid", "query": ""}, "host in the database's address is not known"),
        ({"query": "sslmode=sometimes"}, "an option that cannot be used"),
    ],
)
def test_what_is_wrong_with_postgresql_is_said(
    environment: dict[str, str],
    postgresql_server: PostgreSQL,
    tmp_path: Path,
    changed: dict[str, str],
    said: str,
) -> None:
    parts = urlsplit(postgresql_server.url)
    if user := changed.pop("user", ""):
        changed = {"netloc": f"{user}@{parts.netloc.rpartition('@')[2]}"}
    given = environment | {
        "ALONGSIDE_DATABASE_URL": urlunsplit(parts._replace(**changed)),
        "ALONGSIDE_LEDGER": str(tmp_path / "ledger"),
    }
    assert said in said_in_one_line(run(given, "migrate"))


def test_pg_dump_says_why(environment: dict[str, str], postgresql_url: str, tmp_path: Path) -> None:
    given = environment | {
        "ALONGSIDE_DATABASE_URL": postgresql_url,
        "ALONGSIDE_LEDGER": str(ledger_beside(postgresql_url)),
    }
    broken = tmp_path / "bin"
    broken.mkdir()
    (broken / "pg_dump").write_text(
        "#!/bin/sh\necho 'pg_dump: error: aborting because of server version mismatch' >&2\n"
        "for n in 1 2 3 4 5 6 7 8 9; do echo 'pg_dump: detail: row (kestrel)' >&2; done\nexit 1\n"
    )
    (broken / "pg_dump").chmod(0o755)
    said = said_in_one_line(
        run(given | {"PATH": f"{broken}:{os.environ['PATH']}"}, "backup", str(tmp_path / "copy"))
    )
    assert "client programs of the server's version" in said
    assert "kestrel" not in said


def test_a_server_without_the_app_does_not_serve(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run(environment, *INIT)
    run(environment, "vapid-keys")
    said = said_in_one_line(
        run(environment | {"ALONGSIDE_WEB_DIR": str(tmp_path / "dist")}, "serve")
    )
    assert "ALONGSIDE_WEB_DIR" in said
    assert "make build" in said


def test_two_servers_on_one_file_are_one_too_many(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run(environment, *INIT)
    run(environment, "vapid-keys")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = environment | {"ALONGSIDE_PORT": str(port), "ALONGSIDE_WEB_DIR": ""}
    with subprocess.Popen(
        [COMMAND, "serve"], env=os.environ | given, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(f"http://localhost:{port}/api/health")
            assert "Another server" in said_in_one_line(run(given, "serve"))
            assert run(given, "backup", str(tmp_path / "copy")).exit_code == 0
        finally:
            server.kill()
    with only_server(given["ALONGSIDE_DATABASE_URL"]):  # a kill lets go of it
        pass


def test_a_lock_is_held_as_long_as_it_is_served(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite'}"
    with only_server(url):
        with pytest.raises(Conflict, match=r"one\.sqlite"), only_server(url):
            pass
        (tmp_path / "link.sqlite").symlink_to(tmp_path / "one.sqlite")
        with pytest.raises(Conflict), only_server(f"sqlite:///{tmp_path / 'link.sqlite'}"):
            pass
        with (
            only_server(f"sqlite:///{tmp_path / 'two.sqlite'}"),
            only_server("postgresql://a@b/c"),
            only_server("postgresql://a@b/c"),
        ):
            pass
    with only_server(url):
        pass


def test_an_old_copy_is_told_of_where_the_operator_looks(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run(environment, *INIT)
    run(environment, "vapid-keys")
    run(environment, "backup", str(tmp_path / "copy"))
    database = tmp_path / "alongside.sqlite"
    for path in tmp_path.glob("alongside.sqlite-*"):
        path.unlink()
    database.write_bytes((tmp_path / "copy").read_bytes())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = os.environ | environment | {"ALONGSIDE_PORT": str(port), "ALONGSIDE_WEB_DIR": ""}
    with subprocess.Popen(
        [COMMAND, "serve"], env=given, stderr=subprocess.PIPE, text=True
    ) as server:
        _wait_for(f"http://localhost:{port}/api/health")
        server.terminate()
        _, said = server.communicate(timeout=20)
    assert said.count("an old copy") == 1
