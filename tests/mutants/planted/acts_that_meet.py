"""Bugs by which acts that meet, or a hostile number, reach what their author may not.

`docs/security.md`, section B.
"""

from tests.mutants.mutant import Mutant

MEETING = "tests/sync/test_acts_that_meet.py::"
ASIDE = "tests/records/test_set_aside.py::"

ACTS_THAT_MEET = (
    Mutant(
        name="erase_takes_every_row_of_its_id",
        why=(
            "Whoever makes something under a foreign id and erases it would erase what stands "
            "there of others."
        ),
        file="domain/erasure.py",
        before="    wholes = [row for row in found.under(record) if _may_fall(row, streams)]\n",
        after="    wholes = found.under(record)\n",
        tests=(
            MEETING + "test_a_participant_erases_neither_a_peers_note_nor_the_assignment[sqlite]",
            MEETING + "test_a_peer_erases_no_shared_goal_no_step_and_no_flag[sqlite]",
        ),
    ),
    Mutant(
        name="reader_opens_streams",
        why="A push would lock, and could reach, streams that its sender only reads.",
        file="records/feed.py",
        before="    return bool(written_by(StreamKind(right.kind), Role(right.role)))\n",
        after="    return True\n",
        tests=(MEETING + "test_a_stream_that_is_only_read_is_not_locked_by_a_push[sqlite]",),
    ),
    Mutant(
        name="saved_on_any_word",
        why="Where code forgets to ask, a row of somebody else's would be written.",
        file="records/streams.py",
        before=(
            "        if record.is_set_aside or not authority.allows(record, "
            "self.streams[record.stream].kind):\n"
        ),
        after="        if record.is_set_aside:\n",
        tests=(MEETING + "test_saving_on_the_wrong_word_takes_the_whole_transaction_back[sqlite]",),
    ),
    Mutant(
        name="dismissal_of_nothing",
        why=(
            "Any reader could move rows that they may not write, "
            "and a peer would get a seal for it."
        ),
        file="domain/admission.py",
        before="            if not any(mutation.base.values()):\n",
        after="            if not mutation.base.keys().isdisjoint(()):\n",
        tests=(MEETING + "test_a_dismissal_that_names_nothing_is_refused[sqlite]",),
    ),
    Mutant(
        name="twin_stands_in_the_way",
        why="A note that a peer writes under a goal's id would have the goal's own edits refused.",
        file="sync/decide/push_state.py",
        before=(
            "if spec is None or not found.entity or streams[stream].kind in spec.policy.streams:\n"
        ),
        after="if spec is None or not found.entity or streams[stream].kind in StreamKind:\n",
        tests=(MEETING + "test_a_twin_in_a_stream_of_two_stands_in_nobodys_way[sqlite]",),
    ),
    Mutant(
        name="key_below_what_reads",
        why="One note with a hostile clock would brick the phone of whoever reads it.",
        file="sync/decide/clock.py",
        before="    ms, counter = max(EARLIEST, min(corrected, arrival.received_at)), 0\n",
        after="    ms, counter = min(corrected, arrival.received_at), 0\n",
        tests=(ASIDE + "test_no_clock_makes_a_key_that_cannot_be_read[sqlite]",),
    ),
    Mutant(
        name="unreadable_row_stops_all",
        why=(
            "One row that cannot be read would stop every push that touches it, housekeeping, "
            "and a restore."
        ),
        file="records/record_rows.py",
        before="    except (msgspec.DecodeError, IndexError):\n",
        after="    except ZeroDivisionError:\n",
        tests=(
            ASIDE + "test_housekeeping_empties_the_others[sqlite]",
            ASIDE + "test_it_can_be_erased[sqlite]",
        ),
    ),
    Mutant(
        name="erase_not_followed",
        why="Words of an erased goal would stay in what a peer was refused of it.",
        file="recovery/erased_elsewhere.py",
        before=(
            "AND refused.state IN (0, 1)\n"
            '          ORDER BY refused.stream, refused.record LIMIT $1""",\n    postgresql'
        ),
        after=(
            "AND refused.state IN (8, 9)\n"
            '          ORDER BY refused.stream, refused.record LIMIT $1""",\n    postgresql'
        ),
        tests=(
            (
                "tests/recovery/test_erased_elsewhere.py"
                "::test_no_word_of_an_erased_goal_is_left_in_a_peers_refused_write[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="late_edit_of_an_erased_goal_kept",
        why=(
            "A peer's phone that comes late would bring erased words back among its refused writes."
        ),
        file="sync/decide/resolve.py",
        before=(
            "    if record is None and push.gone and (mutation.stream, "
            "mutation.record) in push.gone:\n"
        ),
        after=(
            "    if record is None and push.gone and (mutation.stream, mutation.id) in push.gone:\n"
        ),
        tests=(
            (
                "tests/recovery/test_erased_elsewhere.py"
                "::test_what_comes_after_the_erase_is_gone_and_kept_nowhere[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="settings_erased_for_good",
        why=(
            "Whoever held a phone once could erase every place of a stop, "
            "and no later stop would be taken."
        ),
        file="domain/permissions.py",
        before=(
            "    return (\n"
            "        spec.policy.erasable\n"
            "        and role in (Role.PARTICIPANT, Role.SELF)\n"
            "        and role is spec.policy.created_by\n"
            "    )\n"
        ),
        after=(
            "    return role in (Role.PARTICIPANT, Role.SELF) and role is spec.policy.created_by\n"
        ),
        tests=(
            (
                "tests/sync/test_a_stop_finds_its_place.py"
                "::test_settings_are_not_erased_in_any_generation[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_replay_that_reaches_further",
        why=(
            "A restore would take a call for help that stands under the id of a goal which "
            "was erased elsewhere."
        ),
        file="recovery/replay_erase.py",
        before=(
            "    streams = {\n"
            "        id_: stream for id_, stream in own.items() if id_ in entry.streams or not "
            "entry.streams\n"
            "    }\n"
        ),
        after=("    streams = {id_: stream for id_, stream in own.items() if id_}\n"),
        tests=(
            (
                "tests/sync/test_acts_that_meet.py"
                "::test_a_replayed_erase_reaches_no_stream_that_the_push_did_not_open[sqlite]"
            ),
        ),
    ),
)
