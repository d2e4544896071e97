"""Bugs in what an answer gives away: of another moment, another person, or an earlier state.

`docs/sync.md`, sections 2 and 5.
"""

from tests.mutants.mutant import Mutant

TOLD_THE_SAME = "tests/sync/test_two_worlds.py::test_a_peer_is_told_the_same_in_the_same_bytes"
SNAPSHOT = "tests/sync/test_one_snapshot.py::test_"

PRIVACY = (
    Mutant(
        name="keys_tell_of_private_writes",
        why=(
            "A peer would learn how many private writes came between two that are shared, "
            "and on which phone."
        ),
        file="records/encoding.py",
        before="{counter if device == n == 0 else 0},0,0]]]",
        after="{counter},{device},{n}]]]",
        tests=(
            f"{TOLD_THE_SAME}[sqlite-many_private_writes]",
            f"{TOLD_THE_SAME}[sqlite-on_another_device]",
            f"{TOLD_THE_SAME}[sqlite-with_a_slow_clock]",
        ),
    ),
    Mutant(
        name="a_quick_row_tells_of_private_writes",
        why="The same of a row that is not decoded, as most are.",
        file="records/encoding.py",
        before="{key},{shown},0,{_SYSTEM_ENDS}",
        after="{key},{counter},{device},{n}",
        tests=(
            (
                "tests/sync/test_two_worlds.py"
                "::test_a_participant_learns_nothing_of_what_a_peer_writes_to_others[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_tag_that_went_still_tells",
        why=(
            "A word that was taken out before sharing would reach the peer as the name of a "
            "register."
        ),
        file="records/encoding.py",
        before="_elements(group, body[name])",
        after="[each for each in heads if each.partition('/')[0] == name]",
        tests=(
            f"{TOLD_THE_SAME}[sqlite-with_a_tag_that_went]",
            (
                "tests/sync/test_two_worlds.py"
                "::test_a_set_that_has_become_empty_is_as_one_that_never_was[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="receipts_answer_anyone",
        why=(
            "Whoever knows the id of someone else's mutation would be given its result, "
            "and a seal for a stream that they do not write."
        ),
        file="sync/decide/resolve.py",
        before="if earlier and (own or (record and push.actor.has_sent(earlier, record.stream))):",
        after="if earlier:",
        tests=(
            (
                "tests/sync/test_own_receipts.py"
                "::test_what_another_wrote_is_invalid_from_anyone_else[sqlite]"
            ),
            "tests/sync/test_own_receipts.py::test_what_the_system_wrote_answers_no_one[sqlite]",
        ),
    ),
    Mutant(
        name="no_receipt_stays_with_the_writer",
        why=(
            "A peer whose answer was lost and whose right has ended would be told that what "
            "was accepted was refused."
        ),
        file="sync/decide/resolve.py",
        before="    if push.actor.streams[act.record.stream].kind in SEVERAL_WRITE:\n",
        after="    if push.actor.streams[act.record.stream].kind in ():\n",
        tests=(
            (
                "tests/sync/test_own_receipts.py"
                "::test_a_former_writer_is_answered_from_their_own_receipts[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_word_in_place_of_a_register",
        why=(
            "A word that a person erased would stay for ever in the receipt of a mutation "
            "that named it as a register."
        ),
        file="domain/admission.py",
        before='                    raise Refused("not_yours", "base")\n',
        after='                    raise Refused("not_yours", name)\n',
        tests=(
            (
                "tests/sync/test_receipts_hold_no_word.py"
                "::test_no_word_is_left_in_a_receipt_or_in_the_ledger[sqlite-element_dismissed]"
            ),
        ),
    ),
    Mutant(
        name="a_word_in_place_of_an_id",
        why=(
            "What a client sent in place of an id would be kept as the name of its receipt, "
            "and no erase would reach it."
        ),
        file="domain/records.py",
        before=(
            "        return (\n"
            "            self.id\n"
            "            if self.entity != UNREADABLE or is_id(self.id)\n"
            '            else singleton_id(self.id, "receipt")\n'
            "        )\n"
        ),
        after=("        return self.id\n"),
        tests=(
            (
                "tests/sync/test_receipts_hold_no_word.py"
                "::test_no_word_is_left_in_a_receipt_or_in_the_ledger[sqlite-id]"
            ),
        ),
    ),
    Mutant(
        name="digest_of_another_moment",
        why=(
            "On PostgreSQL a phone would be told the digest of rows that had moved on while "
            "its page was read, and read all of it anew."
        ),
        file="records/feed.py",
        before="int(found[0][4])",
        after="right.head",
        tests=(
            f"{SNAPSHOT}a_page_and_its_digest_are_of_one_moment[postgresql-2-1]",
            f"{SNAPSHOT}what_is_told_with_a_push_is_of_one_moment_too[2]",
        ),
    ),
    Mutant(
        name="read_under_a_right_that_has_ended",
        why=(
            "On PostgreSQL a peer whose pull was under way would read what was written after "
            "they were taken away."
        ),
        file="records/feed.py",
        before=("        else ([], None)\n"),
        after=("        else (cast(list[Wired], found), right.head)\n"),
        tests=(f"{SNAPSHOT}what_is_written_after_a_right_ended_is_not_read_under_it[postgresql]",),
    ),
    Mutant(
        name="a_name_left_behind_stays_with_the_peer",
        why=(
            "Whoever chose another name would be called by the one they left, "
            "for as long as somebody walks with them."
        ),
        file="program/following_names.py",
        before='return ours if self.status == "ended" else ours | {"peer_name": self.peer_name}',
        after='return {} if self.status == "active" else ours',
        tests=(
            (
                "tests/program/test_following_names.py"
                "::test_a_peer_reads_the_name_that_was_chosen_and_the_old_one_nowhere[sqlite]"
            ),
            (
                "tests/program/test_following_names.py"
                "::test_a_participant_reads_the_name_that_their_peer_chose[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_former_peers_new_name_is_told",
        why="What somebody is called since would reach a person with whom they no longer walk.",
        file="program/following_names.py",
        before='if self.status == "ended" else ours |',
        after='if self.status == "over" else ours |',
        tests=(
            (
                "tests/program/test_following_names.py::test_of_an_ended_assignment_"
                "ones_own_name_follows_and_neither_learns_of_the_other[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="any_edit_of_a_profile_shows",
        why=(
            "A peer would learn when a person changes their pronouns, "
            "their language or the size of their text."
        ),
        file="program/following_names.py",
        before="return self.names().items() <= terms.items()",
        after="return not terms",
        tests=(
            (
                "tests/sync/test_names_that_others_read.py"
                "::test_where_the_name_stays_a_peer_is_told_nothing[sqlite-pronouns_alone]"
            ),
        ),
    ),
    Mutant(
        name="a_name_moves_the_time_of_the_terms",
        why=(
            "A person who asked for someone would read that somebody new walks with them, "
            "whenever their peer chooses a name."
        ),
        file="program/following_names.py",
        before="Key(last.key.ms, last.key.counter + 1, 0, 0)",
        after="Key(last.key.ms + 1, 0, 0, 0)",
        tests=(
            (
                "tests/program/test_following_names.py"
                "::test_the_terms_keep_the_time_at_which_they_were_set[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_name_chosen_while_an_assignment_begins_is_missed",
        why="The old name would stand in the new assignment until the next day.",
        file="program/assignments.py",
        before="partial(connection.resources.renamed.tell, (participant.id, peer.id))",
        after="partial(connection.resources.renamed.tell, ())",
        tests=(
            (
                "tests/program/test_assignments.py"
                "::test_a_name_that_is_chosen_while_an_assignment_begins_is_told_in_it_too"
                "[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_server_lets_names_be",
        why="Nothing would have a chosen name follow before the next day.",
        file="records/streams.py",
        before="[projection.person] if isinstance(projection, ChosenName) else ()",
        after="()",
        tests=(
            (
                "tests/program/test_following_names.py"
                "::test_a_server_has_each_name_follow_and_says_so_to_open_phones[sqlite]"
            ),
        ),
    ),
    Mutant(
        name="a_newcomer_is_told_what_was_erased",
        why=(
            "A peer who begins to read would learn that there was an answer about use, "
            "and that it was taken back."
        ),
        file="records/feed.py",
        before="written = [stream for stream in pinned if writes(readable[stream])]",
        after="written = list(pinned)",
        tests=(
            (
                "tests/sync/test_tombstones_of_use.py"
                "::test_a_peer_who_begins_later_is_not_told_that_there_was_one[sqlite-500]"
            ),
            (
                "tests/sync/test_tombstones_of_use.py"
                "::test_a_peer_who_begins_later_is_not_told_that_there_was_one[sqlite-1]"
            ),
            (
                "tests/sync/test_tombstones_of_use.py"
                "::test_nor_is_a_peer_whose_right_came_back[sqlite]"
            ),
            (
                "tests/sync/test_tombstones_of_use.py"
                "::test_nor_of_one_that_was_hidden_or_taken_out[sqlite]"
            ),
        ),
    ),
)
