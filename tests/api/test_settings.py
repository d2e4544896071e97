"""Settings come from the environment, and a deployment that would put people at risk does not start (security: J2)."""

from pathlib import Path

import msgspec
import pytest

from api.settings import Settings, UnsafeSettings, refuse_unsafe, settings_from

SAFE = Settings(origin="https://alongside.example", vapid_contact="mailto:someone@example.org")


def changed(**values: object) -> Settings:
    return msgspec.structs.replace(SAFE, **values)


def test_safe_settings_are_accepted() -> None:
    refuse_unsafe(SAFE)


def test_a_local_trial_over_http_is_accepted() -> None:
    refuse_unsafe(changed(origin="http://localhost:8000"))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"origin": "http://alongside.example"}, "ORIGIN"),
        ({"origin": "https://alongside.example/path"}, "ORIGIN"),
        ({"origin": "alongside.example"}, "ORIGIN"),
        ({"secure_cookies": False}, "SECURE_COOKIES"),
        ({"origin": "http://localhost:8000", "secure_cookies": True}, "SECURE_COOKIES"),
        ({"vapid_contact": ""}, "VAPID_CONTACT"),
        ({"trusted_proxies": "everyone"}, "TRUSTED_PROXIES"),
    ],
)
def test_an_unsafe_value_is_refused_by_name(values: dict[str, object], named: str) -> None:
    with pytest.raises(UnsafeSettings, match=named):
        refuse_unsafe(changed(**values))


def test_the_demo_may_use_http_under_any_name() -> None:
    refuse_unsafe(Settings(demo=True, origin="http://demo.localhost:8000"))


def test_values_are_read_from_the_environment() -> None:
    settings = settings_from({"ALONGSIDE_PORT": "9000", "ALONGSIDE_DEMO": "on", "ALONGSIDE_SECURE_COOKIES": "off", "HOME": "/root"})

    assert (settings.port, settings.demo, settings.secure_cookies) == (9000, True, False)


def test_an_unknown_setting_is_refused_rather_than_ignored() -> None:
    with pytest.raises(UnsafeSettings, match="ALONGSIDE_PROT"):
        settings_from({"ALONGSIDE_PROT": "9000"})


def test_a_value_that_cannot_be_read_is_named_without_being_shown() -> None:
    with pytest.raises(UnsafeSettings, match="ALONGSIDE_PORT") as refused:
        settings_from({"ALONGSIDE_PORT": "canary-value"})

    assert "canary-value" not in str(refused.value)


def test_every_setting_is_described() -> None:
    schema = msgspec.json.schema(Settings)["$defs"]["Settings"]

    assert [name for name, field in schema["properties"].items() if not field.get("description")] == []


def test_cookies_follow_the_origin_unless_set() -> None:
    assert SAFE.cookies_are_secure
    assert not changed(origin="http://localhost:8000").cookies_are_secure


def test_no_default_depends_on_where_one_stands() -> None:
    places = Settings().database_url.removeprefix("sqlite:///"), Settings().keys_dir, Settings().web_dir
    assert [place for place in places if not Path(place).is_absolute()] == []


@pytest.mark.parametrize("ledger", ["alongside.ledger", "./a/b.ledger", "~/b.ledger"])
def test_a_ledger_is_named_by_its_full_path(ledger: str) -> None:
    with pytest.raises(UnsafeSettings, match="LEDGER"):
        refuse_unsafe(changed(ledger=ledger))
