"""The one connection that writes to SQLite, lent to one transaction after another.

In order of arrival.

Transactions that wait while another one runs share its COMMIT, each in a savepoint of its own:
syncing the disk is more than a third of a push. Whoever shares a COMMIT returns when it is durable,
or learns that it failed.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from database.errors import Busy, Unavailable, translated

SHARED = 16
"""Transactions in one COMMIT, at most: the last of them must not make the first wait long."""
BUSY_SECONDS = 5.0
RETRY_SECONDS = 0.005

Ended = tuple["asyncio.Future[None]", Callable[[], None]]


class Writer:
    """Lends the connection, and lets transactions share a COMMIT."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self._turns: deque[asyncio.Future[None]] = deque()
        self._lent = False
        self._ended: list[Ended] = []

    async def begin(self) -> None:
        """Wait for a turn, then for other processes.

        Raises `Busy` after 5 seconds of those.
        """
        await self._turn()
        try:
            if self._ended:
                # Others have ended and not committed: this one joins their COMMIT, and can still
                # roll back alone.
                self.raw.execute("SAVEPOINT shared")
            else:
                await self._begin_immediate()
        except sqlite3.Error as error:
            self._pass_on()
            raise translated(error) from None
        except BaseException:
            self._pass_on()
            raise

    async def commit(self, durable: Callable[[], None]) -> None:
        """Commit, alone or with others; `durable` is called when the data is on disk.

        Also when nobody awaits this any more. Raises what COMMIT raised.
        """
        settled = asyncio.get_running_loop().create_future()
        try:
            self._release()
        except sqlite3.Error as error:
            self._fail_all(translated(error))
            raise translated(error) from None
        else:
            self._ended.append((settled, durable))
        finally:
            self._pass_on()
        await settled

    def rollback(self) -> None:
        """Roll back what this turn wrote."""
        try:
            self._undo()
        except sqlite3.Error as error:
            self._fail_all(translated(error))
            raise translated(error) from None
        finally:
            self._pass_on()

    async def checkpoint(self) -> bool:
        """Empty the log into the file, in a turn of its own and off the event loop.

        False where a reader still needs the log.
        """
        await self._turn()
        if self._ended:
            self._commit_all()
            await self._turn(next_one=True)  # the turn after a commit is in no transaction
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._empty_log)
        running.add_done_callback(lambda _: self._pass_on())
        try:
            return await asyncio.shield(running)
        except sqlite3.Error as error:
            raise translated(error) from None

    def _empty_log(self) -> bool:
        """Run the checkpoint and read its answer to the end.

        A statement left open on the loop's side would stand in the way of the next transaction.
        """
        [(busy, _, _)] = self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return not int(busy)

    async def close(self) -> None:
        """Close behind everything that waits, when it is on disk."""
        await self.begin()
        await self.commit(lambda: None)
        self._thread.shutdown()
        self.raw.close()

    async def _turn(self, *, next_one: bool = False) -> None:
        if not self._lent:
            self._lent = True
            return
        turn = asyncio.get_running_loop().create_future()
        (self._turns.appendleft if next_one else self._turns.append)(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._pass_on()
            raise

    async def _begin_immediate(self) -> None:
        deadline = asyncio.get_running_loop().time() + BUSY_SECONDS
        while True:
            try:
                self.raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if (
                    not isinstance(translated(error), Busy)
                    or asyncio.get_running_loop().time() > deadline
                ):
                    raise
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    def _release(self) -> None:
        if not self.raw.in_transaction:
            raise _lost()
        if self._ended:
            self.raw.execute("RELEASE shared")

    def _undo(self) -> None:
        if not self.raw.in_transaction:
            self._fail_all(Unavailable("The transaction was lost.", retry_after=5))
        elif self._ended:
            self.raw.execute("ROLLBACK TO shared")
            self.raw.execute("RELEASE shared")
        else:
            self.raw.execute("ROLLBACK")

    def _pass_on(self) -> None:
        """Lend to the next who waits; commits first when nobody does or enough have ended."""
        # Lent on before committing: the more join, the fewer syncs of the disk.
        if len(self._ended) < SHARED:
            while self._turns:
                turn = self._turns.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        if self._ended:
            self._commit_all()
        else:
            self._lent = False

    def _commit_all(self) -> None:
        ended, self._ended = self._ended, []
        committing = asyncio.get_running_loop().run_in_executor(
            self._thread, self.raw.execute, "COMMIT"
        )
        committing.add_done_callback(partial(self._settle, ended))

    def _settle(self, ended: list[Ended], committing: "asyncio.Future[sqlite3.Cursor]") -> None:
        try:
            if (error := committing.exception()) is not None:
                self._ended = ended
                self._fail_all(translated(error) if isinstance(error, sqlite3.Error) else error)
                return
            for settled, durable in ended:
                durable()
                if not settled.done():
                    settled.set_result(None)
        finally:
            self._pass_on()

    def _fail_all(self, error: BaseException) -> None:
        """Roll back what shares this COMMIT, and tell everyone who waits for it."""
        ended, self._ended = self._ended, []
        for settled, _ in ended:
            if not settled.done():
                settled.set_exception(error)
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")


def _lost() -> sqlite3.Error:
    error = sqlite3.OperationalError("the transaction ended by itself")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error
