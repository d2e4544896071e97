"""Bugs in what a screen says and lets be chosen."""

from tests.mutants.mutant import Mutant

SHARING = "web/tests/ui/sharing.test.ts"
CHECK_IN = "web/tests/ui/check_in.test.ts"
SETBACK = "web/tests/ui/setback.test.ts"
PLAN_LINES = "web/tests/ui/plan_lines.test.ts"

SCREENS = (
    Mutant(
        name="setback_for_the_peer_by_itself",
        why=(
            "What a person writes of a return to use would reach the peer unless they say no. "
            "On probation that is a confession."
        ),
        file="web/src/screens/setback/setback.ts",
        before=("  share: 'private',\n"),
        after=("  share: 'shared',\n"),
        tests=(
            (
                f"{SETBACK}::it is for oneself, lets nobody ask and leaves every count alone, "
                "until the person says otherwise"
            ),
        ),
    ),
    Mutant(
        name="setback_for_the_peer_while_stopped",
        why=(
            "A person who stopped all sharing would be told that the peer sees it, "
            "and that the peer may ask."
        ),
        file="web/src/screens/setback/setback.ts",
        before="share === 'shared' && !isStopped(account)",
        after="share === 'shared'",
        tests=(
            (
                f"{SETBACK}::it goes to the peer only where that was chosen, "
                "and never while all sharing is stopped"
            ),
        ),
    ),
    Mutant(
        name="every_count_begins_anew",
        why=(
            "A count that the person did not choose would begin a new stretch: "
            "days that they reckon with another way."
        ),
        file="web/src/screens/setback/setback.ts",
        before="counts.filter(({ record }) => chosen.includes(record))",
        after="counts",
        tests=(f"{SETBACK}::a new stretch begins for the counts that were chosen, and no other",),
    ),
    Mutant(
        name="set_aside_for_the_peer",
        why=(
            "That a part of the plan is not for someone would be shown to the peer of whoever "
            "shares their plan."
        ),
        file="web/src/screens/plan/lines.ts",
        before=("  await account.create('plan_item', streamFor(account, false), {\n"),
        after=("  await account.create('plan_item', streamFor(account, true), {\n"),
        tests=(
            (
                f"{PLAN_LINES}::that a part of the plan is not for someone is theirs to know, "
                "though they share their plan"
            ),
        ),
    ),
    Mutant(
        name="written_for_the_peer_while_stopped",
        why=(
            "What a person writes after they stopped all sharing would reach the peer as soon "
            "as they share again."
        ),
        file="web/src/screens/queries.ts",
        before="account.streamOf(shared && !isStopped(account) ?",
        after="account.streamOf(shared ?",
        tests=(
            (
                f"{SHARING}::what is written while all sharing is stopped stays with its "
                "author, also afterwards"
            ),
            (
                f"{CHECK_IN}::while all sharing is stopped neither the answers nor the note "
                "are written for the peer"
            ),
        ),
    ),
    Mutant(
        name="use_goes_with_the_mood",
        why=(
            "What a person says of use would reach the peer under the tick for the mood. "
            "On probation that is a confession."
        ),
        file="web/src/screens/today/check_in.ts",
        before="streamFor(account, share_use), { answer:",
        after="streamFor(account, shared), { answer:",
        tests=(
            (
                f"{CHECK_IN}::an answer about use is a record of its own, "
                "and stays while the mood is shared"
            ),
            (
                f"{CHECK_IN}::it is shared where that very answer was ticked, "
                "with shared answers alone"
            ),
        ),
    ),
    Mutant(
        name="a_check_in_without_answers_tells",
        why=(
            "A peer who is shown a check-in without one answer knows that there was an answer "
            "that is kept."
        ),
        file="web/src/screens/today/check_in.ts",
        before="hasAnswer(draft) ? shared : share_use",
        after="shared",
        tests=(
            (
                f"{CHECK_IN}::where nothing else was answered, "
                "not even that there was a check-in is shared"
            ),
        ),
    ),
    Mutant(
        name="seen_while_stopped",
        why="What was shared before would be said to be seen by a peer who sees nothing.",
        file="web/src/screens/queries.ts",
        before="isShared(account, row) && !isStopped(account)",
        after="isShared(account, row)",
        tests=(
            (
                f"{SHARING}::what was shared before is seen by nobody else while all sharing "
                "is stopped"
            ),
        ),
    ),
    Mutant(
        name="code_taken_for_used_up",
        why=(
            "A person with a right code would ask for another, and be no better off: "
            "it is the network that waits."
        ),
        file="web/src/screens/welcome/refusal.ts",
        before="  if (error.status !== 429) return refused;",
        after="  if (error.status > 0) return refused;",
        tests=("web/tests/ui/refusal.test.ts::where there is no code only the wait is said",),
    ),
    Mutant(
        name="asks_while_it_waits",
        why="A person would press a button that does nothing they can see.",
        file="web/src/ui/sending.ts",
        before="again_at > now ?",
        after="again_at < now - 60_000 ?",
        tests=(
            (
                "web/tests/ui/sending.test.ts::while the server has asked to wait, "
                "it is said from which full minute on it goes again"
            ),
        ),
    ),
    Mutant(
        name="a_time_elsewhere_without_its_place",
        why=(
            "A peer would read a check-in from far away as if it had been made at another "
            "hour of their own day."
        ),
        file="web/src/screens/caseload/walls.ts",
        before="return zone && there ?",
        after="return zone && !there ?",
        tests=(
            (
                "web/tests/ui/walls.test.ts::where theirs shows another time, "
                "that is said with its zone after the phone’s own"
            ),
        ),
    ),
)
