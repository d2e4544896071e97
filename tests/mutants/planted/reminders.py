"""Bugs in participants' own reminders, in unsent words, and in flags for supervisors.

`docs/nudges.md`, the kinds.
"""

from tests.mutants.mutant import Mutant

PLANNED = "tests/notifications/test_reminders.py"
ASKED = "tests/notifications/test_revalidate.py"
FLAGS = "tests/notifications/test_support_flag.py"
SILENCE = "tests/notifications/test_unsent_words.py"

REMINDERS = (
    Mutant(
        name="reminded_though_checked_in",
        why="Who has done what they wished to do would be told to do it.",
        file="notifications/policy/kinds/check_in_reminder.py",
        before='    return "checked_in" if facts.checked_in else None\n',
        after="    return None\n",
        tests=(f"{ASKED}::test_who_has_checked_in_today_is_not_reminded[sqlite]",),
    ),
    Mutant(
        name="shared_check_in_overlooked",
        why="Who shares their check-ins would be reminded all the same.",
        file="notifications/queue/checked_in.py",
        before="s.kind IN ('own', 'shared')",
        after="s.kind = 'own'",
        tests=(f"{ASKED}::test_a_check_in_that_was_shared_counts_too[sqlite]",),
    ),
    Mutant(
        name="reminded_at_each_time",
        why="A person who moves their reminder would be reminded twice on that day.",
        file="notifications/policy/reminder_settings.py",
        before="yield Occasion(kind.name, kind.name, day, 0, at)",
        after='yield Occasion(kind.name, f"{kind.name} {at}", day, 0, at)',
        tests=(f"{PLANNED}::test_a_reminder_of_today_is_not_repeated_at_a_later_time[sqlite]",),
    ),
    Mutant(
        name="withdrawn_wish_stays_planned",
        why="What a person has turned off would still be in the list of what is to ring.",
        file="notifications/queue/reminders.py",
        before=(
            "    await reminders.delete_reminders(\n"
            "        connection, [there[key] for key in there.keys() - wanted.keys()]\n"
            "    )\n"
        ),
        after="",
        tests=(f"{PLANNED}::test_a_wish_that_was_withdrawn_leaves_nothing[sqlite]",),
    ),
    Mutant(
        name="wish_not_read_again",
        why="A wish that was withdrawn in the last second would not be heeded.",
        file="notifications/policy/kinds/check_in_reminder.py",
        before="    return rules.reminder_at is not None\n",
        after="    return True\n",
        tests=(
            f"{ASKED}::test_the_wish_is_read_again_even_where_nothing_was_planned_anew[sqlite]",
        ),
    ),
    Mutant(
        name="account_not_watched",
        why="Another zone or another time would move no reminder.",
        file="notifications/queue/reminder_sources.py",
        before="  WHERE s.person = m.person AND s.kind IN ('own', 'shared', 'account')",
        after="  WHERE s.person = m.person AND s.kind IN ('own', 'shared')",
        tests=(
            f"{PLANNED}::test_another_zone_moves_what_has_not_come_due[sqlite]",
            f"{PLANNED}::test_another_time_moves_what_has_not_come_due[sqlite]",
        ),
    ),
    Mutant(
        name="done_step_rings",
        why="Who has done their step would be reminded of it.",
        file="notifications/policy/kinds/goal_step_due.py",
        before="    return moment.local_date in moment.steps\n",
        after="    return True\n",
        tests=(f"{ASKED}::test_a_step_done_at_the_last_moment_rings_no_more[sqlite]",),
    ),
    Mutant(
        name="meeting_by_the_persons_clock",
        why="A meeting elsewhere would be told of hours too early or too late.",
        file="notifications/queue/meetings.py",
        before="zone_named(entry.time_zone) if entry.time_zone else zone",
        after="zone",
        tests=(
            (
                f"{PLANNED}"
                "::test_a_meeting_goes_by_its_own_clock_and_without_a_zone_by_the_persons"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="what_was_pushed_counts_as_waiting",
        why="Everyone who puts their phone away would be told that words wait on it.",
        file="sync/exchange.py",
        before='max(request.waiting - sum(result.outcome != "deferred" for result in results), 0)',
        after="request.waiting",
        tests=(f"{SILENCE}::test_what_a_push_left_behind_is_counted[sqlite]",),
    ),
    Mutant(
        name="silence_told_again",
        why="A silent phone would ring at every look.",
        file="notifications/queue/reminder_sources.py",
        before="AND n.due_at = d.last_seen_at + $3)",
        after="AND n.due_at > d.last_seen_at + $3)",
        tests=(f"{SILENCE}::test_each_phone_is_told_of_apart[sqlite]",),
    ),
    Mutant(
        name="one_supervisor_is_enough",
        why="A flag would wait for the one supervisor who may be on leave.",
        file="notifications/queue/flag_notices.py",
        before="AND p.status = 'active' ORDER BY p.id\n",
        after="AND p.status = 'active' ORDER BY p.id LIMIT 1\n",
        tests=(f"{FLAGS}::test_every_supervisor_is_told_once_and_nobody_else[sqlite]",),
    ),
    Mutant(
        name="flags_wait_for_the_morning",
        why="Who asks for someone at night would be heard at eight.",
        file="notifications/policy/kinds/support_flag.py",
        before="    unless_set=NotificationSettings(quiet=[]),\n",
        after="",
        tests=(f"{FLAGS}::test_at_night_too_unless_they_chose_quiet_hours_themselves[sqlite]",),
    ),
)
