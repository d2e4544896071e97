"""Bugs in what happens beside, again, at the very end, or to somebody else in the same minute."""

from tests.mutants.mutant import Mutant

AGAIN = "tests/notifications/test_second_branches.py::"
TOGETHER = "tests/notifications/test_several_reminded.py::"
BIN = "tests/recovery/test_retention.py::"
PROGRAMS = "tests/accounts/test_two_programs.py::"

SECOND_BRANCHES = (
    Mutant(
        name="flags_of_every_program",
        why="Another program's supervisor would read every call for help.",
        file="accounts/rights.py",
        before="    WHERE p.program = $2 AND p.role = 'supervisor' AND p.status = 'active'\n",
        after="    WHERE $2 > 0 AND p.role = 'supervisor' AND p.status = 'active'\n",
        tests=(PROGRAMS + "test_calls_for_help_are_read_by_those_of_the_program_alone[sqlite]",),
    ),
    Mutant(
        name="one_reminder_for_all",
        why="Of several people who are due in the same minute only one would be reminded.",
        file="notifications/queue/revalidate.py",
        before="        kind, at = KINDS[notice.kind], (notice.person, notice.due_at)\n",
        after="        kind, at = KINDS[notice.kind], (0, notice.due_at)\n",
        tests=(TOGETHER + "test_everyone_is_reminded_once[sqlite]",),
    ),
    Mutant(
        name="one_silence_for_all",
        why=(
            "Whoever's phone fell silent at the same moment as another one's would never be "
            "told of their words."
        ),
        file="notifications/queue/reminder_sources.py",
        before="WHERE n.person = d.person AND n.kind = '{UNSENT_WORDS.name}'",
        after="WHERE n.kind = '{UNSENT_WORDS.name}'",
        tests=(
            TOGETHER + "test_who_is_told_first_of_a_silent_phone_keeps_nobody_else_from_it[sqlite]",
        ),
    ),
    Mutant(
        name="never_retired_at_404",
        why="A phone that is not there would be asked for ever.",
        file="notifications/push/outcome.py",
        before="        case 404 | 410:\n",
        after="        case 410:\n",
        tests=(
            AGAIN
            + "test_a_subscription_that_is_not_there_is_asked_no_more_whichever_way_it_is_said"
            "[sqlite-beside]",
        ),
    ),
    Mutant(
        name="failed_before_retry",
        why="One phone that fails would keep a notice from another one that is only busy.",
        file="notifications/push/sending.py",
        before='    for wanted in ("accepted", "retry", "failed", "gone"):\n',
        after='    for wanted in ("accepted", "failed", "retry", "gone"):\n',
        tests=(
            AGAIN + "test_where_one_phone_is_busy_and_another_fails_it_is_tried_again[sqlite-413]",
        ),
    ),
    Mutant(
        name="old_faults_after_subscribing_again",
        why="A phone that subscribed again would be set aside by the next refusal.",
        file="notifications/queue/push_subscriptions.py",
        before="  refusals = 0\n",
        after="  refusals = push_subscription.refusals\n",
        tests=(
            AGAIN + "test_who_subscribes_again_is_reached_again_and_begins_without_a_fault[sqlite]",
        ),
    ),
    Mutant(
        name="pause_of_one_day_more",
        why="On the day on which they wished to hear again nothing would come.",
        file="notifications/policy/delivery.py",
        before="    paused = pause is not None and pause > local_date(now, notice.zone)\n",
        after="    paused = pause is not None and pause >= local_date(now, notice.zone)\n",
        tests=(AGAIN + "test_after_the_last_night_of_a_pause_quiet_hours_go_on",),
    ),
    Mutant(
        name="second_removal_has_no_time_of_its_own",
        why=(
            "Words that were removed, restored and removed again would go with the time of "
            "the first removal."
        ),
        file="recovery/retention.py",
        before="AND (b.seq IS NULL OR b.seq <> r.seq) LIMIT $2",
        after="AND b.seq IS NULL LIMIT $2",
        tests=(
            BIN + "test_removed_restored_and_removed_again_between_two_looks"
            "_has_ninety_days_from_the_second[sqlite]",
        ),
    ),
    Mutant(
        name="let_go_kept_in_the_bin",
        why="A version that was let go would outlive its time in a record that lies in the bin.",
        file="recovery/retention.py",
        before="        AND EXISTS (SELECT 1 FROM json_tree(covered, '$.dismissed_at') AS at WHERE",
        after=(
            "        AND state = 0 AND EXISTS (SELECT 1 FROM json_tree(covered, "
            "'$.dismissed_at') AS at WHERE"
        ),
        tests=(
            BIN + "test_a_version_that_was_let_go_is_forgotten_in_the_bin_too"
            "_and_the_rest_can_be_taken_back[sqlite]",
        ),
    ),
    Mutant(
        name="young_versions_lost_with_the_old",
        why="What was let go yesterday could not be taken back any more.",
        file="domain/emptying.py",
        before="    if left:\n",
        after="    if not left:\n",
        tests=(
            (
                "tests/domain/test_erasure.py::test_of_versions_that_were_let_go"
                "_the_old_ones_are_forgotten_and_the_others_are_not"
            ),
        ),
    ),
    Mutant(
        name="nobody_is_ever_seen",
        why="After 14 days everyone would count as silent, and no nudge would come.",
        file="api/auth/sessions.py",
        before="            await accounts.touch_person(connection, session.person, now)\n",
        after="            assert session.person\n",
        tests=(
            (
                "tests/api/test_sessions.py"
                "::test_whoever_comes_by_is_seen_and_nobody_else[sqlite-sync]"
            ),
        ),
    ),
    Mutant(
        name="seen_after_a_stop",
        why="After stopping all sharing a peer would still read when someone was last here.",
        file="program/caseload.py",
        before=(
            "    return [\n"
            "        case if case.shares and case.shared_stream else structs.replace(case, "
            "last_seen_at=None)\n"
            "        for case in cases\n"
            "    ]\n"
        ),
        after=(
            "    return [case if case.shares else structs.replace(case, "
            "last_seen_at=None) for case in cases]\n"
        ),
        tests=(
            (
                "tests/program/test_setup.py"
                "::test_after_a_stop_of_all_sharing_nobody_is_told_when_someone_was_here"
                "[sqlite-marcus]"
            ),
        ),
    ),
)
