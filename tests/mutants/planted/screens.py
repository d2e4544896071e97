"""Bugs in what a screen says and lets be chosen."""

from tests.mutants.mutant import Mutant

SHARING = "web/tests/ui/sharing.test.ts"

SCREENS = (
    Mutant(
        name="written_for_the_peer_while_stopped",
        why="What a person writes after they stopped all sharing would reach the peer as soon as they share again.",
        file="web/src/screens/mine.ts",
        before="account.streamOf(shared && !isStopped(account) ?",
        after="account.streamOf(shared ?",
        tests=(
            f"{SHARING}::what is written while all sharing is stopped stays with its author, also afterwards",
            "web/tests/ui/check_in.test.ts::while all sharing is stopped neither the answers nor the note are written for the peer",
        ),
    ),
    Mutant(
        name="seen_while_stopped",
        why="What was shared before would be said to be seen by a peer who sees nothing.",
        file="web/src/screens/mine.ts",
        before="isShared(account, row) && !isStopped(account)",
        after="isShared(account, row)",
        tests=(f"{SHARING}::what was shared before is seen by nobody else while all sharing is stopped",),
    ),
    Mutant(
        name="code_taken_for_used_up",
        why="A person with a right code would ask for another, and be no better off: it is the network that waits.",
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
        tests=("web/tests/ui/sending.test.ts::while the server has asked to wait, it is said from which full minute on it goes again",),
    ),
)
