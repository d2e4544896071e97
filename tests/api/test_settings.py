"""Settings come from the environment, and a dangerous deployment does not start (security: J2)."""

from pathlib import Path

import msgspec
import pytest

from api.origin import is_same_origin
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
    settings = settings_from(
        {
            "ALONGSIDE_PORT": "9000",
            "ALONGSIDE_DEMO": "on",
            "ALONGSIDE_SECURE_COOKIES": "off",
            "HOME": "/root",
        }
    )

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

    assert [
        name for name, field in schema["properties"].items() if not field.get("description")
    ] == []


def test_cookies_follow_the_origin_unless_set() -> None:
    assert SAFE.cookies_are_secure
    assert not changed(origin="http://localhost:8000").cookies_are_secure


def test_no_default_depends_on_where_one_stands() -> None:
    places = (
        Settings().database_url.removeprefix("sqlite:///"),
        Settings().keys_dir,
        Settings().web_dir,
    )
    assert [place for place in places if not Path(place).is_absolute()] == []


@pytest.mark.parametrize("ledger", ["alongside.ledger", "./a/b.ledger", "~/b.ledger"])
def test_a_ledger_is_named_by_its_full_path(ledger: str) -> None:
    with pytest.raises(UnsafeSettings, match="LEDGER"):
        refuse_unsafe(changed(ledger=ledger))


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://alongside.example:443", "https://alongside.example"),
        ("http://localhost:80", "http://localhost"),
        ("HTTPS://Alongside.Example", "https://alongside.example"),
        ("https://alongside.example/", "https://alongside.example"),
        (" https://alongside.example ", "https://alongside.example"),
        ("https://alongside.example.", "https://alongside.example"),
        ("https://alongside.example:8443", "https://alongside.example:8443"),
        ("https://Bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://[2001:DB8:0:0::7]", "https://[2001:db8::7]"),
        ("https://192.0.2.7", "https://192.0.2.7"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_origin_is_kept_as_browsers_send_it(written: str, origin: str) -> None:
    assert settings_from({"ALONGSIDE_ORIGIN": written}).origin == origin
    assert is_same_origin(
        {b"origin": origin.encode()}, settings_from({"ALONGSIDE_ORIGIN": written})
    )


@pytest.mark.parametrize(
    "written",
    [
        *(
            "https://a@b.example",
            "https://h:port",
            "https://h:99999",
            "https://h?q",
            "https://",
            "ftp://h",
            "https://[::1",
        ),
        # No browser writes any of these, so every sign-in would be refused.
        *(
            "https://h;",
            "https://a.example https://b.example",
            "https://*.example",
            "https://h%2f",
            "https://h\\x",
            "https://-a.example",
        ),
        *(
            "http://127.1",
            "https://0x7f.1",
            "https://192.0.2.256",
            "https://192.0.2.07",
            "https://[fe80::1%25lo]",
        ),
        *(
            "https://fa\N{LATIN SMALL LETTER SHARP S}.example",
            "https://a\N{ZERO WIDTH JOINER}b.example",
        ),
    ],
)
def test_what_is_no_origin_is_refused(written: str) -> None:
    with pytest.raises(UnsafeSettings, match="ORIGIN"):
        refuse_unsafe(
            settings_from(
                {"ALONGSIDE_ORIGIN": written, "ALONGSIDE_VAPID_CONTACT": "mailto:a@example.org"}
            )
        )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WORKER", "yes", "on or off"),
        ("LOG_LEVEL", "loud", "debug or info or warning or error"),
        ("PORT", "70000", "from 1 to 65535"),
        ("PORT", "http", "from 1 to 65535"),
        ("DEMO", "maybe", "on or off"),
        ("SECURE_COOKIES", "perhaps", "on or off"),
        ("TRIES_BY_IPV4", "0", "at least 1"),
        ("CONNECTIONS_OF_ONE_SOURCE", "-1", "at least 0"),
    ],
)
def test_what_a_setting_may_be_is_said(name: str, value: str, said: str) -> None:
    with pytest.raises(UnsafeSettings, match=f"ALONGSIDE_{name}.*{said}"):
        settings_from({f"ALONGSIDE_{name}": value})


@pytest.mark.parametrize(
    "hosts",
    [
        "push.example.org;other.example.org",
        "https://push.example.org/path",
        "*",
        "push",
        "http://a b",
    ],
)
def test_a_push_host_that_is_none_is_refused_by_the_name_of_its_setting(hosts: str) -> None:
    with pytest.raises(UnsafeSettings, match="ALONGSIDE_PUSH_HOSTS"):
        refuse_unsafe(changed(push_hosts=hosts))


@pytest.mark.parametrize(
    "contact",
    [
        "mailto:you@alongside.example.org",
        "mailto:a.b+c@example.org",
        "https://example.org",
        "https://example.org/contact",
    ],
)
def test_a_contact_that_push_services_take_is_accepted(contact: str) -> None:
    refuse_unsafe(changed(vapid_contact=contact))


@pytest.mark.parametrize(
    "contact",
    [
        "mailto:",
        "mailto:x@localhost",
        "mailto:x@server.localhost",
        "mailto:x@example.invalid",
        "mailto:x@EXAMPLE.INVALID",
        "mailto:x@printer.local",
        "mailto:x@10.0.0.1",
        "mailto:@example.org",
        "mailto:x@example",
        "mailto: x@example.org",
        "mailto:<x@example.org>",
        "mailto:x@y@example.org",
        "x@example.org",
        "https://",
        "https://localhost",
        "https://example.invalid/contact",
        "http://example.org",
    ],
)
def test_a_contact_that_push_services_refuse_does_not_serve(contact: str) -> None:
    with pytest.raises(UnsafeSettings, match="ALONGSIDE_VAPID_CONTACT"):
        refuse_unsafe(changed(vapid_contact=contact))
    refuse_unsafe(changed(vapid_contact=contact, demo=True))
