"""Which of a person's devices came from which."""

from domain.devices import line_of


def test_a_line_ends_where_it_would_go_in_a_circle() -> None:
    assert line_of(4, {2: 1, 4: 2, 5: 4}) == {4, 2, 1}
    assert line_of(1, {2: 1}) == {1}
    assert line_of(2, {2: 1, 1: 2}) == {2, 1}
