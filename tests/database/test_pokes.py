"""Word that streams have moved: after the commit, to every process, and never silently lost."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

import accounts
from database import pokes
from database.database import Database
from database.pokes import Heads, OverPostgresql
from domain.declare import StreamKind
from records.streams import lock_streams, stream_transaction
from tests.fixtures.cast import NOW, a_person, a_program
from tests.fixtures.opening import open_database

HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = 'alongside live'"
)
WRITES_AND_ENDS = """
import asyncio, sys
from tests.fixtures.opening import open_database
from records.streams import stream_transaction

async def main(url, stream):
    database = open_database(url)
    await database.start()
    async with stream_transaction(database, [stream], now=0) as writer:
        writer.streams[stream].head += 1
    await database.stop()

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


class Ear:
    """Hears what is told, and counts how often word may have passed by."""

    def __init__(self) -> None:
        self.heard: list[Heads] = []
        self.losses = 0

    def hear(self, heads: Heads) -> None:
        self.heard.append(heads)

    def lose(self) -> None:
        self.losses += 1

    @property
    def newest(self) -> Heads:
        newest: Heads = {}
        for heads in self.heard:
            for stream, head in heads.items():
                newest[stream] = max(head, newest.get(stream, 0))
        return newest


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def listening(database: Database) -> Ear:
    ear = Ear()
    await database.pokes.listen(ear.hear, ear.lose)
    assert database.pokes.listens
    return ear


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


async def a_stream(database: Database) -> int:
    async with database.transaction() as connection:
        person = await a_person(connection, await a_program(connection))
        return await accounts.add_stream(
            connection, program=person.program, kind=StreamKind.OWN, person=person.id
        )


async def move(database: Database, stream: int) -> None:
    async with stream_transaction(database, [stream], now=NOW) as writer:
        writer.streams[stream].head += 1


async def test_a_write_is_told_after_its_commit_and_once(database: Database) -> None:
    ear, stream = await listening(database), await a_stream(database)
    async with stream_transaction(database, [stream], now=NOW) as writer:
        writer.streams[stream].head += 3
        await writer.advance()
        await asyncio.sleep(0.1)
        assert ear.heard == []
    await until(lambda: ear.heard != [])
    assert ear.heard == [{stream: 3}]


async def test_what_was_rolled_back_or_moved_nothing_is_told_to_nobody(database: Database) -> None:
    ear, stream = await listening(database), await a_stream(database)
    with pytest.raises(ZeroDivisionError):
        async with stream_transaction(database, [stream], now=NOW) as writer:
            writer.streams[stream].head += 1
            await writer.advance()
            raise ZeroDivisionError
    async with stream_transaction(database, [stream], now=NOW):
        pass
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as connection:
            async with lock_streams(connection, [stream], now=NOW) as writer:
                writer.streams[stream].head += 1
            raise ZeroDivisionError
    await asyncio.sleep(0.2)
    assert ear.heard == []


async def test_every_process_hears_it(postgresql_database: Database) -> None:
    async with opened(postgresql_database.url) as other:
        here, there = await listening(postgresql_database), await listening(other)
        stream = await a_stream(other)
        await move(other, stream)
        await until(lambda: here.newest == there.newest == {stream: 1})


async def test_a_process_that_writes_and_ends_has_told_it(postgresql_database: Database) -> None:
    ear, stream = await listening(postgresql_database), await a_stream(postgresql_database)
    command = [sys.executable, "-c", WRITES_AND_ENDS, postgresql_database.url, str(stream)]
    await asyncio.to_thread(subprocess.run, command, check=True, timeout=30)
    await until(lambda: ear.newest == {stream: 1})


async def test_a_process_that_only_writes_opens_no_connection_before_it_has_something_to_say(
    postgresql_database: Database,
) -> None:
    lines = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'alongside live'"
    )
    stream = await a_stream(postgresql_database)
    async with postgresql_database.reading() as connection:
        assert await connection.value(lines) == 0
    await move(postgresql_database, stream)
    async with postgresql_database.reading() as connection:
        await asyncio.sleep(0.2)
        assert await connection.value(lines) == 1


async def test_more_streams_than_one_word_holds_are_all_told(postgresql_database: Database) -> None:
    ear = await listening(postgresql_database)
    many = {2**62 + number: 2**62 + number for number in range(1000)}
    postgresql_database.pokes.tell(many)
    await until(lambda: ear.newest == many)
    assert len(ear.heard) > 1


async def test_what_comes_while_one_is_said_goes_out_together_and_only_the_newest(
    postgresql_database: Database,
) -> None:
    ear = await listening(postgresql_database)
    for head in range(1, 5001):
        postgresql_database.pokes.tell({1: head, 2: 5001 - head})
        if head % 500 == 0:
            await asyncio.sleep(0.01)
    await until(lambda: ear.newest == {1: 5000, 2: 5000})
    assert len(ear.heard) <= 12


async def test_a_lost_connection_is_told_of_at_once_and_what_was_told_meanwhile_is_said_later(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pokes, "FIRST_PAUSE", 0.3)
    ear = await listening(postgresql_database)
    async with postgresql_database.transaction() as connection:
        await connection.run(HANG_UP)
    await until(lambda: ear.losses == 1, seconds=1)
    assert not postgresql_database.pokes.listens
    postgresql_database.pokes.tell({7: 1})
    await until(lambda: postgresql_database.pokes.listens)
    await until(lambda: ear.newest == {7: 1})
    assert ear.losses == 1


async def test_a_connection_over_which_nothing_comes_any_more_is_lost(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody closes it: a network that swallows everything looks like silence."""
    monkeypatch.setattr(pokes, "ECHO_SECONDS", 0.1)
    monkeypatch.setattr(pokes, "PATIENCE_SECONDS", 0.5)
    async with relay_to(postgresql_database.url) as (url, swallow):
        ear, word = Ear(), OverPostgresql(url)
        await word.listen(ear.hear, ear.lose)
        assert word.listens
        await asyncio.sleep(0.3)
        assert ear.losses == 0
        swallow()
        await until(lambda: ear.losses == 1, seconds=2)
        assert not word.listens
        await word.stop()


async def test_a_session_that_forgot_that_it_listens_is_lost(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a pooler that shares sessions by transaction.

    Everything answers, and no poke comes.
    """
    monkeypatch.setattr(pokes, "ECHO_SECONDS", 0.4)
    monkeypatch.setattr(pokes, "PATIENCE_SECONDS", 0.5)
    lines = []
    connect = asyncpg.connect

    async def connect_and_show(*given: object, **settings: object) -> object:
        lines.append(await connect(*given, **settings))
        return lines[-1]

    monkeypatch.setattr(asyncpg, "connect", connect_and_show)
    ear = await listening(postgresql_database)
    await asyncio.sleep(0.1)
    await lines[0].execute("UNLISTEN *")
    await until(lambda: ear.losses == 1, seconds=3)
    await until(lambda: postgresql_database.pokes.listens)


async def test_without_a_server_nobody_listens_and_stopping_does_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pokes, "PATIENCE_SECONDS", 0.2)
    ear, word = Ear(), OverPostgresql("postgresql://nobody@127.0.0.1:1/none")
    await word.listen(ear.hear, ear.lose)
    assert not word.listens
    word.tell({1: 1})
    async with asyncio.timeout(1):
        await word.stop()


@asynccontextmanager
async def relay_to(url: str) -> AsyncIterator[tuple[str, Callable[[], None]]]:
    """The address of a relay to that server, and what makes it swallow everything from then on."""
    connection = await asyncpg.connect(url)
    there = connection._addr
    await connection.close()
    flowing = True
    writers: list[asyncio.StreamWriter] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if flowing:
                writer.write(data)

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opening = (
            asyncio.open_unix_connection(there)
            if isinstance(there, str)
            else asyncio.open_connection(*there)
        )
        server_reader, server_writer = await opening
        writers.extend((writer, server_writer))
        await asyncio.gather(
            pump(reader, server_writer), pump(server_reader, writer), return_exceptions=True
        )

    def swallow() -> None:
        nonlocal flowing
        flowing = False

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    given = urlsplit(url)
    who = (
        f"{given.username or ''}{':' + given.password if given.password else ''}@"
        if given.username
        else ""
    )
    try:
        yield urlunsplit(given._replace(netloc=f"{who}127.0.0.1:{port}", query="")), swallow
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0.05)
