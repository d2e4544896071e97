"""Bugs in what an answer gives away: of another moment, of another person, of what was before (`docs/sync.md`, sections 2 and 5)."""

from tests.mutants.mutant import Mutant

SNAPSHOT = "tests/sync/test_one_snapshot.py::test_"

PRIVACY = (
    Mutant(
        name="digest_of_another_moment",
        why="On PostgreSQL a phone would be told the digest of rows that had moved on while its page was read, and read all of it anew.",
        file="storage/feed.py",
        before="int(found[0][4])",
        after="right.head",
        tests=(
            f"{SNAPSHOT}a_page_and_its_digest_are_of_one_moment[postgresql-2-1]",
            f"{SNAPSHOT}what_is_told_with_a_push_is_of_one_moment_too[2]",
        ),
    ),
    Mutant(
        name="read_under_a_right_that_has_ended",
        why="On PostgreSQL a peer whose pull was under way would read what was written after they were taken away.",
        file="storage/feed.py",
        before="if found and found[0][0] < 0 else ([], None)",
        after="if found and found[0][0] < 0 else (cast(list[Wired], found), right.head)",
        tests=(f"{SNAPSHOT}what_is_written_after_a_right_ended_is_not_read_under_it[postgresql]",),
    ),
)
