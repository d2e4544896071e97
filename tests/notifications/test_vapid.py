"""The key that signs, and what it signs (security: E10)."""

import stat
from pathlib import Path

import pytest

from domain.errors import NotReady
from notifications.vapid import FILE, LIFETIME, TOPIC_PERIOD, VapidKeys, create_key
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


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    create_key(tmp_path)
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(NotReady):
        VapidKeys.load(tmp_path, CONTACT)


@pytest.mark.parametrize("content", [None, b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_without_a_key_that_can_be_read_nothing_starts(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
        (tmp_path / FILE).chmod(0o600)
    with pytest.raises(NotReady):
        VapidKeys.load(tmp_path, CONTACT)


def test_the_header_is_what_a_push_service_accepts(keys: VapidKeys) -> None:
    check_signature(keys.authorization(ORIGIN, NOW), key=keys.public, origin=ORIGIN, now=NOW / 1000)


def test_the_header_of_one_push_service_is_refused_by_another_and_a_day_later(keys: VapidKeys) -> None:
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


def test_a_topic_is_opaque_the_same_for_a_week_and_another_for_everyone(keys: VapidKeys, tmp_path: Path) -> None:
    start = NOW // TOPIC_PERIOD * TOPIC_PERIOD
    assert keys.topic(7, start) == keys.topic(7, start + TOPIC_PERIOD - 1)
    other = VapidKeys.load_or_create(tmp_path / "other", CONTACT)
    topics = {keys.topic(7, start), keys.topic(7, start + TOPIC_PERIOD), keys.topic(8, start), other.topic(7, start)}
    assert len(topics) == 4
    assert {len(topic) for topic in topics} == {32}
