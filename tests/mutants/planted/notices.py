"""Bugs in how a phone is reached by push, and in what it shows (`docs/nudges.md`, on the phone)."""

from tests.mutants.mutant import Mutant

PUSH = "web/tests/push.test.ts"
WORKER = "web/tests/worker.test.ts"
SIGN_OUT = "web/tests/sign_out.test.ts"

NOTICES = (
    Mutant(
        name="a_mute_waits_its_turn",
        why="Whoever mutes with much unsent would go on being rung.",
        file="web/src/sync/exchange/outgoing.ts",
        before=(
            "  (entry) => entry.mutation.entity === 'notification_settings' && tightens(entry),\n"
        ),
        after="",
        tests=("web/tests/outgoing.test.ts::muting goes before all else, however much waits",),
    ),
    Mutant(
        name="subscribed_after_leaving",
        why="A browser that answers late would ring for someone who has signed out.",
        file="web/src/session/subscription.ts",
        before="    if (!isWished()) {",
        after="    if (isWished === undefined) {",
        tests=(f"{PUSH}::and answers after the person left, reaches nobody",),
    ),
    Mutant(
        name="push_waits_for_ever",
        why="A browser that never answers would hold up the screen.",
        file="web/src/session/push.svelte.ts",
        before="  await inTime(told, PATIENCE_MS).catch(() => tell('late'));",
        after="  await told;",
        tests=(
            f"{PUSH}::is waited for so long and no longer, and counts when it answers after all",
        ),
    ),
    Mutant(
        name="worker_subscribes_for_anyone",
        why=(
            "After a sign-out with no network, "
            "the worker would hand the session's old person a new address."
        ),
        file="web/src/worker/sw.ts",
        before="  if (!(await caches.match(PUSH_WANTED, { cacheName: PUSH_NOTE }))) return;\n",
        after="",
        tests=(f"{WORKER}::is nobody’s where the person does not want notices, or signed out",),
    ),
    Mutant(
        name="sign_out_forgotten_by_the_next_sign_in",
        why="The session of whoever left would live on, and go on being rung.",
        file="web/src/session/session.svelte.ts",
        before="  await tryStore();\n  await session.settleSignOut();\n",
        after="  await tryStore();\n",
        tests=(f"{SIGN_OUT}::a sign-out with no network is told before anyone else comes in",),
    ),
    Mutant(
        name="notices_inherited",
        why="Who comes after another on a phone would be reached there without having asked.",
        file="web/src/session/session.svelte.ts",
        before=(
            "      await this.#wipe(before, { keep_sealed: true });\n      await forgetBeside();\n"
        ),
        after="      await this.#wipe(before, { keep_sealed: true });\n",
        tests=(f"{SIGN_OUT}::who comes after another finds nothing of theirs beside the account",),
    ),
    Mutant(
        name="zone_told_at_every_start",
        why=(
            "Two phones in two places would take the clock from each other, "
            "and notes would come at the wrong hour."
        ),
        file="web/src/session/zone.ts",
        before="  save('zone_told', here);\n",
        after="",
        tests=(
            "web/tests/zone.test.ts::a phone that stayed leaves the zone to the one that moved",
        ),
    ),
    Mutant(
        name="waits_for_a_transaction_that_is_gone",
        why="A browser that takes the store away would leave the app sending for ever.",
        file="web/src/sync/store/store.ts",
        before=(
            "      for (const end of ends)\n"
            "        end(new DOMException('the browser closed the database', 'AbortError'));\n"
        ),
        after=(""),
        tests=(
            (
                "web/tests/store.test.ts::a database that the browser took away under a "
                "transaction without an answer is opened again"
            ),
        ),
    ),
)
