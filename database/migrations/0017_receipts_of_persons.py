"""What was accepted where a right may end has its receipt with the person too.

A former writer is answered from there (decision 0032).
"""

from database.connection import Connection, Sql

_OWN = """
    INSERT INTO receipt (person, mutation, program, begins, result) SELECT device.person,
      told.key, r.program, '', {result}
    FROM stream t JOIN record r ON r.stream = t.id CROSS JOIN {told} AS told
      JOIN device ON device.id = {device}
    WHERE t.kind IN ('assignment', 'library') ON CONFLICT DO NOTHING"""
OWN = Sql(
    sqlite=_OWN.format(
        told="json_each(r.history)", result="told.value", device="told.value ->> '$.result.key[2]'"
    ),
    postgresql=_OWN.format(
        told="json_each(r.history::json)",
        result="told.value::text",
        device="CAST(told.value #>> '{result,key,2}' AS bigint)",
    ),
)


async def forwards(connection: Connection) -> None:
    """Copy the receipts."""
    await connection.run(OWN)
