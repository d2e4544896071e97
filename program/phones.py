"""The phones of one person: where each came from, how they are ended, what all are told.

A stolen session multiplies: it can go on as a new device, and a participant's can make a code for
another phone. Each is remembered as having come from the first, so that whoever ends that one can
end these too (`docs/security.md`, A9).
"""

from collections.abc import Iterator, Mapping
from typing import Literal

import accounts
from accounts import Device, Person, Session
from database.database import Connection, Database
from domain.declare import StreamKind
from domain.errors import NotFound, NotSignedIn
from domain.values import NewId
from program.invitations import RedeemedCode, code_refused
from records.streams import lock_streams, stream_transaction, write_system

Event = Literal["phone_added", "phone_copied", "phone_signed_out"]


def copies_of(device: int, came_from: Mapping[int, int]) -> set[int]:
    """Return the devices that came from this one, and from those in turn."""
    return set(_descendants(device, came_from)) - {device}


def _descendants(device: int, came_from: Mapping[int, int]) -> Iterator[int]:
    for each, origin in came_from.items():
        # A device is older than its copies, so a ring in the data cannot make this endless.
        if origin == device < each:
            yield each
            yield from _descendants(each, came_from)


async def open_phones(connection: Connection, person: int) -> list[tuple[Device, list[int]]]:
    """Return the devices that may open the account, newest first, each with its copies."""
    devices = await accounts.devices_of(connection, person)
    came_from = await accounts.device_ancestry(connection, person)
    still_open = [device.id for device in devices]
    return [
        (each, [id_ for id_ in still_open if id_ in copies_of(each.id, came_from)])
        for each in devices
    ]


async def sign_out(
    database: Database, actor: Session, device: int, *, with_copies: bool, now: int, new_id: NewId
) -> None:
    """End a phone, and on request those that came from it; never the one that asks.

    The phone itself is told to wipe what it holds; the others to seal what they have not sent,
    since one of them may be the person's own. Raises NotFound.
    """
    async with database.reading() as connection:
        account = await account_of(connection, actor.person)
    async with stream_transaction(database, [account], now=now) as writer:
        found = {
            each.id: (each, copies)
            for each, copies in await open_phones(writer.connection, actor.person)
        }
        if device not in found:
            raise NotFound("There is no such device.")
        phone, copies = found[device]
        # Never the device that asks: the thief's phone may claim to be the origin of the owner's.
        cut = [id_ for id_ in copies if with_copies and id_ != actor.device]
        await accounts.revoke_device(writer.connection, device, now)
        for id_ in cut:
            await accounts.revoke_device(writer.connection, id_, now, sealed=True)
        await write_system(
            writer,
            account,
            "account_event",
            new_id(),
            _what("phone_signed_out", phone.label, len(cut)),
            mutation=new_id(),
        )


async def sign_out_here(connection: Connection, device: int, now: int) -> None:
    """End a device at its own request: it wipes itself, and is told nothing afterwards."""
    await accounts.revoke_device(connection, device, now)
    await accounts.end_sessions_on(connection, device)


async def lock_open_session(connection: Connection, session: Session) -> tuple[Person, Device]:
    """Return whose session it is and its device, under the lock.

    Raises NotSignedIn where either was ended meanwhile.
    """
    person = await accounts.person(connection, session.person)
    device = await accounts.device(connection, session.device)
    if person is None or device is None or device.revoked_at is not None:
        raise NotSignedIn("The session has ended.")
    return person, device


async def enrol_phone(connection: Connection, entered: RedeemedCode, *, now: int) -> None:
    """Admit one more phone to an account.

    Raises CodeRefused where the code was made on a phone that was ended since: whoever ended it
    shut this door too. Decided under the lock that ending a phone takes.
    """
    account = await account_of(connection, entered.person.id)
    async with lock_streams(connection, [account], now=now):
        if entered.came_from is not None and await accounts.was_ended_from_elsewhere(
            connection, entered.came_from
        ):
            raise code_refused()


async def add_account_event(
    connection: Connection,
    person: int,
    event: Event,
    label: str,
    *,
    device: int | None = None,
    now: int,
    new_id: NewId,
) -> None:
    """Write one event for all of the person's phones.

    `device` does not show it.
    """
    account = await account_of(connection, person)
    async with lock_streams(connection, [account], now=now) as writer:
        await write_system(
            writer,
            account,
            "account_event",
            new_id(),
            _what(event, label, device=device),
            mutation=new_id(),
        )


async def account_of(connection: Connection, person: int) -> int:
    """Return the person's account stream."""
    account = await accounts.stream_of(connection, person, StreamKind.ACCOUNT)
    assert account is not None, "everyone has an account stream"
    return account


def _what(
    event: Event, label: str, copies: int = 0, device: int | None = None
) -> dict[str, dict[str, object]]:
    return {"what": {"event": event, "label": label, "copies": copies, "device": device}}
