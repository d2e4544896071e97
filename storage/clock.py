"""The database's clock: the one that every process of a deployment has in common."""

from storage.database import Connection

NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"


async def ahead_of(connection: Connection, local: int) -> int:
    """How many milliseconds the database's clock is ahead of this process's, which shows `local`. A file has the clock of its process."""
    if connection.dialect == "sqlite":
        return 0
    return int(await connection.value(NOW)) - local
