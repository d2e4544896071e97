"""How often in a row a push service has refused a subscription.

One answer does not say whose fault it is.
"""

from database.connection import Connection


async def forwards(connection: Connection) -> None:
    """Add the count."""
    await connection.run(
        "ALTER TABLE push_subscription ADD COLUMN refusals smallint NOT NULL DEFAULT 0"
    )
