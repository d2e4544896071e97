"""Bugs in what stands before everything else: bodies, heads, connections, addresses.

`docs/security.md`, B19 to B26, E3.
"""

from tests.mutants.mutant import Mutant

EDGE = (
    Mutant(
        name="strangers_body_is_read",
        why="Anyone could make the server unpack and search bodies all day.",
        file="api/body_guard.py",
        before=(
            "        if is_small(headers):\n"
            "            return sender, await read_in_time(receive, headers, sync=sync)\n"
        ),
        after=(
            "        if headers:\n"
            "            return sender, await read_in_time(receive, headers, sync=sync)\n"
        ),
        tests=(
            (
                "tests/api/test_body_guard.py"
                "::test_twenty_hostile_bodies_at_once_keep_nobody_waiting[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="depth_escape_by_escape",
        why="A body of nothing but escapes would hold the loop for a tenth of a second and more.",
        file="api/json_scan.py",
        before="""        body = body.replace(ESCAPED_BACKSLASH, b"").replace(b'\\\\"', b"")\n""",
        after="""        body = re.sub(rb"(?s)\\\\.", b"", body)\n""",
        tests=(
            (
                "tests/api/test_json_scan.py"
                "::test_the_largest_body_of_any_kind_is_searched_in_milliseconds[escaped "
                "quotes]"
            ),
        ),
    ),
    Mutant(
        name="no_bytes_a_minute",
        why="One person could keep a process busy with nothing but large bodies.",
        file="api/body_guard.py",
        before="        self._bytes.take(person, most)\n",
        after="",
        tests=(
            (
                "tests/api/test_body_guard.py"
                "::test_a_person_sends_so_many_bytes_a_minute_and_small_ones_always[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="addresses_as_python_knows_them",
        why="A name of a push service could be turned to an address inside.",
        file="notifications/push/public_addresses.py",
        before=(
            "        and address in GIVEN_OUT_6\n"
            "        and not any(address in network for network in NOT_PUBLIC_6)\n"
        ),
        after=(
            "        and address.is_global\n"
            "        and not address.is_multicast\n"
            "        and not address.is_reserved\n"
        ),
        tests=(
            (
                "tests/notifications/test_public_addresses.py"
                "::test_an_address_of_the_inside_or_of_nowhere_is_not_public[fec0::1]"
            ),
            (
                "tests/notifications/test_public_addresses.py"
                "::test_an_address_of_the_inside_or_of_nowhere_is_not_public[3fff::1]"
            ),
        ),
    ),
    Mutant(
        name="heads_without_a_deadline",
        why="Half-open sockets would stay for ever, until there are no more files.",
        file="api/bounded_http.py",
        before="            self._head.begin()\n        else:\n            self._refuse(CROWDED)\n",
        after="            pass\n        else:\n            self._refuse(CROWDED)\n",
        tests=(
            (
                "tests/api/test_bounded_http.py"
                "::test_of_hundreds_of_half_open_connections_none_is_open_after_the_deadline"
            ),
            (
                "tests/api/test_bounded_http.py"
                "::test_a_head_that_does_not_end_ends_with_its_connection[nothing]"
            ),
        ),
    ),
    Mutant(
        name="heads_of_any_size",
        why="A head of any size would be taken in, as long as it came at once.",
        file="api/bounded_http.py",
        before=(
            "        while len(data) > (room := MOST_HEAD - self._framing) and not self._in_body:\n"
        ),
        after="        while self._framing < 0 and len(data) > (room := MOST_HEAD):\n",
        tests=("tests/api/test_bounded_http.py::test_a_head_has_a_size[a whole head]",),
    ),
    Mutant(
        name="two_hosts",
        why="A proxy and this server could take one request for two different ones.",
        file="api/bounded_http.py",
        before="        if len(hosts) != 1:\n",
        after="        if not hosts:\n",
        tests=(
            "tests/api/test_bounded_http.py::test_a_request_that_does_not_name_one_host_is_a_400",
        ),
    ),
    Mutant(
        name="connections_not_counted",
        why="One address could hold every file of the process.",
        file="api/connections.py",
        before=(
            "        return any(\n"
            "            self._of_network[network] >= share << wider for wider, "
            "network in enumerate(networks)\n"
            "        )\n"
        ),
        after=("        return share < 0 and bool(networks)\n"),
        tests=(
            "tests/api/test_connections.py::test_one_address_has_its_share_and_another_has_its_own",
        ),
    ),
    Mutant(
        name="live_streams_without_a_bound",
        why="So many open apps would leave no connection for a sync or a look at its health.",
        file="api/live.py",
        before="        if self._count >= self._most:\n",
        after="        if self._count < 0:\n",
        tests=(
            (
                "tests/api/test_events_capacity.py"
                "::test_past_the_room_for_live_streams_a_new_one_is_refused_until_one_ends"
                "[sqlite]"
            ),
        ),
    ),
)
