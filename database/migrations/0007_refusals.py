"""How often in a row a push service has refused what was sent to a subscription: one answer does not say whose fault it is."""

from database.connection import Connection


async def forwards(connection: Connection) -> None:
    await connection.run(
        "ALTER TABLE push_subscription ADD COLUMN refusals smallint NOT NULL DEFAULT 0"
    )
