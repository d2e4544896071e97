"""Bugs in the device's half (`docs/sync.md`, sections 7 and 8)."""

from tests.mutants.mutant import Mutant

STORE = "web/tests/store.test.ts"
RULES = "web/tests/sync/rules.test.ts"
RESTORED = "web/tests/sync/restored.test.ts"
FAULTS = "web/tests/sync/faults.test.ts"
LEGIBLE = "web/tests/sync/legible.test.ts"
UNREADABLE = "web/tests/sync/unreadable.test.ts"
VECTORS = "web/tests/overlay.vectors.test.ts"

PHONE = (
    Mutant(
        name="cursor_saved_before_rows",
        why="A phone that dies between the two never asks for those rows again.",
        file="web/src/sync/store/store.ts",
        before="""decide: (kept: LocalState) => Effect): Promise<Effect> {
    return this.write(""",
        after="""decide: (kept: LocalState) => Effect): Promise<Effect> {
    const [before, waiting] = await this.state();
    const decided = decide({ progress: before, outbox: waiting, row: () => undefined });
    await this.setProgress(decided.progress);
    return this.write(""",
        tests=(f"{STORE}::a page is applied whole or not at all, wherever it is cut off",),
    ),
    Mutant(
        name="outbox_and_screen_in_two_transactions",
        why=(
            "A phone that dies between the two shows neither the words that were sent nor the "
            "row that holds them."
        ),
        file="web/src/sync/store/store.ts",
        before="""      await writeEffect(tx, outbox, effect);
      return effect;
    });""",
        after="""      writeOutbox(tx, outbox, effect.outbox);
      return effect;
    }).then((effect) =>
      this.write(async (tx) => (await writeEffect(tx, effect.outbox, effect), effect)));""",
        tests=(f"{STORE}::a page is applied whole or not at all, wherever it is cut off",),
    ),
    Mutant(
        name="shown_before_it_is_on_disk",
        why="A phone would say that words are saved, and lose them.",
        file="web/src/sync/account.ts",
        before=(
            "    for (const entry of await this.#store.enqueueAll(written)) "
            "this.mirror.wrote(entry);\n"
        ),
        after="""    for (const mutation of written)
      this.mirror.wrote({ n: Date.now(), mutation, result: null });
    setTimeout(() => void this.#store.enqueueAll(written).catch(() => undefined), 50);
""",
        tests=(
            (
                "web/tests/account.test.ts::what was saved is shown with its defaults, "
                "and is there after a restart with no network"
            ),
        ),
    ),
    Mutant(
        name="replay_without_the_account_check",
        why="What one person wrote would be sent as another's.",
        file="web/src/sync/store/store.ts",
        before="export const databaseOf = (account: string): string => `alongside-${account}`;",
        after=(
            "export const databaseOf = (account: string): "
            "string => `alongside-${account.slice(0, 0)}`;"
        ),
        tests=(f"{RULES}::another person on this phone sends nothing of the one before",),
    ),
    Mutant(
        name="delete_by_absence",
        why="A server that lost rows would take them from every phone.",
        file="web/src/sync/exchange/lazy/resync.ts",
        before=("  const asked = isMany(going, here, streams)\n"),
        after=("  const asked = isMany([], here, streams)\n"),
        tests=(
            (
                f"{RESTORED}::does not take what is on the screen while it is read, "
                "and not what others wrote and it lost"
            ),
        ),
    ),
    Mutant(
        name="unsent_lost_to_a_new_reading",
        why="What is still to be sent would lose the row that it stands on.",
        file="web/src/sync/exchange/lazy/resync.ts",
        before=(
            "    row.absent\n"
            "      ? [row]\n"
            "      : unsent.has(row.record) || !is_whole\n"
            "        ? [{ ...row, absent: 'here' as const }]\n"
            "        : [],\n"
        ),
        after=(
            "    row.absent ? [row] : unsent.has('') || !is_whole "
            "? [{ ...row, absent: 'here' as const }] : [],\n"
        ),
        tests=(f"{VECTORS}::what_is_written_here_outlives_a_reading.json",),
    ),
    Mutant(
        name="another_epoch_read_on",
        why="A phone would mix the rows of a restored server with those of the one before.",
        file="web/src/sync/exchange/apply_answer.ts",
        before="  if (kept.progress.epoch !== null && kept.progress.epoch !== answer.epoch) {",
        after="  if (kept.progress.epoch !== null && answer.epoch === '') {",
        tests=(
            f"{VECTORS}::another_epoch_reads_anew.json",
            (
                f"{RESTORED}::is offered again what it answered, "
                "with the key that it was answered with"
            ),
        ),
    ),
    Mutant(
        name="fork_answer_not_read",
        why="A copied phone would ask for ever, and nothing that it holds would be sent.",
        file="web/src/sync/exchange/exchange.ts",
        before="  if (answer.device_forked) return",
        after="  if (answer.device_forked && run.forked) return",
        tests=(
            f"{RESTORED}::goes on as a new device, with the same mutations under the same numbers",
        ),
    ),
    Mutant(
        name="own_words_flicker",
        why="Between the answer and the page one's own words would be gone from the screen.",
        file="web/src/sync/exchange/apply_answer.ts",
        before="    return !isGone && (is_staging || !hasArrived(entry, reached));",
        after="    return !isGone && (is_staging || !result?.seq);",
        tests=(f"{VECTORS}::an_answer_alone_takes_nothing_away.json",),
    ),
    Mutant(
        name="erase_leaves_the_log",
        why="A phone would offer erased words again to a restored server.",
        file="web/src/sync/store/store.ts",
        before="    if (at.value.mutation.op !== 'erase') quietly(at.delete());",
        after="    if (at.value.mutation.op === 'remove') quietly(at.delete());",
        tests=(f"{RULES}::takes the words from the screen and from the disk before any network",),
    ),
    Mutant(
        name="hidden_before_it_is_elsewhere",
        why="A record that is moved would be gone from the screen until its page comes.",
        file="web/src/sync/exchange/places.ts",
        before="    if (this.#at(key)) this.#leaving.set(String(key), key);",
        after="    if (this.#at(key)) this.#write(key, null);",
        tests=(f"{VECTORS}::a_hidden_row_waits_for_the_last_page.json",),
    ),
    Mutant(
        name="field_of_a_newer_app_dropped",
        why="An edit on an old app would take away what a newer one wrote.",
        file="web/src/sync/outbox/mutation.ts",
        before="  const full: Value = { ...groups[group], ...value };",
        after="""  const all: Value = { ...groups[group], ...value };
  const full: Value = Object.fromEntries(
    Object.entries(all).filter(([name]) => fieldsOf(entity, group).includes(name)));""",
        tests=(
            (
                f"{RULES}::is taken back by an edit that names every head, "
                "with the fields that this version does not know"
            ),
        ),
    ),
    Mutant(
        name="digest_of_all_rows",
        why="A phone would find every stream broken and read all of it anew.",
        file="web/src/sync/exchange/digest.ts",
        before="state === 'live' && !absent",
        after="state !== 'erased' && !absent",
        tests=(
            (
                "web/tests/digest.test.ts::a digest is of the live rows that the server told, "
                "in any order"
            ),
        ),
    ),
    Mutant(
        name="one_failing_mutation_holds_all",
        why="A mutation that the server fails at would keep the whole outbox on the phone.",
        file="web/src/sync/exchange/lazy/bisect.ts",
        before="    this.#halve(batch.length === 1 ? 0 : batch.length);",
        after="    this.#halve(0);",
        tests=(
            f"{FAULTS}::does so also where there are many",
            f"{FAULTS}::holds up what needs it and nothing else",
        ),
    ),
    Mutant(
        name="one_unreadable_row_holds_the_push",
        why="A row that the server cannot read would hold up a call for help and a stop.",
        file="web/src/sync/exchange/lazy/bisect.ts",
        before=(
            "    return request.mutations.length\n"
            "      ? alone(request)\n"
            "      : { ...request, limit: Math.min(this.#rows, request.limit ?? ROWS_A_PAGE) };\n"
        ),
        after=(
            "    return { ...request, "
            "limit: Math.min(this.#rows, request.limit ?? ROWS_A_PAGE) };\n"
        ),
        tests=(f"{UNREADABLE}::does not hold up what is pushed",),
    ),
    Mutant(
        name="a_call_for_help_in_the_queue",
        why="A call for help would wait behind, and fail with, whatever was written before it.",
        file="web/src/sync/exchange/outgoing.ts",
        before="entry.mutation.entity === 'support_flag' || tightens(entry)",
        after="tightens(entry)",
        tests=(
            f"{UNREADABLE}::a flag and a stop get through where all that was written before fails",
            "web/tests/outgoing.test.ts::stopping to share and a call for help go first and alone",
        ),
    ),
    Mutant(
        name="an_outage_blames_the_words",
        why=(
            "Each thing that was written in an outage would be set aside, "
            "and wait for up to an hour after it."
        ),
        file="web/src/sync/exchange/lazy/bisect.ts",
        before="if (isSure && !this.#answers) await ask(",
        after="if (!batch.length && !this.#answers) await ask(",
        tests=(
            f"{FAULTS}::a server that fails at everything is left alone, and nothing is blamed",
        ),
    ),
    Mutant(
        name="put_off_until_the_next_sync",
        why="The rest of a great push would wait for the next sync, and the one after that.",
        file="web/src/sync/exchange/exchange.ts",
        before="if (stuck || !is_put_off(entry)) offered.add",
        after="if (stuck || !is_put_off(entry) || batch.length) offered.add",
        tests=(f"{UNREADABLE}::goes again at once, until all of it is done",),
    ),
    Mutant(
        name="one_row_takes_the_screen",
        why="A row that the phone cannot read would take every other from the screen.",
        file="web/src/sync/overlay/screen.ts",
        before="""  } catch {
    return null;
  }""",
        after="""  } catch (failure) {
    throw failure;
  }""",
        tests=(f"{LEGIBLE}::is not on the screen where it has lain on the phone since before",),
    ),
    Mutant(
        name="no_room_and_nothing_is_sent",
        why="A phone without room for what comes would not send what waits.",
        file="web/src/sync/exchange/exchange.ts",
        before="    if (!(failure instanceof DOMException && batch.length)) throw failure;",
        after="    if (!batch.length || failure) throw failure;",
        tests=(f"{LEGIBLE}::reads on, and does nothing twice, when it has room again",),
    ),
    Mutant(
        name="one_pack_holds_the_others",
        why="After a restore, one pack that a phone cannot open would stop every sync for ever.",
        file="web/src/sync/exchange/lazy/acknowledged_log.ts",
        before=(
            "    if (failure instanceof TypeError || failure instanceof SyntaxError) return [];\n"
        ),
        after="",
        tests=(f"{LEGIBLE}::a pack that is broken stands in the way of no other",),
    ),
    Mutant(
        name="a_stop_waits_with_the_rest",
        why=(
            "A phone that was asked for patience would keep a stop, "
            "a mute and a call for help, which always pass."
        ),
        file="web/src/sync/exchange/exchange.ts",
        before="if (run.wiring.only_first && !asked.batch.length) return false;",
        after="if (run.wiring.only_first) return false;",
        tests=(
            (
                "web/tests/outgoing.test.ts::only what goes first goes while the server asks "
                "for patience, in small requests"
            ),
        ),
    ),
    Mutant(
        name="unsent_words_thrown_away_unread",
        why="What a browser fails to read once, and not for ever, would be lost.",
        file="web/src/sync/store/lazy/heal.ts",
        before=(
            "    if (name !== 'outbox')\n"
            "      for (const key of keys) quietly(tx.objectStore(name).delete(key as never));\n"
        ),
        after=("    for (const key of keys) quietly(tx.objectStore(name).delete(key as never));\n"),
        tests=(
            (
                "web/tests/sync/heal.test.ts::in the outbox keeps no other from being sent, "
                "and is not thrown away"
            ),
        ),
    ),
)
