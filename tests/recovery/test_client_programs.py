"""What PostgreSQL's programs complain of is one sentence, without what they quote."""

import pytest

from recovery.client_programs import reason


@pytest.mark.parametrize(
    ("said", "reason_given"),
    [
        (
            (
                "pg_dump: error: aborting because of server version mismatch\n"
                "pg_dump: detail: server version: 17"
            ),
            "older than the server",
        ),
        (
            (
                'pg_dump: error: connection to server at "h" failed: '
                'FATAL:  database "x" does not exist'
            ),
            "is not in the database server",
        ),
        (
            'pg_dump: error: connection to server failed: FATAL:  role "x" does not exist',
            "does not know the user",
        ),
        ("pg_dump: error: could not write to file: No space left on device", "the disk is full"),
        ('pg_restore: error: COPY failed for table "person": kestrel', "COPY failed for table"),
        ("", "nothing of why"),
    ],
)
def test_the_cause_is_said(said: str, reason_given: str) -> None:
    assert reason_given in reason(said)
    assert "kestrel" not in reason(said)
