"""Pieces of statements that the engines spell differently, by name.

A list travels as one parameter, a JSON array: so a statement has one text however long the list is.
"""

from database.connection import Sql


def numbers_in(parameter: int) -> Sql:
    """Return a subquery of the numbers in the JSON list of a parameter."""
    return Sql(
        sqlite=f"SELECT value FROM json_each(${parameter})",
        postgresql=f"SELECT value::bigint FROM json_array_elements_text(${parameter}::json)",
    )


def texts_in(parameter: int) -> Sql:
    """Return a subquery of the texts in the JSON list of a parameter."""
    return Sql(
        sqlite=f"SELECT value FROM json_each(${parameter})",
        postgresql=f"SELECT json_array_elements_text(${parameter}::json)",
    )


NUMBERS = numbers_in(1)
"""The ids that are asked about, where they come first."""


def for_both(template: str, **pieces: Sql) -> Sql:
    """Return the statement for both engines, with each engine's spelling in place of `{piece}`."""
    return Sql(
        sqlite=template.format(**{name: piece.sqlite for name, piece in pieces.items()}),
        postgresql=template.format(**{name: piece.postgresql for name, piece in pieces.items()}),
    )
