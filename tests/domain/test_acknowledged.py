"""What a phone offers again to a restored server is bounded.

A seal is 64 characters, a rank 0 or 1.
"""

import msgspec
import pytest

from domain.keys import ToldKey
from domain.records import Acknowledged

KEY = [1, 0, 1, 1]


@pytest.mark.parametrize(
    ("told", "is_read"),
    [
        ({"seal": "f" * 64}, True),
        ({"seal": "f" * 65}, False),
        ({"rank": 1}, True),
        ({"rank": 2}, False),
        ({"rank": -1}, False),
        ({"said": 1}, False),
    ],
)
def test_what_is_out_of_bounds_is_not_read(told: dict[str, object], is_read: bool) -> None:
    encoded = msgspec.json.encode({"key": KEY} | told)
    if is_read:
        assert msgspec.json.decode(encoded, type=Acknowledged).key == ToldKey(1, 0, 1, 1)
    else:
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(encoded, type=Acknowledged)


def test_what_was_told_with_the_key_alone_has_no_rank_and_no_seal() -> None:
    told = msgspec.json.decode(b'{"key":[1,0,1,1]}', type=Acknowledged)
    assert (told.rank, told.seal) == (0, "")
