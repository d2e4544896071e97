"""A push locks the streams that its mutations may reach and no other.

So nobody waits for it in vain (section 2).
"""

import msgspec

from accounts import ReadableStream
from domain.declare import Role, StreamKind
from domain.records import Mutation
from sync.exchange import _touched
from tests.sync.deciding import a_mutation

PARTICIPANT = {
    1: (StreamKind.OWN, Role.PARTICIPANT),
    2: (StreamKind.SHARED, Role.PARTICIPANT),
    3: (StreamKind.ACCOUNT, Role.SELF),
    4: (StreamKind.LIBRARY, Role.READER),
    5: (StreamKind.FLAGS, Role.PARTICIPANT),
    6: (StreamKind.ASSIGNMENT, Role.PARTICIPANT),
    7: (StreamKind.ASSIGNMENT, Role.PARTICIPANT),
}
PEER = {
    2: (StreamKind.SHARED, Role.PEER),
    3: (StreamKind.ACCOUNT, Role.SELF),
    5: (StreamKind.FLAGS, Role.PEER),
    6: (StreamKind.ASSIGNMENT, Role.PEER),
    7: (StreamKind.ASSIGNMENT, Role.PEER),
}


def locked(rights: dict[int, tuple[StreamKind, Role]], *named: int | None) -> list[int]:
    readable = {
        id_: ReadableStream(id_, kind, role, 1, None, None, 0, 0, 0)
        for id_, (kind, role) in rights.items()
    }
    mutations: list[Mutation] = [a_mutation(f"{stream}", stream=stream) for stream in named]
    return sorted(_touched(readable, mutations))


def test_those_of_ones_own_are_locked_whatever_a_mutation_says() -> None:
    """A record may stand in any of them."""
    assert locked(PARTICIPANT, None) == [1, 2, 3]
    assert locked(PARTICIPANT, 1) == [1, 2, 3]


def test_one_that_others_read_too_is_locked_where_it_is_named() -> None:
    assert locked(PARTICIPANT, 6) == [1, 2, 3, 6]
    assert locked(PARTICIPANT, 5, 7) == [1, 2, 3, 5, 7]
    assert locked(PEER, 6) == [3, 6]


def test_one_that_is_only_read_or_not_even_that_is_never_locked() -> None:
    assert locked(PARTICIPANT, 4, 77) == [1, 2, 3]
    assert locked(PEER, 2, 5) == [3]


def test_one_that_names_no_stream_locks_those_where_such_a_record_is_kept() -> None:
    readable = {
        id_: ReadableStream(id_, kind, role, 1, None, None, 0, 0, 0)
        for id_, (kind, role) in PARTICIPANT.items()
    }
    flag = msgspec.structs.replace(a_mutation("1", stream=None), entity="support_flag")
    assert sorted(_touched(readable, [flag])) == [1, 2, 3, 5]
    terms = msgspec.structs.replace(a_mutation("2", stream=None), entity="assignment")
    assert sorted(_touched(readable, [terms])) == [1, 2, 3, 6, 7]
