"""Bugs in what stands before everything else: bodies, heads, connections, addresses (`docs/security.md`, B19 to B23, E3)."""

from tests.mutants.mutant import Mutant

EDGE = (
    Mutant(
        name="strangers_body_is_read",
        why="Anyone could make the server unpack and search bodies all day.",
        file="api/body_guard.py",
        before="        if is_small(headers):\n            return await read_in_time(receive, headers, sync=sync)\n",
        after="        if headers:\n            return await read_in_time(receive, headers, sync=sync)\n",
        tests=("tests/api/test_body_guard.py::test_twenty_hostile_bodies_at_once_keep_nobody_waiting[sqlite]",),
    ),
    Mutant(
        name="depth_escape_by_escape",
        why="A body of nothing but escapes would hold the loop for a tenth of a second and more.",
        file="api/json_scan.py",
        before="""        body = body.replace(ESCAPED_BACKSLASH, b"").replace(b'\\\\"', b"")\n""",
        after="""        body = re.sub(rb"(?s)\\\\.", b"", body)\n""",
        tests=("tests/api/test_json_scan.py::test_the_largest_body_of_any_kind_is_searched_in_milliseconds[escaped quotes]",),
    ),
    Mutant(
        name="no_bytes_a_minute",
        why="One person could keep a process busy with nothing but large bodies.",
        file="api/body_guard.py",
        before="        self._bytes.take(sender.person, most)\n",
        after="",
        tests=("tests/api/test_body_guard.py::test_a_person_sends_so_many_bytes_a_minute_and_small_ones_always[sqlite]",),
    ),
    Mutant(
        name="addresses_as_python_knows_them",
        why="A name of a push service could be turned to an address inside.",
        file="notifications/public_addresses.py",
        before="address in GIVEN_OUT_6 and not any(address in network for network in NOT_PUBLIC_6)",
        after="address.is_global and not address.is_multicast and not address.is_reserved",
        tests=(
            "tests/notifications/test_public_addresses.py::test_an_address_of_the_inside_or_of_nowhere_is_not_public[fec0::1]",
            "tests/notifications/test_public_addresses.py::test_an_address_of_the_inside_or_of_nowhere_is_not_public[3fff::1]",
        ),
    ),
)
