"""Bugs in what goes to push services, and to which.

`docs/nudges.md`, and `docs/security.md` section E.
"""

from tests.mutants.mutant import Mutant

PUSHES = (
    Mutant(
        name="one_body_for_all",
        why="Two messages under one key and one nonce can be read against each other.",
        file="notifications/push/encryption.py",
        before="def body_for(",
        after='@__import__("functools").lru_cache\ndef body_for(',
        tests=(
            "tests/notifications/test_encryption.py::test_no_two_messages_share_a_key_or_a_salt",
        ),
    ),
    Mutant(
        name="another_encoding",
        why="No browser could decrypt what it is sent, and each push would be a silent one.",
        file="notifications/push/encryption.py",
        before="pusher.encode(data)",
        after='pusher.encode(data, "aesgcm")',
        tests=(
            "tests/notifications/test_encryption.py::test_the_example_of_the_standard",
            (
                "tests/notifications/test_encryption.py"
                "::test_the_browser_reads_from_us_what_it_reads_by_the_standard"
            ),
        ),
    ),
    Mutant(
        name="a_second_record",
        why="The library goes on with a second record, and no push service takes the message.",
        file="notifications/push/encryption.py",
        before="not 0 < len(data) <= LARGEST_MESSAGE",
        after="not data",
        tests=(
            "tests/notifications/test_encryption.py::test_what_no_push_service_takes_is_not_made[1]",
        ),
    ),
    Mutant(
        name="signed_by_the_present_key",
        why="After a rotation no phone would be reached until it is opened.",
        file="notifications/push/vapid.py",
        before="return self._by_public[public or self.public].authorization(origin, now)",
        after="return self._present.authorization(origin, now)",
        tests=(
            (
                "tests/notifications/test_webpush.py"
                "::test_each_subscription_is_signed_for_by_the_key_it_was_made_with"
            ),
        ),
    ),
    Mutant(
        name="former_key_ends_at_once",
        why="The phones that have not been opened since a rotation would be given up.",
        file="notifications/push/rotation.py",
        before="    elif await waiting_for_former(database, keys):\n        return False\n",
        after="",
        tests=(
            (
                "tests/notifications/test_rotation.py"
                "::test_the_former_key_ends_with_its_last_phone[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="one_service_takes_every_place",
        why="While one push service hangs, no other would be posted to.",
        file="notifications/push/webpush.py",
        before="AT_ONCE_PER_HOST = 64",
        after="AT_ONCE_PER_HOST = 4096",
        tests=(
            (
                "tests/notifications/test_webpush_faults.py"
                "::test_a_service_that_hangs_leaves_room_for_the_others"
            ),
        ),
    ),
    Mutant(
        name="length_by_language",
        why="How long a message is would tell in which language it is.",
        file="notifications/push/payload.py",
        before="return msgspec.json.encode(message).ljust(PAYLOAD_BYTES)",
        after="return msgspec.json.encode(message).ljust(PAYLOAD_BYTES - len(sentences.body))",
        tests=(
            "tests/notifications/test_webpush.py::test_all_messages_have_one_length_on_the_wire",
        ),
    ),
)
