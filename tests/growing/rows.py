"""The rows of the table, each with a made-up thing of its kind."""

from tests.growing.edges import ENDPOINT, ERROR, SCREEN
from tests.growing.features import FORMAT, KIND
from tests.growing.records import ENTITY, FIELD

ROWS = (FIELD, ENTITY, KIND, FORMAT, ENDPOINT, ERROR, SCREEN)
