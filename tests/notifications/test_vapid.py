"""The key that signs, and what it signs (security: E10)."""

import fcntl
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from domain.errors import NotReady
from notifications.push.key_files import remove_former, rotate_key
from notifications.push.vapid import (
    FILE,
    FORMER,
    LIFETIME,
    MOST_ORIGINS,
    TOPIC_PERIOD,
    VapidKey,
    VapidKeys,
    create_key,
)
from tests.push_service.rules import Refused, check_signature

NOW = 1_780_000_000_000
ORIGIN = "https://updates.push.services.mozilla.com"
CONTACT = "mailto:push@example.org"


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    assert create_key(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    public = VapidKeys.load(tmp_path, CONTACT).public
    assert not create_key(tmp_path)
    assert VapidKeys.load(tmp_path, CONTACT).public == public
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("change", [create_key, rotate_key])
def test_who_comes_second_waits_until_the_first_has_changed_the_folder(
    keys: VapidKeys, change: Callable[[Path], bool]
) -> None:
    """Two processes at once would otherwise each make a key.

    One of them would sign what nobody can check.
    """
    first = os.open(keys.folder, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(change, keys.folder)
        try:
            with pytest.raises(NotYet):
                second.result(timeout=0.2)
        finally:
            os.close(first)
        assert second.result() is (change is rotate_key)


def test_where_there_is_no_former_key_none_is_removed(keys: VapidKeys) -> None:
    assert remove_former(keys.folder) is False
    rotate_key(keys.folder)
    assert remove_former(keys.folder) is True
    assert remove_former(keys.folder) is False


def test_the_secret_of_topics_follows_from_the_key_and_stays_what_it_is() -> None:
    """A note that replaces an older one must have its topic after an update of the server too.

    HKDF, RFC 5869.
    """
    private = ec.derive_private_key(7, ec.SECP256R1())
    assert VapidKey(private, CONTACT).topics.hex() == (
        "cf6179005ad8c9d1339f721d82453902d3b7604d7a52c3175064b963c86192b0"
    )


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    create_key(tmp_path)
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(NotReady):
        VapidKeys.load(tmp_path, CONTACT)


def test_a_rotation_leaves_two_keys_that_sign_and_no_more_than_two(keys: VapidKeys) -> None:
    old = keys.public
    assert rotate_key(keys.folder)
    keys.refresh()
    assert (keys.former, keys.public != old) == (old, True)
    for public in (old, keys.public):
        check_signature(
            keys.authorization(ORIGIN, NOW, public), key=public, origin=ORIGIN, now=NOW / 1000
        )
    assert not rotate_key(keys.folder)
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.folder.iterdir()} == {0o600}
    assert sorted(path.name for path in keys.folder.iterdir()) == [FORMER, FILE]


def test_a_rotation_that_was_cut_short_is_done_again(keys: VapidKeys) -> None:
    (keys.folder / FORMER).hardlink_to(keys.folder / FILE)
    keys.refresh()
    old = keys.public
    assert keys.former is None
    assert rotate_key(keys.folder)
    keys.refresh()
    assert keys.former == old


def test_a_former_key_that_was_removed_signs_no_more(keys: VapidKeys) -> None:
    old = keys.public
    rotate_key(keys.folder)
    keys.refresh()
    assert remove_former(keys.folder)
    keys.refresh()
    assert old not in keys
    with pytest.raises(KeyError):
        keys.authorization(ORIGIN, NOW, old)


def test_a_folder_that_cannot_be_read_for_a_moment_changes_nothing(
    keys: VapidKeys, caplog: pytest.LogCaptureFixture
) -> None:
    old = keys.public
    rotate_key(keys.folder)
    (keys.folder / FILE).chmod(0o644)
    keys.refresh()
    assert keys.public == old
    assert "mode must be 0600" in caplog.text


def test_hosts_that_anyone_can_make_up_do_not_fill_the_memory(keys: VapidKeys) -> None:
    for number in range(MOST_ORIGINS * 2):
        keys.authorization(f"https://{number}.push.apple.com", NOW)
    assert len(keys._present._signed) <= MOST_ORIGINS


@pytest.mark.parametrize(
    "content",
    [None, b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"],
)
def test_without_a_key_that_can_be_read_nothing_starts(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
        (tmp_path / FILE).chmod(0o600)
    with pytest.raises(NotReady):
        VapidKeys.load(tmp_path, CONTACT)


def test_the_header_is_what_a_push_service_accepts(keys: VapidKeys) -> None:
    check_signature(keys.authorization(ORIGIN, NOW), key=keys.public, origin=ORIGIN, now=NOW / 1000)


def test_the_header_of_one_push_service_is_refused_by_another_and_a_day_later(
    keys: VapidKeys,
) -> None:
    header = keys.authorization(ORIGIN, NOW)
    for origin, now in (("https://web.push.apple.com", NOW), (ORIGIN, NOW + LIFETIME)):
        with pytest.raises(Refused):
            check_signature(header, key=keys.public, origin=origin, now=now / 1000)


def test_a_header_is_signed_once_for_each_origin_and_again_before_it_ends(keys: VapidKeys) -> None:
    first = keys.authorization(ORIGIN, NOW)
    assert keys.authorization(ORIGIN, NOW + LIFETIME // 2) == first
    assert keys.authorization("https://web.push.apple.com", NOW) != first
    later = keys.authorization(ORIGIN, NOW + LIFETIME)
    check_signature(later, key=keys.public, origin=ORIGIN, now=(NOW + LIFETIME) / 1000)


def test_a_topic_is_opaque_the_same_for_a_week_and_another_for_everyone(
    keys: VapidKeys, tmp_path: Path
) -> None:
    start = NOW // TOPIC_PERIOD * TOPIC_PERIOD
    assert keys.topic(7, start) == keys.topic(7, start + TOPIC_PERIOD - 1)
    other = VapidKeys.load_or_create(tmp_path / "other", CONTACT)
    topics = {
        keys.topic(7, start),
        keys.topic(7, start, of="meetings"),
        keys.topic(7, start + TOPIC_PERIOD),
        keys.topic(8, start),
        other.topic(7, start),
    }
    assert len(topics) == 5
    assert {len(topic) for topic in topics} == {32}
