"""Devices, and the sessions that live and end with them."""

from typing import Any, Literal

from msgspec import Struct

from accounts.rows import to_struct, to_structs
from database.database import Connection
from database.ledger import note
from database.notice_tables import PushSubscription
from database.tables import Device as DeviceRow
from database.tables import Session as SessionRow
from domain.ledger_entries import DeviceRevocation, SessionsEnded


class Device(Struct, frozen=True, kw_only=True):
    """A device of a person.

    `n_mark` is the greatest of its own counts that was seen, `waiting` what its last push left in
    its outbox. `came_from` is the device that it is a copy of, or on which the code was made that
    let it in.
    """

    id: int
    program: int
    person: int
    label: str
    platform: str
    n_mark: int
    created_at: int
    last_seen_at: int
    revoked_at: int | None
    waiting: int
    came_from: int | None
    sealed: int


class Session(Struct, frozen=True, array_like=True):
    """An open session: its device is not revoked and its person is active."""

    person: int
    program: int
    device: int
    kind: str
    role: str
    person_uuid: str
    created_at: int
    expires_at: int
    last_seen_at: int


SESSION_COLUMNS = (
    "s.person, s.program, s.device, p.kind, p.role, p.uuid, s.created_at, s.expires_at, "
    "s.last_seen_at"
)
OPEN_SESSION = """
    session s JOIN device d ON d.id = s.device JOIN person p ON p.id = s.person
    WHERE s.token_hash = $1 AND s.expires_at > $2 AND d.revoked_at IS NULL
      AND p.status = 'active'"""
FIND = f"SELECT {SESSION_COLUMNS} FROM {OPEN_SESSION}"
REVOKED = """
    SELECT d.sealed FROM session s JOIN device d ON d.id = s.device
      WHERE s.token_hash = $1 AND d.revoked_at IS NOT NULL"""
ENDED_FROM_ELSEWHERE = """
    SELECT 1 FROM session s JOIN device d ON d.id = s.device
      WHERE d.id = $1 AND d.revoked_at IS NOT NULL"""
TOUCH_DEVICE = """
    UPDATE device SET last_seen_at = $2
      WHERE id = (SELECT device FROM session WHERE token_hash = $1) AND last_seen_at < $2"""


async def add_device(
    connection: Connection,
    *,
    program: int,
    person: int,
    label: str,
    platform: str,
    now: int,
    came_from: int | None = None,
) -> Device:
    """Add a device."""
    row = DeviceRow(
        program=program,
        person=person,
        label=label,
        platform=platform,
        created_at=now,
        last_seen_at=now,
        came_from=came_from,
    )
    [made] = await connection.query(DeviceRow.insert(row).returning(*DeviceRow.all_columns()))
    return to_structs([made], Device)[0]


async def device(connection: Connection, id_: int) -> Device | None:
    """Return the device of this id, if there is one."""
    return to_struct(await connection.query(DeviceRow.select().where(DeviceRow.id == id_)), Device)


async def devices_of(connection: Connection, person: int) -> list[Device]:
    """Return a person's devices that are not revoked, the newest first."""
    query = DeviceRow.select().where(DeviceRow.person == person, DeviceRow.revoked_at.is_null())
    return to_structs(await connection.query(query.order_by(DeviceRow.id, ascending=False)), Device)


async def device_ancestry(connection: Connection, person: int) -> dict[int, int]:
    """Return which of a person's devices came from which, revoked ones included."""
    statement = "SELECT id, came_from FROM device WHERE person = $1 AND came_from IS NOT NULL"
    return dict(await connection.rows(statement, person))


async def revoke_device(
    connection: Connection, id_: int, now: int, *, sealed: bool = False
) -> bool:
    """Revoke a device: it opens nothing from this commit on.

    It is reached by no push. Returns False where it was revoked already. Its session's row stays,
    so that the device can be told to wipe what it holds, or to seal it (`revocation`).
    """
    revoke: dict[Any, Any] = {DeviceRow.revoked_at: now, DeviceRow.sealed: int(sealed)}
    open_one = DeviceRow.update(revoke).where(DeviceRow.id == id_, DeviceRow.revoked_at.is_null())
    revoked = bool(await connection.query(open_one.returning(DeviceRow.id)))
    # Noted once: a second revocation must not change when, or whether sealed, in the ledger.
    if revoked:
        await note(connection, DeviceRevocation(at=now, device=id_, sealed=sealed))
    # At once, and not when the device comes back: a lost phone must show no more notices.
    await connection.query(PushSubscription.delete().where(PushSubscription.device == id_))
    return revoked


async def push_address(connection: Connection, device: int) -> str | None:
    """Return where a device is reached now.

    It is a capability: for that device alone, and for no log.
    """
    active = PushSubscription.select(PushSubscription.endpoint).where(
        PushSubscription.device == device, PushSubscription.state == "active"
    )
    rows = await connection.query(active)
    return str(rows[0]["endpoint"]) if rows else None


async def add_session(
    connection: Connection,
    *,
    token_hash: str,
    program: int,
    person: int,
    device: int,
    now: int,
    expires_at: int,
) -> None:
    """Store a session under the hash of its token."""
    row = SessionRow(
        token_hash=token_hash,
        program=program,
        person=person,
        device=device,
        created_at=now,
        expires_at=expires_at,
        last_seen_at=now,
    )
    await connection.query(SessionRow.insert(row))


async def session_by_token_hash(
    connection: Connection, token_hash: str, now: int
) -> Session | None:
    """Return the open session of a token, in one statement, for every request.

    None where it is unknown or expired, its device revoked, or its person not active.
    """
    found = await connection.row(FIND, token_hash, now)
    return Session(*found) if found else None


async def revocation(connection: Connection, token_hash: str) -> Literal["wipe", "seal"] | None:
    """Return what a revoked device is to do.

    None for the token of any other, such as one that signed out by itself.
    """
    found = await connection.row(REVOKED, token_hash)
    return None if found is None else ("seal" if found[0] else "wipe")


async def was_ended_from_elsewhere(connection: Connection, device: int) -> bool:
    """Return whether another device of the person has ended this one."""
    return await connection.value(ENDED_FROM_ELSEWHERE, device) is not None


async def touch_session(connection: Connection, token_hash: str, now: int, expires_at: int) -> None:
    """Note the last use of the session and its device, and prolong it."""
    prolong: dict[Any, Any] = {SessionRow.last_seen_at: now, SessionRow.expires_at: expires_at}
    await connection.query(SessionRow.update(prolong).where(SessionRow.token_hash == token_hash))
    await connection.run(TOUCH_DEVICE, token_hash, now)


async def end_sessions_on(connection: Connection, device: int) -> None:
    """End the sessions of a device at its own request: it is told nothing afterwards."""
    end = SessionRow.delete().where(SessionRow.device == device).returning(SessionRow.person)
    if ended := await connection.query(end):
        await note(connection, SessionsEnded(person=ended[0]["person"], device=device))


async def end_sessions_of(connection: Connection, person: int) -> None:
    """End all of a person's sessions; the devices stay and may be opened again by a code."""
    await note(connection, SessionsEnded(person=person))
    await connection.query(SessionRow.delete().where(SessionRow.person == person))
