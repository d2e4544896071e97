"""Many people of one program with what each leaves behind, made by a few statements."""

from database.database import Connection, Database

_COUNT = "WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < $1)"
PER_PEER = 20
DAY = 86_400_000
FIRST = 1_000_000
"""The ids of the crowd begin here.

Those of one person's streams are ten times theirs and something.
"""

KINDS = ("account", "own", "shared", "flags")
ROLES = ("self", "participant", "participant", "participant")
KEY = '[["00000000-0000-4000-8000-000000000001",[1790000000000,0,1,1]]]'

STATEMENTS = (
    """INSERT INTO person (id, uuid, program, kind, role, display_name, language, time_zone,
        zone_mode, status, created_at, last_seen_at,
            notification_rules)
        SELECT 1000000 + i, 'crowd-' || i, $2, 'participant', 'participant', 'Someone', 'en',
            'America/Chicago', 'home', 'active', $3, $3,
            NULL FROM many""",
    """INSERT INTO person (id, uuid, program, kind, role, display_name, language, time_zone,
        zone_mode, status, created_at, last_seen_at)
        SELECT 2000000 + i, 'crowd-peer-' || i, $2, 'staff', 'peer', 'A peer', 'en',
            'America/Chicago', 'home', 'active', $3, $3
        FROM many WHERE i % 20 = 0""",
    *(
        f"""INSERT INTO stream (id, program, kind, person, head, live)
            SELECT 10000000 + 10 * i + {place}, $2, '{kind}', 1000000 + i, 3, 1
            FROM many WHERE $3 > 0"""
        for place, kind in enumerate(KINDS)
    ),
    *(
        f"""INSERT INTO reader (person, stream, role, grant_no, program)
            SELECT 1000000 + i, 10000000 + 10 * i + {place}, '{role}', $3, $2 FROM many"""
        for place, role in enumerate(ROLES)
    ),
    """INSERT INTO reader (person, stream, role, grant_no, program)
        SELECT 1000000 + i, l.id, 'reader', $3, $2
        FROM many JOIN stream l ON l.program = $2 AND l.kind = 'library'""",
    """INSERT INTO reader (person, stream, role, grant_no, program)
        SELECT p.id, 10000000 + 10 * i + 3, 'reader', $3, $2
        FROM many JOIN person p ON p.program = $2 AND p.role = 'supervisor'""",
    """INSERT INTO assignment (id, uuid, program, participant, peer, kind, status, stream, shares,
        starts_on)
        SELECT 1000000 + i, 'crowd-' || i, $2, 1000000 + i,
            2000020 + i / 20 * 20 - CASE WHEN i % 20 = 0 THEN 20 ELSE 0 END, 'primary',
            'active', 10000000 + 10 * i + 4, 1, '2026-01-01' FROM many WHERE $3 > 0""",
    """INSERT INTO stream (id, program, kind, person, assignment, head, live)
        SELECT 10000000 + 10 * i + 4, $2, 'assignment', 1000000 + i, 1000000 + i, 1, 1 FROM many
            WHERE $3 > 0""",
    """INSERT INTO reader (person, stream, role, grant_no, program)
        SELECT 1000000 + i, 10000000 + 10 * i + 4, 'participant', $3, $2
        FROM many""",
    """INSERT INTO reader (person, stream, role, grant_no, program)
        SELECT a.peer, a.stream, 'peer', $3, $2
        FROM many JOIN assignment a ON a.id = 1000000 + i""",
    """INSERT INTO device (id, program, person, label, platform, created_at, last_seen_at)
        SELECT 1000000 + i, $2, 1000000 + i, 'A phone', 'other', $3, $3 FROM many""",
    """INSERT INTO session (token_hash, program, person, device, created_at, expires_at,
        last_seen_at)
        SELECT 'crowd-' || i, $2, 1000000 + i, 1000000 + i, $3, $3 + 86400000 * CAST(365 AS bigint),
            $3 FROM many""",
    """INSERT INTO enrolment_code (code_hash, program, person, display_name, made_by, created_at,
        expires_at, used_at, used_by)
        SELECT 'crowd-' || i, $2, NULL, 'Someone', 1, $3, $3, $3, 1000000 + i FROM many""",
    """INSERT INTO push_subscription (program, person, device, endpoint, p256dh, auth, vapid_key,
        state, created_at)
        SELECT $2, 1000000 + i, 1000000 + i, 'https://push.example/' || i, 'p', 'a', 'k', 'active',
            $3 FROM many""",
    """INSERT INTO record (stream, record, seq, program, entity, state, heads, body, history)
        SELECT 10000000 + 10 * i + 1, 'note-' || i, 1, $2, 'journal_note', 0, '{"words":[]}',
            '{"words":{"text":"a note"}}', '{}'
        FROM many WHERE $3 > 0""",
    """INSERT INTO record (stream, record, seq, program, entity, state, heads, body, covered,
        history)
        SELECT 10000000 + 10 * i + 1, 'gone-' || i, 2, $2, 'journal_note', 1, '{"words":[]}',
            '{"words":{"text":"a note"}}', '{}', '{}'
        FROM many WHERE $3 > 0""",
    (
        "INSERT INTO bin (stream, record, program, seq, since) "
        "SELECT 10000000 + 10 * i + 1, 'gone-' || i, $2, 2, $3 FROM many"
    ),
    """INSERT INTO notice (uuid, program, person, kind, stream, source, local_date, slot, due_at,
        state, settled_at, pushed_at)
        SELECT 'crowd-' || i, $2, 1000000 + i, 'nudge', 10000000 + 10 * i + 4, 'plan', '2026-01-01',
            0, $3 - 86400000, 'accepted', $3, $3
        FROM many""",
    """INSERT INTO nudge_schedule (plan, stream, program, participant, peer, schedule, text_kind,
        active, planned_until)
        SELECT 'plan', 10000000 + 10 * i + 4, $2, 1000000 + i, 1, '{}', '', 1,
            $3 + 86400000 * CAST(2 AS bigint) FROM many""",
    (
        "INSERT INTO counted (program, device, upto, counts) SELECT $2, 1000000 + i, 1, '{}' "
        "FROM many WHERE $3 > 0"
    ),
)


async def fill(database: Database, program: int, count: int, now: int) -> None:
    """So many participants, a peer for every twenty, and what they wrote, hear and have planned."""
    async with database.transaction() as connection:
        for statement in STATEMENTS:
            await connection.run(_of(statement), count, program, now)
    if database.dialect == "postgresql":
        async with database.transaction() as connection:
            await connection.run("ANALYZE")


def _of(statement: str) -> str:
    """A count of rows goes before what they are selected from.

    The types of what is counted are said.
    """
    insert, select = statement.split("SELECT", 1)
    typed = f"{select}".replace("$2", "CAST($2 AS bigint)").replace("$3", "CAST($3 AS bigint)")
    counted = _COUNT.replace("$1", "CAST($1 AS bigint)")
    return f"{insert} {counted} SELECT {typed}"


__all__ = ["Connection", "fill"]
