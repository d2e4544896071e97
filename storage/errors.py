"""What the drivers' errors mean to a caller, decided once.

The drivers' own texts are left out: they can hold the values of the row that was refused.
"""

import sqlite3

import asyncpg

from domain.errors import Conflict, NotReady


class AlreadyThere(Conflict):
    """A unique index holds such a row already."""


class Busy(NotReady):
    """Others hold what this transaction needs; nothing was written, and trying again is right."""


class Unavailable(NotReady):
    """The database cannot be reached, is full, or lost the transaction."""


BUSY_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNIQUE_SQLITE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID}
LOST_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM}

BUSY_POSTGRESQL = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError)
LOST_POSTGRESQL = (asyncpg.PostgresConnectionError, asyncpg.InsufficientResourcesError, asyncpg.OperatorInterventionError, OSError)


def translated(error: Exception) -> Exception:
    """The domain's error for a driver's; the driver's own where it is a mistake in our SQL."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if isinstance(error, asyncpg.UniqueViolationError):
        return AlreadyThere("There is such a row already.")
    if isinstance(error, BUSY_POSTGRESQL):
        return Busy("The database is busy.", retry_after=1)
    if isinstance(error, LOST_POSTGRESQL) or _is_of_lost_connection(error):
        return Unavailable("The database cannot be reached.", retry_after=5)
    return error


def _of_sqlite(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0)  # absent where Python itself raised
    if code in UNIQUE_SQLITE:
        return AlreadyThere("There is such a row already.")
    if code & 0xFF in BUSY_SQLITE:
        return Busy("The database is busy.", retry_after=1)
    if code & 0xFF in LOST_SQLITE:
        return Unavailable("The database cannot be written.", retry_after=5)
    return error


def _is_of_lost_connection(error: Exception) -> bool:
    """asyncpg raises these where the server ended the connection between two statements."""
    if isinstance(error, asyncpg.InternalClientError):
        return True
    return isinstance(error, asyncpg.InterfaceError) and any(word in str(error) for word in ("closed", "closing", "released"))
