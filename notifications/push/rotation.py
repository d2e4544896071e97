"""Goes from one signing key to the next without losing a phone.

New subscriptions take the new key, and the former one signs for the rest.
"""

from database.database import Database
from domain.errors import Conflict
from notifications.push.key_files import remove_former, rotate_key
from notifications.push.vapid import VapidKeys
from notifications.queue import push_subscriptions


async def rotate(database: Database, keys: VapidKeys) -> None:
    """Make a new key, which running servers take up by themselves.

    Raises Conflict while phones are left of the former one.
    """
    await retire(database, keys)
    if keys.former is not None or not rotate_key(keys.folder):
        waiting = await waiting_for_former(database, keys)
        raise Conflict(
            f"Phones that still go by the former key: {waiting}. Each takes the present one "
            "when it is opened."
        )
    keys.refresh()


async def retire(database: Database, keys: VapidKeys, *, at_once: bool = False) -> bool:
    """Remove the former key when no phone is left of it; return whether it is gone.

    `at_once`: those phones are given up until they are opened again, as when someone else has read
    the key.
    """
    former = keys.former
    if former is None:
        return False
    if at_once:
        async with database.transaction() as connection:
            await push_subscriptions.forget_key(connection, former)
    elif await waiting_for_former(database, keys):
        return False
    removed = remove_former(keys.folder)
    keys.refresh()
    return removed


async def waiting_for_former(database: Database, keys: VapidKeys) -> int:
    """Return how many phones are still reached by pushes that the former key signs."""
    if keys.former is None:
        return 0
    async with database.reading() as connection:
        return await push_subscriptions.count_of_key(connection, keys.former)
