"""Changes of the queries: whose it is, of which program or which person, is no longer asked.

Every one is planted, none is drawn: a query that forgets its program lets another program's staff
read every call for help. So does a comparison beside it of what a query found.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import parso

from tests.mutation.omissions import Position

WHOSE = r"(?:program|person|participant|peer)"
_IN_SQL = re.compile(
    rf"\b(?:[a-z]\w*\.)?{WHOSE} (?:=|IN|NOT "
    rf"IN)\s+(?:\$\d|\{{+ids\}}+|(?!excluded)[a-z]\w*\.[a-z]\w+|\(\s*SELECT|ANY\(ARRAY\()"
)
_OPENS, _CLOSES = "(", ")"
_IN_PICCOLO = re.compile(rf"\w+\.{WHOSE} == .*", re.DOTALL)
_IN_PYTHON = re.compile(rf"[a-z_]\w*\.{WHOSE} [=!]= \w+(?:\.\w+)*")


class ForgetWhose:
    """In SQL: a condition on the program or the person always holds.

    It still stands there, so that its parameter has its place.
    """

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        for start, end in _conditions(node):
            yield _place(node, start), _place(node, end)

    def mutate(self, node: Any, index: int) -> Any:
        start, end = _conditions(node)[index]
        node.value = f"{node.value[:start]}({node.value[start:end]} OR 1 = 1){node.value[end:]}"
        return node


class ForgetWhoseInPiccolo:
    """The same in the query builder: a column is compared with itself."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if (
            node.type == "comparison"
            and _IN_PICCOLO.fullmatch(node.get_code().strip())
            and node.children[0].get_code().strip()[0].isupper()
        ):
            yield node.children[2].start_pos, node.children[2].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[2] = parso.parse(f" {node.children[0].get_code().strip()}")
        return node


class ForgetWhoseInPython:
    """The same of what was read: whose it is, is compared with itself."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "comparison" and _IN_PYTHON.fullmatch(node.get_code().strip()):
            yield node.children[2].start_pos, node.children[2].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[2] = parso.parse(f" {node.children[0].get_code().strip()}")
        return node


SCOPES = {each.__name__: each for each in (ForgetWhose, ForgetWhoseInPiccolo, ForgetWhoseInPython)}

LISTED = (
    "tests/accounts/test_two_programs.py",
    "tests/accounts/test_two_programs_rights.py",
    "tests/accounts/test_two_programs_sign_in.py",
)
DUE = (
    "tests/notifications/test_several_reminded.py",
    "tests/notifications/test_several_at_once.py",
)
RESTORED = (
    *LISTED,
    "tests/recovery/test_startup_recovery.py",
    "tests/recovery/test_startup_recovery_sharing.py",
)
HOLD_SQL = (
    "accounts",
    "database",
    "library",
    "notifications/push/subscriptions.py",
    "notifications/queue",
    "program",
    "projections",
    "records",
    "recovery",
)
NEAREST = {
    "recovery/ledger_replay.py": RESTORED,
    "recovery/replay_erase.py": RESTORED,
    "recovery/replay_unshare.py": RESTORED,
    "notifications/queue/checked_in.py": (*DUE, "tests/notifications/test_revalidate.py"),
    "records/feed.py": ("tests/sync/test_one_snapshot.py", "tests/sync/test_pull.py"),
    "notifications/queue/leases.py": (
        *DUE,
        "tests/notifications/test_fairness.py",
        "tests/notifications/test_last_moment.py",
    ),
    "notifications/queue/past_notices.py": (
        *DUE,
        "tests/notifications/test_fairness.py",
        "tests/notifications/test_last_moment.py",
    ),
    "notifications/queue/notices.py": DUE,
    "accounts/hearing.py": (
        "tests/database/test_pokes.py",
        "tests/api/test_events.py",
        "tests/api/test_events_capacity.py",
    ),
    "notifications/queue/push_subscriptions.py": (
        *LISTED,
        *DUE,
        "tests/notifications/test_subscriptions.py",
    ),
    "notifications/push/subscriptions.py": ("tests/notifications/test_subscriptions.py",),
    "program/assignments.py": ("tests/program/test_assignments.py",),
    "program/flags.py": ("tests/program/test_flags.py",),
    "program/handing_over.py": ("tests/program/test_handing_over.py",),
    "program/invitations.py": ("tests/program/test_invitations.py",),
    "program/rights.py": ("tests/program/test_rights.py",),
    "records/receipts.py": ("tests/records/test_receipts_of_persons.py",),
    "notifications/queue/reminder_sources.py": (*DUE, "tests/notifications/test_unsent_words.py"),
}


def queries(root: Path) -> list[str]:
    """Every module that holds SQL or decides by it; what a migration did once is history."""
    listed = subprocess.run(
        ["git", "ls-files", *HOLD_SQL], cwd=root, capture_output=True, text=True, check=True
    )
    return [
        name
        for name in listed.stdout.splitlines()
        if name.endswith(".py") and "/migrations/" not in name
    ]


def suite(file: str) -> tuple[str, ...]:
    return NEAREST.get(file, LISTED)


def _conditions(node: Any) -> list[tuple[int, int]]:
    """Where each condition begins and ends in a text."""
    if node.type not in ("string", "fstring_string"):
        return []
    return [
        (found.start(), _end(node.value, *found.span())) for found in _IN_SQL.finditer(node.value)
    ]


def _end(text: str, start: int, end: int) -> int:
    """After the brackets that the condition opened."""
    open_ = text.count(_OPENS, start, end) - text.count(_CLOSES, start, end)
    while open_ > 0 and end < len(text):
        open_ += (text[end] == _OPENS) - (text[end] == _CLOSES)
        end += 1
    return end


def _place(node: Any, offset: int) -> tuple[int, int]:
    before = node.value[:offset]
    line, column = node.start_pos
    return line + before.count("\n"), column + offset if "\n" not in before else len(
        before
    ) - before.rfind("\n") - 1
