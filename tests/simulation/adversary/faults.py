"""What an adversary must not reach, by the name under which a report counts it."""

FAULTS = {
    "foreign_changes": "a row has changed that its actor may not write, or in a way they may not",
    "unreadable_rows": "a row was stored, or told, that its reader's types do not hold",
    "over_budget": "a push took more CPU time than one may",
    "server_errors": "a request ended in what a client is told as a 5xx",
    "engine_differences": "the same script got another answer on PostgreSQL than on SQLite",
    "told_too_much": (
        "a reader was told what only the writer of a group may know, or a sender what another sent"
    ),
}

CPU_MS = 150
"""Of one push, whatever is in it."""
