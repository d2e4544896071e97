"""Bugs in who may come in, and how often it may be tried (`docs/security.md`, A1, A9, A14)."""

from tests.mutants.mutant import Mutant

NO_LOCKOUT = "tests/api/test_no_lockout.py"
PHONES = "tests/api/test_phones.py"
TOLD = "tests/api/test_phones_told.py"

COMING_IN = (
    Mutant(
        name="news_of_a_phone_goes_there",
        why=(
            "Whoever came in with a phone of their own could take away what tells the owner's "
            "phones of it."
        ),
        file="domain/admission.py",
        before="    if mutation.op is Op.REMOVE and device_told_of(spec, record) in line:\n",
        after=(
            "    if mutation.op is Op.REMOVE and device_told_of(spec, record) in line "
            "and not line:\n"
        ),
        tests=(
            (
                f"{TOLD}"
                "::test_no_one_takes_the_news_of_a_phone_away_from_the_phone_that_it_tells_of"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="news_of_a_phone_goes_on_its_copy",
        why=(
            "A phone that came in would go on as another one, "
            "and take the news of itself away from there."
        ),
        file="sync/push.py",
        before="    if needs_device_line(mutations):\n",
        after="    if not mutations:\n",
        tests=(
            (
                f"{TOLD}"
                "::test_no_one_takes_the_news_of_a_phone_away_from_the_phone_that_it_tells_of"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="good_codes_count",
        why="On a day of intake the 21st good code from one address would be refused.",
        file="api/auth/attempts.py",
        before="        await self._remember(attempt, now)\n        return done",
        after="        await self._count(buckets.own, now)\n        return done",
        tests=(f"{NO_LOCKOUT}::test_a_good_code_counts_nothing[sqlite]",),
    ),
    Mutant(
        name="spent_limit_of_all_refuses",
        why="Anyone could lock everyone out for an hour, and a member of staff until the day ends.",
        file="api/auth/attempts.py",
        before="refuse_spent(spent & set(buckets.own), now)",
        after="refuse_spent(spent, now)",
        tests=(
            (
                f"{NO_LOCKOUT}"
                "::test_a_right_code_from_elsewhere_comes_in_when_all_have_spent_the_limit"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="known_place_stands_in_the_queue",
        why="Who attacks a login would make its owner wait, wherever they are.",
        file="api/auth/attempts.py",
        before="    if is_known:\n        return QueuePriority.KNOWN\n    return",
        after="    if is_known:\n        return QueuePriority.HELD\n    return",
        tests=(f"{NO_LOCKOUT}::test_who_came_in_from_there_before_waits_for_no_one[sqlite]",),
    ),
    Mutant(
        name="spent_bucket_is_written",
        why="A flood of tries would keep the disk busy for nothing.",
        file="accounts/attempts.py",
        before="WHERE attempt.tries < $4",
        after="WHERE attempt.tries < $4 + 1000",
        tests=(
            (
                "tests/accounts/test_people.py"
                "::test_tries_are_counted_by_bucket_and_window_and_up_to_a_bound[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="ten_devices_raced",
        why="Phones that come in at once would all get the last place (PostgreSQL).",
        file="api/auth/sessions.py",
        before="        await accounts.lock_person(connection, person.id)\n",
        after="",
        tests=(
            (
                "tests/api/test_sessions.py"
                "::test_of_two_that_come_at_once_one_gets_the_tenth_place[postgresql]"
            ),
        ),
    ),
    Mutant(
        name="counting_day_inherited",
        why="The day that one person's days were counted by would stay on the phone, for the next.",
        file="web/src/session/saved.ts",
        before="'sign_out_owed', 'wipe_owed'] satisfies",
        after="'sign_out_owed', 'wipe_owed', 'counting_day'] satisfies",
        tests=(
            (
                "web/tests/sign_out.test.ts"
                "::a sign-out leaves nothing of the person, whatever was kept"
            ),
        ),
    ),
    Mutant(
        name="staff_session_copies_itself",
        why="A stolen session of staff would go on as another one that no sign-out reaches.",
        file="api/routes/sessions.py",
        before='    if session.kind == "staff":\n',
        after='    if session.role == "none":\n',
        tests=(f"{PHONES}::test_staff_sign_in_again_and_neither_copy_goes_on[sqlite]",),
    ),
    Mutant(
        name="copy_outlives_its_phone",
        why="Whoever copied a phone would stay in after its owner signed all of them out.",
        file="api/auth/sessions.py",
        before=("            came_from=came_from,\n"),
        after=(""),
        tests=(f"{PHONES}::test_its_copies_go_with_it_sealed_and_not_wiped[sqlite]",),
    ),
    Mutant(
        name="copy_wiped_with_its_unsent_words",
        why="The person's own restored phone would lose what it had not sent.",
        file="program/phones.py",
        before="await accounts.revoke_device(writer.connection, id_, now, sealed=True)",
        after="await accounts.revoke_device(writer.connection, id_, now)",
        tests=(f"{PHONES}::test_its_copies_go_with_it_sealed_and_not_wiped[sqlite]",),
    ),
    Mutant(
        name="sealed_phone_forgets_its_outbox",
        why="What was not sent from a phone that went with another would be lost.",
        file="web/src/session/session.svelte.ts",
        before="this.#wipe(account, { keep_sealed: ended === 'sealed' })",
        after="this.#wipe(account, { keep_sealed: false })",
        tests=(
            (
                "web/tests/sign_out.test.ts"
                "::a phone that went with the one it came from keeps its unsent words, sealed"
            ),
        ),
    ),
)
