"""One-time codes: only their hashes are stored, and each opens one account once."""

from typing import Any

from msgspec import Struct

from accounts.rows import to_struct, to_structs
from database.database import Connection
from database.tables import EnrolmentCode as CodeRow


class EnrolmentCode(Struct, frozen=True, kw_only=True):
    """A code as it is stored.

    `person` is the account that it opens, none for a new one; `peer` is assigned when it is
    redeemed. `made_on` is the device on which the person made it for another phone of theirs.
    """

    id: int
    program: int
    person: int | None
    display_name: str
    made_by: int
    created_at: int
    expires_at: int
    used_at: int | None
    used_by: int | None
    voided_at: int | None
    peer: int | None
    made_on: int | None


async def add_code(
    connection: Connection,
    *,
    code_hash: str,
    program: int,
    made_by: int,
    now: int,
    expires_at: int,
    display_name: str = "",
    person: int | None = None,
    peer: int | None = None,
    made_on: int | None = None,
) -> EnrolmentCode:
    """Store a code's hash and what it is for."""
    row = CodeRow(
        code_hash=code_hash,
        program=program,
        person=person,
        display_name=display_name,
        made_by=made_by,
        created_at=now,
        expires_at=expires_at,
        peer=peer,
        made_on=made_on,
    )
    return to_structs(
        await connection.query(CodeRow.insert(row).returning(*_columns())), EnrolmentCode
    )[0]


async def redeem_code(connection: Connection, code_hash: str, now: int) -> EnrolmentCode | None:
    """Use the code up; of requests at the same time one gets it.

    None where it is unknown, used, voided or expired.
    """
    # One statement, so that of two requests with the same code the second finds it used.
    use = CodeRow.update({CodeRow.used_at: now}).where(
        CodeRow.code_hash == code_hash,
        CodeRow.used_at.is_null(),
        CodeRow.voided_at.is_null(),
        CodeRow.expires_at > now,
    )
    return to_struct(await connection.query(use.returning(*_columns())), EnrolmentCode)


async def set_code_user(connection: Connection, code: int, person: int) -> None:
    """Note who came in with the code."""
    await connection.query(CodeRow.update({CodeRow.used_by: person}).where(CodeRow.id == code))


async def code(connection: Connection, id_: int) -> EnrolmentCode | None:
    """Return the code of this id, if there is one."""
    return to_struct(
        await connection.query(CodeRow.select(*_columns()).where(CodeRow.id == id_)), EnrolmentCode
    )


async def codes_of(
    connection: Connection, program: int, *, limit: int = 200
) -> list[EnrolmentCode]:
    """Return a program's codes, the newest first."""
    query = CodeRow.select(*_columns()).where(CodeRow.program == program)
    return to_structs(
        await connection.query(query.order_by(CodeRow.id, ascending=False).limit(limit)),
        EnrolmentCode,
    )


async def void_code(connection: Connection, program: int, id_: int, now: int) -> bool:
    """Void a code; return False where the program has none such, or it is used or voided."""
    void = CodeRow.update({CodeRow.voided_at: now}).where(
        CodeRow.id == id_,
        CodeRow.program == program,
        CodeRow.used_at.is_null(),
        CodeRow.voided_at.is_null(),
    )
    return bool(await connection.query(void.returning(CodeRow.id)))


def _columns() -> list[Any]:
    return [getattr(CodeRow, name) for name in EnrolmentCode.__struct_fields__]
