"""What the drivers' errors mean to a caller, decided once.

The drivers' own texts are left out: they can hold the values of the row that was refused.
"""

import socket
import sqlite3
import ssl

import asyncpg

from domain.errors import Conflict, NotReady


class AlreadyThere(Conflict):
    """A unique index holds such a row already."""


class Busy(NotReady):
    """Others hold what this transaction needs; nothing was written, and trying again is right."""


class Unavailable(NotReady):
    """The database cannot be reached, is full, or lost the transaction."""


BUSY_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNIQUE_SQLITE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
}
LOST_SQLITE = {
    sqlite3.SQLITE_FULL: "The disk of the database is full.",
    sqlite3.SQLITE_IOERR: "The disk of the database cannot be read or written.",
    sqlite3.SQLITE_CANTOPEN: "The database file cannot be opened.",
    sqlite3.SQLITE_READONLY: "The database file may only be read.",
    sqlite3.SQLITE_NOMEM: "There is no memory left for the database.",
    sqlite3.SQLITE_NOTADB: "The database file is no SQLite database.",
}

REACHED_BUT = (
    (asyncpg.InvalidCatalogNameError, "PostgreSQL answers, but has no database of that name."),
    (asyncpg.InvalidPasswordError, "PostgreSQL does not take the password of this user."),
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        "PostgreSQL does not know this user, or lets it in only from elsewhere.",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "PostgreSQL lets this user in, but not do this: it needs rights to the database.",
    ),
    (asyncpg.DiskFullError, "The disk of PostgreSQL is full."),
    (asyncpg.TooManyConnectionsError, "PostgreSQL has no connection left to give."),
    (asyncpg.CannotConnectNowError, "PostgreSQL is starting, stopping or being recovered."),
    (
        asyncpg.ReadOnlySQLTransactionError,
        "PostgreSQL only reads there: it is a replica, or read-only.",
    ),
    (asyncpg.ClientConfigurationError, "The database's address has an option that cannot be used."),
    (ssl.SSLError, "PostgreSQL and this program cannot agree on TLS."),
    (socket.gaierror, "The host in the database's address is not known."),
    (ConnectionRefusedError, "Nothing listens at the database's address."),
    (TimeoutError, "PostgreSQL did not answer in time."),
    (FileNotFoundError, "There is no PostgreSQL socket at the database's address."),
)
"""What a caller is told, without the server's own text."""

BUSY_POSTGRESQL = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)
LOST_POSTGRESQL = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    OSError,
)
"""A full disk and a lack of connections are among the resources."""


def translated(error: Exception) -> Exception:
    """Return the domain's error for a driver's; the driver's own where our SQL is wrong."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if isinstance(error, asyncpg.UniqueViolationError):
        return AlreadyThere("There is such a row already.")
    if isinstance(error, BUSY_POSTGRESQL):
        return Busy("The database is busy.", retry_after=1)
    if isinstance(error, LOST_POSTGRESQL) or _is_of_lost_connection(error):
        return Unavailable(why_unreachable(error), retry_after=5)
    return error


def why_unreachable(error: Exception) -> str:
    """Return a sentence for the operator, without the server's own text."""
    return next(
        (said for kind, said in REACHED_BUT if isinstance(error, kind)),
        "PostgreSQL cannot be reached.",
    )


def _of_sqlite(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0)  # absent where Python itself raised
    if code in UNIQUE_SQLITE:
        return AlreadyThere("There is such a row already.")
    # The low byte is the primary code; the others tell variants of it apart.
    if code & 0xFF in BUSY_SQLITE:
        return Busy("The database is busy.", retry_after=1)
    if code & 0xFF in LOST_SQLITE:
        return Unavailable(LOST_SQLITE[code & 0xFF], retry_after=5)
    return error


def _is_of_lost_connection(error: Exception) -> bool:
    """Return whether the server ended the connection between two statements."""
    if isinstance(error, asyncpg.InternalClientError):
        return True
    return isinstance(error, asyncpg.InterfaceError) and any(
        word in str(error) for word in ("closed", "closing", "released")
    )
