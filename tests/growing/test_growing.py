"""The table "Where a new thing goes" is true: each row is played in a copy of the tree."""

import re
from pathlib import Path

import pytest

from tests.growing.playing import Edit, Row, Step, play, python
from tests.growing.rows import ROWS

PAGE = (Path(__file__).resolve().parents[2] / "ARCHITECTURE.md").read_text()


@pytest.mark.database
@pytest.mark.timeout(180)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.thing)
def test_a_new_thing_goes_where_the_table_says_and_the_rest_follows(row: Row) -> None:
    assert play(row) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.thing)
def test_the_table_has_the_row(row: Row) -> None:
    assert re.search(rf"^\| {re.escape(row.thing)} \|", PAGE, re.MULTILINE)


def test_a_row_that_is_not_true_is_told() -> None:
    """It fails where it should not, says something else, and leaves no trace."""
    row = Row(
        thing="a lie",
        edits=(Edit("said.txt", "one"),),
        steps=(Step(command=python("print('one')"), says="two", fails=True),),
        follows={"said.txt": "two"},
    )
    assert [each.split(":")[0].split(" but")[0] for each in play(row)] == [
        "-c print('one') ended with 0",
        "-c print('one') does not say 'two'",
        "said.txt does not hold 'two'",
    ]
