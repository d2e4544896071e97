"""All that a database holds, as text: to look for what must not be in it."""

from storage.database import Database
from storage.tables import TABLES


async def everything_in(database: Database) -> str:
    async with database.reading() as connection:
        rows = [await connection.rows(f"SELECT * FROM {table._meta.tablename}") for table in TABLES]
    return repr(rows)
