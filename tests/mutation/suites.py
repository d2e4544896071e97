"""Which modules are changed, and which tests are to notice.

Those that are about the module, the quick ones first.
"""

import subprocess
from pathlib import Path

SYNC = (
    "tests/sync/test_vectors.py",
    "tests/sync/test_exchange.py",
    "tests/sync/test_refused_writes.py",
    "tests/sync/test_acts_that_meet.py",
    "tests/sync/test_erase.py",
    "tests/sync",
)
NOTICES = ("tests/notifications/test_delivery.py", "tests/notifications")
DECLARED = (
    "tests/domain/test_declare.py",
    "tests/domain/test_rules.py",
    "tests/domain/test_permissions.py",
    "tests/test_reference.py",
)
SEARCHES = (
    "tests/hostile",
    "tests/sync/test_cost.py",
    "tests/sync/test_explored_histories.py",
    "tests/sync/test_small_histories.py",
    "tests/notifications/test_crashes.py",
    "tests/notifications/test_schedule_every_zone.py",
)
"""Not asked: they play through hundreds of histories, values or days and take most of the time.

What is noticed by them alone is a rule that no test says, and counts as one without a test.
"""
NEAREST: dict[str, tuple[str, ...]] = {
    "domain/achievement.py": ("tests/domain/test_achievement.py", *SYNC),
    "domain/attendance.py": ("tests/domain/test_attendance.py",),
    "domain/bounds.py": (
        "tests/sync/test_bounds.py",
        "tests/sync/test_parts_in_number.py",
        "tests/domain",
        *SYNC,
    ),
    "domain/composing.py": ("tests/test_patterns.py", *SYNC),
    "domain/cursor.py": (
        "tests/domain/test_cursor.py",
        "tests/sync/test_pull.py",
        "tests/sync/test_cursor_completeness.py",
        *SYNC,
    ),
    "domain/declare.py": (*DECLARED, "tests/domain", *SYNC),
    "domain/entity_specs.py": (*DECLARED, "tests/domain", *SYNC),
    "domain/devices.py": ("tests/domain/test_devices.py",),
    "domain/emptying.py": (
        "tests/domain/test_erasure.py",
        "tests/recovery/test_retention.py",
        *SYNC,
    ),
    "domain/entities/": (*DECLARED, "tests/domain", "tests/cli/test_contract.py", *SYNC),
    "domain/erasure.py": ("tests/domain/test_erasure.py", "tests/sync/test_erase.py", *SYNC),
    "domain/errors.py": ("tests/api/test_body.py", "tests/api/test_body_guard.py", *SYNC),
    "domain/figures.py": ("tests/domain/test_figures.py",),
    "notifications/policy/notice_life.py": ("tests/notifications/test_notice_life.py", *NOTICES),
    "domain/phone_numbers.py": ("tests/domain/test_phone_number_vectors.py",),
    "domain/projections.py": (
        "tests/notifications/test_support_flag.py",
        "tests/notifications/test_planning.py",
        *SYNC,
        "tests/notifications",
    ),
    "domain/reading.py": ("tests/sync/test_receipts_hold_no_word.py", *SYNC),
    "domain/records.py": (
        "tests/domain/test_upcasts.py",
        "tests/domain/test_acknowledged.py",
        *SYNC,
        "tests/records/test_streams.py",
        "tests/records/test_set_aside.py",
    ),
    "domain/refused.py": ("tests/sync/test_own_receipts.py", *SYNC),
    "domain/state_machine.py": (
        "tests/domain/test_rules.py",
        "tests/domain/test_state_machine.py",
        "tests/program/test_flags.py",
        *SYNC,
    ),
    "domain/rules.py": ("tests/domain/test_rules.py", "tests/program/test_flags.py", *SYNC),
    "domain/seal.py": (
        "tests/sync/test_offered_again.py",
        *SYNC,
        "tests/records/test_past_receipts.py",
    ),
    "domain/standing.py": ("tests/database/test_named_migration.py", *SYNC),
    "domain/upcasts.py": ("tests/domain/test_upcasts.py", *SYNC),
    "domain/validation.py": (*DECLARED, "tests/domain", *SYNC),
    "domain/values.py": ("tests/test_patterns.py", "tests/domain", *SYNC),
    "domain/wire.py": ("tests/cli/test_contract.py", *SYNC),
    "domain/zones.py": (
        "tests/domain/test_zones.py",
        "tests/notifications/test_schedule_vectors.py",
        *NOTICES,
    ),
    "domain/": (*DECLARED, "tests/domain", *SYNC),
    "sync/decide/clock.py": (
        "tests/sync/test_clock_direct.py",
        "tests/sync/test_vectors.py",
        *SYNC,
    ),
    "sync/decide/versions.py": ("tests/sync/test_versions_direct.py", *SYNC),
    "sync/touching.py": (*SYNC, "tests/records/test_past_receipts.py"),
    "sync/": SYNC,
    "notifications/push/encryption.py": (
        "tests/notifications/test_encryption.py",
        "tests/notifications/test_webpush.py",
        "tests/notifications/test_webpush_faults.py",
    ),
    "notifications/push/endpoints.py": (
        "tests/notifications/test_endpoints.py",
        "tests/notifications/test_subscriptions.py",
    ),
    "notifications/push/key_files.py": (
        "tests/notifications/test_vapid.py",
        "tests/notifications/test_rotation.py",
        "tests/api/test_push_key.py",
    ),
    "notifications/push/outcome.py": (
        "tests/notifications/test_outcome.py",
        "tests/notifications/test_written_down.py",
        *NOTICES,
    ),
    "notifications/push/payload.py": ("tests/notifications/test_payload.py", *NOTICES),
    "notifications/push/public_addresses.py": ("tests/notifications/test_public_addresses.py",),
    "notifications/policy/quiet.py": ("tests/notifications/test_quiet.py", *NOTICES),
    "notifications/policy/schedule.py": (
        "tests/notifications/test_schedule_vectors.py",
        "tests/notifications/test_schedule.py",
        "tests/notifications/test_schedule_repeats.py",
    ),
    "notifications/push/vapid.py": (
        "tests/notifications/test_vapid.py",
        "tests/notifications/test_rotation.py",
        "tests/notifications/test_webpush.py",
        "tests/notifications/test_webpush_faults.py",
    ),
    "notifications/policy/reminder_settings.py": (
        "tests/notifications/test_reminder_settings.py",
        *NOTICES,
    ),
    "notifications/": NOTICES,
}
"""By the beginning of a file's name; the longest that fits holds."""


def modules(root: Path) -> list[str]:
    """Return all of `domain/` and `sync/`, and the pure part of `notifications/`.

    That part needs no database and no network.
    """
    listed = subprocess.run(
        ["git", "ls-files", "domain", "sync", "notifications"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listed.stdout.splitlines() if name.endswith(".py")]
    return [
        name
        for name in names
        if not name.startswith("notifications/") or "async def" not in (root / name).read_text()
    ]


def suite(file: str) -> tuple[str, ...]:
    """Files and folders of tests, each once, in the order in which they are asked."""
    begins = max((begins for begins in NEAREST if file.startswith(begins)), key=len)
    return tuple(dict.fromkeys(NEAREST[begins]))
