"""The statements that read and write records.

Most rows name no other record and have all their receipts: those are written plain.
"""

from database.database import Sql
from records.record_rows import COLUMNS, PLAIN_COLUMNS, READ_COLUMNS

READ = Sql(
    sqlite=f"""
        SELECT {READ_COLUMNS} FROM record
        WHERE stream IN (SELECT value FROM json_each($1))
          AND record IN (SELECT value FROM json_each($2))""",
    postgresql=f"""
        SELECT {READ_COLUMNS} FROM record
        WHERE stream = ANY(ARRAY(SELECT value::bigint FROM json_array_elements_text($1::json)))
        AND record = ANY(ARRAY(SELECT json_array_elements_text($2::json)))""",
)
READ_AT = Sql(
    sqlite=f"""
        SELECT {READ_COLUMNS} FROM json_each($1) AS place
        CROSS JOIN record ON stream = place.value ->> 0 AND record = place.value ->> 1""",
    postgresql=f"""
        SELECT {READ_COLUMNS} FROM json_array_elements($1::json) AS place
        JOIN record ON stream = (place ->> 0)::bigint AND record = place ->> 1""",
)
_ON_CONFLICT = """
    ON CONFLICT (stream, record) DO UPDATE SET seq = excluded.seq, state = excluded.state,
      heads = excluded.heads,
    body = excluded.body, kept = excluded.kept, covered = excluded.covered,
      dismissed = excluded.dismissed, history = excluded.history"""
_NAMES_TOO = (
    "about = excluded.about, whole = excluded.whole, bulk = excluded.bulk, shelf = excluded.shelf"
)
_ARRAYS = """
    $1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::smallint[],
    $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[]"""
_ARRAYS_TOO = "$13::text[], $14::text[], $15::bigint[], $16::text[]"
SAVE_PLAIN = Sql(
    sqlite=f"""
        INSERT INTO record ({PLAIN_COLUMNS})
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) {_ON_CONFLICT}""",
    postgresql=f"""
        INSERT INTO record ({PLAIN_COLUMNS}) SELECT * FROM unnest({_ARRAYS}) {_ON_CONFLICT}""",
)
SAVE = Sql(
    sqlite=f"""
        INSERT INTO record ({COLUMNS})
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        {_ON_CONFLICT}, {_NAMES_TOO}""",
    postgresql=f"""
        INSERT INTO record ({COLUMNS}) SELECT *
          FROM unnest({_ARRAYS}, {_ARRAYS_TOO}) {_ON_CONFLICT}, {_NAMES_TOO}""",
)
