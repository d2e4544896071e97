"""What is kept of a push beside its records: a person's receipts, and a device's counts."""

from collections.abc import Collection, Iterable

import msgspec

from database.database import Connection, Sql
from domain.bounds import CHAIN
from domain.receipts import Receipt, read_receipt
from domain.records import Mutation
from domain.standing import wholes_of

FIND = Sql(
    sqlite="""
        SELECT mutation, result FROM receipt WHERE person = $1 AND (
            mutation IN (SELECT value FROM json_each($2))
              OR begins IN (SELECT value FROM json_each($3)))""",
    postgresql="""
        SELECT mutation, result FROM receipt WHERE person = $1 AND (
            mutation = ANY(ARRAY(SELECT json_array_elements_text($2::json)))
            OR begins = ANY(ARRAY(SELECT json_array_elements_text($3::json))))""",
)
CHAIN_OF = Sql(
    sqlite="""
        WITH RECURSIVE chain (mutation) AS (
            SELECT value FROM json_each($2) UNION
            SELECT base.value FROM chain
              JOIN receipt r ON r.person = $1 AND r.mutation = chain.mutation,
            json_each(r.result, '$.bases') AS register, json_each(register.value) AS base LIMIT $3)
        SELECT chain.mutation, r.result FROM chain
          LEFT JOIN receipt r ON r.person = $1 AND r.mutation = chain.mutation""",
    postgresql="""
        WITH RECURSIVE chain (mutation) AS (
            SELECT json_array_elements_text($2::json) UNION
            SELECT base.value FROM chain
              JOIN receipt r ON r.person = $1 AND r.mutation = chain.mutation,
            json_each(r.result::json -> 'bases') AS register,
              json_array_elements_text(register.value) AS base(value)),
        bounded AS (SELECT mutation FROM chain LIMIT $3)
        SELECT bounded.mutation, r.result FROM bounded
          LEFT JOIN receipt r ON r.person = $1 AND r.mutation = bounded.mutation""",
)
"""From base to base as far as refused mutations go, in one statement.

Each stands for its own bases.
"""
PUT = "INSERT INTO receipt (person, mutation, program, begins, result) VALUES ($1, $2, $3, $4, $5)"
COUNTED = "SELECT counts FROM counted WHERE device = $1 AND upto >= $2"
COUNT = """
    INSERT INTO counted (program, device, upto, counts) SELECT program, id, $2, $3 FROM device
      WHERE id = $1 AND $3 <> '{}'"""
NOTE = """
    UPDATE device SET n_mark = CASE WHEN n_mark > $2 THEN n_mark ELSE $2 END, waiting = $4,
      last_seen_at = $5 WHERE id = $1"""

_counts = msgspec.json.Decoder(dict[int, str])


async def refused_receipts(
    connection: Connection, person: int, mutations: Iterable[str], records: Iterable[str]
) -> dict[str, Receipt]:
    """Return the person's receipts of these mutations, and of those that would make these records.

    Of mutations that were refused, or accepted where a right may end.
    """
    rows = await connection.rows(FIND, person, _json(mutations), _json(records))
    return {mutation: read_receipt(result) for mutation, result in rows}


async def refused_before(
    connection: Connection, person: int, mutations: Collection[Mutation]
) -> dict[str, Receipt]:
    """Return the receipts of these mutations and of all that they name, to the end of every chain.

    A refused base stands for its own. And of what would have made their records, or the wholes of
    these.
    """
    asked = {base.id for each in mutations for named in each.base.values() for base in named}.union(
        each.receipt_id for each in mutations
    )
    found = await refused_receipts(
        connection,
        person,
        asked,
        {mutation.record for mutation in mutations} | wholes_of(mutations),
    )
    if behind := _stood_on(found.values()) - asked:
        rows = await connection.rows(CHAIN_OF, person, _json(behind), CHAIN)
        asked |= {mutation for mutation, _ in rows}
        found |= {mutation: read_receipt(result) for mutation, result in rows if result}
        # The walk was cut: bases beyond it would otherwise be waited for without end.
        if len(rows) == CHAIN:
            found = {mutation: _cut(receipt, asked) for mutation, receipt in found.items()}
    return found


def _stood_on(receipts: Iterable[Receipt]) -> set[str]:
    return {base for each in receipts for named in each.bases.values() for base in named}


def _cut(receipt: Receipt, asked: Collection[str]) -> Receipt:
    """Return the receipt without bases too far behind to be looked for: nothing waits for them."""
    bases = {
        register: [base for base in named if base in asked]
        for register, named in receipt.bases.items()
    }
    return msgspec.structs.replace(receipt, bases=bases)


async def device_ids_of(connection: Connection, person: int) -> frozenset[int]:
    """Return the devices that this person has or had."""
    return frozenset(
        [
            device
            for (device,) in await connection.rows(
                "SELECT id FROM device WHERE person = $1", person
            )
        ]
    )


async def save_receipts(
    connection: Connection, person: int, program: int, receipts: dict[str, Receipt]
) -> None:
    """Write the person's receipts."""
    rows = [
        (person, each, program, receipt.begins, msgspec.json.encode(receipt).decode())
        for each, receipt in receipts.items()
    ]
    if rows:
        await connection.run_many(PUT, rows)


async def new_counts(
    connection: Connection, device: int, counts: dict[int, str]
) -> dict[int, str] | None:
    """Return what is not known yet of the device's own counts, for `note_push`.

    `counts` are mutations by n. None where one is known under another mutation: there are two of
    this device, or it came back from an old backup.
    """
    known: dict[int, str] = {}
    for (noted,) in await connection.rows(COUNTED, device, min(counts)) if counts else ():
        known |= _counts.decode(noted)
    # The end of an id is random, so eight characters tell two mutations apart and keep the row
    # short.
    sent = {n: mutation[-8:] for n, mutation in counts.items()}
    if any(known.get(n, end) != end for n, end in sent.items()):
        return None
    return {n: end for n, end in sent.items() if n not in known}


async def note_push(
    connection: Connection, device: int, counts: dict[int, str], *, waiting: int, now: int
) -> None:
    """Write what new counts stand for, and how many mutations the outbox still holds.

    `now` in milliseconds.
    """
    upto, noted = max(counts, default=0), msgspec.json.encode(counts).decode()
    if connection.dialect == "postgresql":
        await connection.run(
            f"WITH counting AS ({COUNT}) {NOTE}", device, upto, noted, waiting, now
        )
    else:
        await connection.run(COUNT, device, upto, noted)
        await connection.run(NOTE, device, upto, None, waiting, now)


def _json(values: Iterable[str]) -> str:
    return msgspec.json.encode(list(values)).decode()
