"""Bugs in what is decided at the last moment, and in what is written down of it.

`docs/nudges.md`, and `docs/security.md` section F.
"""

from tests.mutants.mutant import Mutant

WRITTEN = "tests/notifications/test_written_down.py::"
BACKLOG = "tests/notifications/test_backlog.py::"
CLAIMING = "tests/notifications/test_claiming.py::"

CLAIMS = (
    Mutant(
        name="ended_assignment_sends",
        why="A former peer's words would go out after the right to send them ended.",
        file="notifications/policy/delivery.py",
        before='        if notice.assignment_status != "active":\n',
        after='        if notice.assignment_status == "":\n',
        tests=(
            (
                "tests/notifications/test_last_moment.py"
                "::test_rights_are_read_again_at_the_claim[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="cap_counts_own_reminders",
        why="A person's own reminder would take the place of their peer's note.",
        file="notifications/queue/deciding.py",
        before="if KINDS[one.kind].from_staff and not one.is_reply]",
        after="if not one.is_reply]",
        tests=(
            WRITTEN
            + "test_the_participants_own_reminder_takes_nothing_of_what_staff_may_send[sqlite]",
        ),
    ),
    Mutant(
        name="cap_forgets_what_was_seen",
        why="Whoever reads what comes would get more than they asked for.",
        file="notifications/queue/past_notices.py",
        before="due_at >= $2 AND pushed_at >= $3",
        after="due_at >= $2 AND pushed_at >= $3 AND state = 'accepted'",
        tests=(WRITTEN + "test_a_seen_nudge_still_counts_as_one_that_rang[sqlite]",),
    ),
    Mutant(
        name="lost_notice_tried_again",
        why="What may have been shown already would be shown again.",
        file="notifications/policy/notice_life.py",
        before='    ("seen", "answered"): NOTHING,\n',
        after='    ("seen", "answered"): NOTHING,\n    ("unknown", "claimed"): NOTHING,\n',
        tests=(
            (
                "tests/notifications/test_notice_life.py"
                "::test_what_a_lost_worker_had_is_never_claimed_again"
            ),
        ),
    ),
    Mutant(
        name="backlog_rings_each",
        why="After an outage a phone would ring for each of many.",
        file="notifications/policy/delivery.py",
        before='    if notice.kind.who == "staff" or not late:',
        after='    if notice.kind.who == "staff" or late:',
        tests=(BACKLOG + "test_of_what_the_night_held_one_rings_in_the_morning[sqlite]",),
    ),
    Mutant(
        name="never_halved",
        why="Who does not answer would be nudged as often as ever.",
        file="notifications/policy/backoff.py",
        before="unanswered(latest, now) >= UNANSWERED",
        after="unanswered(latest, now) > 99",
        tests=(
            (
                "tests/notifications/test_backed_off.py"
                "::test_after_three_without_an_answer_every_second_one_comes[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="private_check_in_told",
        why="The peer would learn of a check-in that is not shared with them.",
        file="notifications/queue/deciding.py",
        before=(
            '    told = reason in ("silent", "peer_away") or (\n'
            '        reason == "checked_in" and notice.id in batch.shown\n'
            "    )\n"
        ),
        after=('    told = reason in ("silent", "peer_away") or reason == "checked_in"\n'),
        tests=(CLAIMING + "test_the_peer_reads_of_a_check_in_only_where_they_may_read_it[sqlite]",),
    ),
    Mutant(
        name="one_program_takes_all",
        why="One program's many would hold up another's few.",
        file="notifications/queue/leases.py",
        before="limit // len(programs)",
        after="limit - len(took)",
        tests=(
            (
                "tests/notifications/test_fairness.py"
                "::test_a_few_of_another_program_go_with_the_first_batch[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="step_not_written_down",
        why="Nobody could say afterwards what became of a notice.",
        file="notifications/queue/notice_transitions.py",
        before="    await _many(connection, NOTE, steps)\n",
        after="",
        tests=(WRITTEN + "test_each_step_of_a_nudge_is_written_down_without_words[sqlite]",),
    ),
    Mutant(
        name="single_nudges_handed_over",
        why="What was said once between two people would reach a third.",
        file="program/handing_over.py",
        before='plan.repeat != "once" and ',
        after="",
        tests=(
            (
                "tests/program/test_handing_over.py"
                "::test_what_goes_on_repeating_is_handed_to_the_new_peer_as_drafts[sqlite]"
            ),
        ),
    ),
)
