"""Bugs in what is decided: keys, heads, sets, versions (`docs/sync.md`, section 4)."""

from tests.mutants.mutant import Mutant

VECTOR = "tests/sync/test_vectors.py::test_a_history_ends_as_its_vector_says"

DECIDING = (
    Mutant(
        name="causal_bump_dropped",
        why=(
            "A phone whose clock is behind would lose to what it had read and replaced, "
            "and histories end by who synced first."
        ),
        file="sync/decide/clock.py",
        before="        if (ms, counter) <= (base.ms, base.counter):\n",
        after="        if ms < 0:\n",
        tests=(f"{VECTOR}[keys: a clock that is behind its own base is raised above it]",),
    ),
    Mutant(
        name="clock_not_clamped",
        why="A phone that is ten years ahead would win over everyone for ten years.",
        file="sync/decide/clock.py",
        before="max(EARLIEST, min(corrected, arrival.received_at)), 0",
        after="max(EARLIEST, corrected), 0",
        tests=(f"{VECTOR}[keys: a clock that is ten years ahead is clamped to the arrival]",),
    ),
    Mutant(
        name="base_ignored",
        why=(
            "Every later edit would leave the earlier words offered as another version, "
            "and no one could choose."
        ),
        file="sync/decide/naming.py",
        before="return {register: _resolve_bases(register, asking) for register in registers}",
        after="return {register: {} for register in registers}",
        tests=(f"{VECTOR}[field_groups: a later edit that saw the earlier one replaces it]",),
    ),
    Mutant(
        name="named_head_not_taken_out",
        why="A head that was replaced would stay a kept version for ever.",
        file="sync/decide/register.py",
        before="    versions.take(named)\n",
        after="",
        tests=(f"{VECTOR}[field_groups: choosing a kept version names every head]",),
    ),
    Mutant(
        name="head_named_earlier_kept",
        why=(
            "What arrives after its own replacement would come back as a version: "
            "the order of arrival would matter."
        ),
        file="sync/decide/register.py",
        before="return is_awaited",
        after="return False",
        tests=(f"{VECTOR}[offered_again: in any order the end is the one that there was]",),
    ),
    Mutant(
        name="keys_of_the_refused_forgotten",
        why=(
            "What names a refused edit would wait for ever for a head that a restored server "
            "has lost with the phone that wrote it."
        ),
        file="sync/decide/naming.py",
        before="Base(each, receipt.keys.get(each) or _told(asking).get(each))",
        after="Base(each)",
        tests=(
            (
                "tests/sync/test_lost_bases.py"
                "::test_a_chain_of_refused_edits_stands_for_a_head_that_is_lost[sqlite-1]"
            ),
        ),
    ),
    Mutant(
        name="remove_of_the_unseen",
        why="Deleting on one phone would take words that were written meanwhile on another.",
        file="sync/decide/operations.py",
        before="cover(act.record, name, named.keys(), room)",
        after=(
            "cover(act.record, name, named.keys() | {head.id for head in "
            "act.record.heads.get(name, ())}, room)"
        ),
        tests=(f"{VECTOR}[remove_and_restore: a concurrent edit brings it back, complete]",),
    ),
    Mutant(
        name="set_remove_by_value",
        why="Taking an element out on one phone would take out what another has put in since.",
        file="sync/decide/operations.py",
        before="""bases = act.named.get(f"{group.name}/{element}", _NONE)""",
        after=(
            "bases = {head.id: head.key for head in "
            'act.record.heads.get(f"{group.name}/{element}", ())}'
        ),
        tests=(
            (
                f"{VECTOR}[sets: taking out names what was seen, not the value: "
                "an unseen addition stays]"
            ),
        ),
    ),
    Mutant(
        name="stricter_wins_by_time",
        why="A phone that had not heard of a stop would open what another one closed.",
        file="sync/decide/merge.py",
        before="return -_only(group, each.value), each.head.key",
        after="return None, each.head.key",
        tests=(
            (
                f"{VECTOR}[visibility: one phone hides it while the other shares it: "
                "it is hidden, in whatever order they come]"
            ),
        ),
    ),
    Mutant(
        name="achievement_forgotten",
        why=(
            "A goal that was achieved would be shown as paused because another phone, "
            "unaware, wrote later."
        ),
        file="sync/decide/merge.py",
        before="return each.rank, each.head.key",
        after="return 0, each.head.key",
        tests=(f"{VECTOR}[goal_status: achieved on one phone, later paused on the other]",),
    ),
    Mutant(
        name="dismissed_version_dropped",
        why="A version that was let go by mistake could not be taken back.",
        file="sync/decide/versions.py",
        before="            self._set_aside(head)\n        if not self.heads:",
        after="            self.values.pop(head.id)\n        if not self.heads:",
        tests=(f"{VECTOR}[dismissed: a version is let go]",),
    ),
    Mutant(
        name="bin_forgotten_on_restore",
        why="A record that is taken back from the bin would come back without its words.",
        file="records/record_rows.py",
        before="    body = _encoded(record.body)\n",
        after="    body = _encoded({} if record.state is State.REMOVED else record.body)\n",
        tests=(
            (
                "tests/sync/test_exchange.py"
                "::test_a_remove_takes_the_words_off_every_phone_and_a_restore_brings_them_back"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="acknowledged_key_ignored",
        why=(
            "After a restore the version that is shown would be that of the phone that came "
            "back last."
        ),
        file="sync/decide/resolve.py",
        before=("        if told\n"),
        after=("        if told and mutation.at < 0\n"),
        tests=(f"{VECTOR}[offered_again: in any order the end is the one that there was]",),
    ),
    Mutant(
        name="refused_create_blocks_the_queue",
        why="One text that is too long would hold back everything that a person wrote after it.",
        file="sync/decide/resolve.py",
        before="    results = [_verdict(each, push) for each in mutations]\n",
        after="""    results: list[Result] = []
    for each in mutations:
        waits = any(earlier.outcome == "refused" for earlier in results)
        results.append(Result(id=each.id, outcome="deferred") if waits else _verdict(each, push))
""",
        tests=(
            (
                "tests/sync/test_refused_writes.py"
                "::test_refused_words_are_kept_for_their_author_on_every_phone[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="refused_words_lost",
        why="What a server refuses would be nowhere but on the phone that wrote it.",
        file="sync/decide/resolve.py",
        before="    push.change(kept)\n",
        after="    push.number(kept)\n",
        tests=(
            (
                "tests/sync/test_refused_writes.py"
                "::test_refused_words_are_kept_for_their_author_on_every_phone[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="upcast_drops_an_unknown_field",
        why="What a newer app wrote would be thrown away by a step that does not know it.",
        file="domain/upcasts.py",
        before="            groups = step(dict(groups))\n    return groups",
        after="""            groups = step(dict(groups))
    from domain.entities import SPECS

    return {
        name: value
        for name, value in groups.items()
        if entity not in SPECS or name in SPECS[entity].groups
    }""",
        tests=(
            "tests/domain/test_upcasts.py::test_unknown_groups_and_fields_pass_untouched[goal]",
        ),
    ),
)
