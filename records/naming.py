"""Which records name another: the parts of a whole, and what was refused of a record.

Found by columns and their indexes.
"""

from typing import NamedTuple

from database.database import Sql
from database.fragments import NUMBERS
from domain.standing import NAMING

MOST = 1_000_000
UNNAMED = " OR ".join(f"entity = '{entity}'" for entity in sorted(NAMING))
"""As the index of what has no column says it."""
IDS = {"sqlite": "json_each($2)", "postgresql": "json_array_elements_text($2::json)"}


class NamingRow(NamedTuple):
    """A record that names another, and the length of its words.

    One that names two of those asked for is there twice.
    """

    stream: int
    record: str
    named: str
    bulk: int


_NAMING = f"""
    WITH naming AS MATERIALIZED (
        SELECT stream, record, whole AS named, bulk FROM record {{by_whole}}
        WHERE stream IN ({{streams}}) AND whole IN (SELECT value FROM {{ids}} AS asked(value))
        UNION ALL SELECT stream, record, about, bulk FROM record {{by_about}}
        WHERE stream IN ({{streams}}) AND about IN (SELECT value FROM {{ids}} AS asked(value))
        UNION ALL SELECT stream, record, asked.value, length(body) FROM record {{unnamed}}
          JOIN {{ids}} AS asked(value)
        ON body LIKE '%' || asked.value || '%'
          WHERE stream IN ({{streams}}) AND ({UNNAMED}) AND whole IS NULL AND state < 3)
    SELECT stream, record, named, bulk FROM naming ORDER BY stream, record, named LIMIT $3"""
_PARTS_OF = """
    SELECT whole, count(*) FROM record {by_whole}
    WHERE stream IN ({streams}) AND whole IN (SELECT value FROM {ids} AS asked(value))
      GROUP BY whole"""


def _of_engines(statement: str) -> Sql:
    """Return the statement for both engines.

    SQLite is told which indexes to use: to have the rows in order it would go through whole
    streams.
    """
    on_sqlite, by = statement.replace("AS asked(value)", "AS asked"), "INDEXED BY record_"
    return Sql(
        sqlite=on_sqlite.format(
            streams=NUMBERS.sqlite,
            ids=IDS["sqlite"],
            by_whole=f"{by}of_whole",
            by_about=f"{by}about",
            unnamed=f"{by}unnamed",
        ),
        postgresql=statement.format(
            streams=NUMBERS.postgresql,
            ids=IDS["postgresql"],
            by_whole="",
            by_about="",
            unnamed="",
        ),
    )


NAMING_ROWS = _of_engines(_NAMING)
"""By the columns that say so, and by its words what an older version of the program wrote."""
PARTS_OF = _of_engines(_PARTS_OF)
PLACES = Sql(
    sqlite="""
        SELECT stream, record, seq, entity, state, shelf FROM json_each($1) AS place
        CROSS JOIN record ON stream = place.value ->> 0 AND record = place.value ->> 1""",
    postgresql="""
        SELECT stream, record, seq, entity, state, shelf FROM json_array_elements($1::json) AS place
        JOIN record ON stream = (place ->> 0)::bigint AND record = place ->> 1""",
)
