"""Bugs in what a person finds who looks for help now."""

from tests.mutants.mutant import Mutant

ASKING_FOR_HELP = (
    Mutant(
        name="extension_run_into_the_number",
        why="A person who calls for help would reach a stranger, or nobody.",
        file="web/src/screens/help/phone_numbers.ts",
        before="keys += `,${pressed[1]}`;",
        after="keys += pressed[1];",
        tests=("web/tests/ui/numbers.test.ts::an extension is dialled after a pause",),
    ),
    Mutant(
        name="a_code_is_called",
        why=(
            "The report of an import would say that a meeting's number can be called, "
            "and the app would call its code."
        ),
        file="domain/phone_numbers.py",
        before="one and not _is_a_code(text, place)",
        after="one",
        tests=(
            (
                "tests/domain/test_phone_number_vectors.py"
                "::test_what_follows_the_word_for_a_code_is_not_called"
            ),
        ),
    ),
    Mutant(
        name="nobody_to_ask_at_the_strongest",
        why=(
            "After a check-in with the strongest craving the one who walks alongside would "
            "not be there to ask."
        ),
        file="web/src/screens/today/after.ts",
        before="(['people', 'ask', 'lines'] as const)",
        after="(['people', 'lines'] as const)",
        tests=(
            (
                "web/tests/ui/after.test.ts::the strongest craving offers the one to ask "
                "right under own people"
            ),
        ),
    ),
    Mutant(
        name="a_call_to_a_former_peer_ends_all",
        why=(
            "Who was moved to another peer after they asked would wait for one who cannot "
            "read their call any more."
        ),
        file="web/src/screens/help/asking.ts",
        before="(sent && (new_peer || hasWaited(flag, now)))",
        after="(sent && hasWaited(flag, now))",
        tests=(
            "web/tests/ui/asking.test.ts::a new peer is asked at once, whatever the former one did",
        ),
    ),
    Mutant(
        name="a_call_taken_back_still_rings",
        why="Supervisors would be woken by a call that the person has taken back.",
        file="domain/entities/support_flag.py",
        before='self.state == "open" and not self.withdrawn',
        after='self.state == "open"',
        tests=(
            (
                "tests/notifications/test_support_flag.py"
                "::test_a_flag_that_was_taken_back_rings_no_more[sqlite]"
            ),
            (
                "tests/notifications/test_support_flag.py"
                "::test_a_flag_that_arrives_as_taken_back_tells_nobody[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_call_that_never_left_is_told",
        why="A peer would read of a call that the person took back before it had left the phone.",
        file="web/src/screens/help/asking.ts",
        before="flag.unsent && !account.status.sending",
        after="false",
        tests=(
            (
                "web/tests/ui/asking.test.ts::what has not left the phone is erased there "
                "when it is taken back"
            ),
        ),
    ),
    Mutant(
        name="taken_back_until_another_phone_says_otherwise",
        why=(
            "A call that one phone took back would ring again because another phone, behind, "
            "knows nothing of it."
        ),
        file="domain/entities/support_flag.py",
        before='greatest("withdrawn"',
        after='__import__("domain.declare").declare.latest("withdrawn"',
        tests=(
            (
                "tests/program/test_flags_taken_back.py"
                "::test_of_phones_apart_that_one_took_it_back_is_what_stands[sqlite-last]"
            ),
        ),
    ),
    Mutant(
        name="a_note_under_the_present_peers_name",
        why=(
            "What a former peer wrote would be read as the words of the one who walks "
            "alongside now."
        ),
        file="web/src/screens/queries.ts",
        before="assignmentOf(account, row)?.body.peer_name || t().frame.my_peer",
        after="peerName(account)",
        tests=(
            "web/tests/ui/notes.test.ts::a note and a nudge bear the name of their own assignment",
        ),
    ),
    Mutant(
        name="a_nudge_behind_an_older_note",
        why=(
            "A nudge that nobody has seen would be nowhere on the first screen, "
            "behind an older note."
        ),
        file="web/src/screens/inbox/notes.ts",
        before="all.find(({ row }) => !row.body.seen)",
        after="all.find(({ row }) => row.entity === 'encouragement')",
        tests=(
            "web/tests/ui/notes.test.ts::the newest that was not seen is shown, of either kind",
        ),
    ),
    Mutant(
        name="taken_back_beside_a_call_that_stands",
        why=(
            "A peer would read that the call was taken back, "
            "under one that the person made since, and might leave it."
        ),
        file="web/src/screens/caseload/people.ts",
        before="now - last < RECENT_MS && !asked_anew",
        after="now - last < RECENT_MS",
        tests=(
            (
                "web/tests/ui/caseload.test.ts::that a call was taken back is told for three "
                "days, and not beside a later one"
            ),
        ),
    ),
)
