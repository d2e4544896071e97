"""Everything a deployment may set, from environment variables named ALONGSIDE_… in capitals."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from api.addresses import LOCAL_HOSTS, is_contact, origin_of
from domain.errors import BadInput
from notifications.push.endpoints import push_hosts

PREFIX = "ALONGSIDE_"
REPOSITORY = Path(__file__).resolve().parent.parent


class UnsafeSettings(Exception):
    """A setting that cannot be read, or that would put people at risk."""


class Settings(Struct, frozen=True, kw_only=True):
    """The deployment's settings.

    The defaults run one process on SQLite for someone who tries it on their own machine.
    """

    database_url: Annotated[
        str,
        Meta(
            description="sqlite:////full/path/to/file or postgresql://user@host/name. "
            "Unset: a file in the program's own folder."
        ),
    ] = f"sqlite:///{REPOSITORY / 'alongside.sqlite'}"
    ledger: Annotated[
        str,
        Meta(
            description="Full path of the file that holds what a restore must not bring back. "
            "Unset: beside a SQLite file. Needed with PostgreSQL."
        ),
    ] = ""
    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(description="Port to listen on.", ge=1, le=65535)] = 8000
    origin: Annotated[
        str,
        Meta(
            description="Where people reach it: scheme, host and, if another than 80 or 443, port; "
            "no path."
        ),
    ] = "http://localhost:8000"
    secure_cookies: Annotated[
        bool | None,
        Meta(
            description="on sends session cookies over https only. "
            "Unset: on exactly where the origin is https."
        ),
    ] = None
    keys_dir: Annotated[
        str,
        Meta(
            description="Folder of the private key that signs web pushes. "
            "Unset: in the program's own folder."
        ),
    ] = str(REPOSITORY / "keys")
    web_dir: Annotated[
        str,
        Meta(
            description="Folder of the built web app. "
            "Set to nothing where it is served from elsewhere."
        ),
    ] = str(REPOSITORY / "web" / "dist")
    worker: Annotated[
        Literal["on", "off"],
        Meta(description="Whether `serve` also sends notices. Off where `worker` runs apart."),
    ] = "on"
    push_hosts: Annotated[
        str,
        Meta(
            description="Comma-separated hosts that may receive web pushes, "
            "instead of the known push services."
        ),
    ] = ""
    vapid_contact: Annotated[
        str,
        Meta(
            description="mailto: or https: address where push services reach somebody. "
            "Needed to serve."
        ),
    ] = ""
    trusted_proxies: Annotated[
        str,
        Meta(
            description="Comma-separated networks of reverse proxies "
            "whose X-Forwarded-For names the client."
        ),
    ] = ""
    tries_by_ipv4: Annotated[
        int,
        Meta(
            description="Wrong codes, or wrong sign-ins, from one IPv4 address "
            "(or one known place) in a quarter of an hour.",
            ge=1,
        ),
    ] = 20
    tries_by_ipv6_64: Annotated[int, Meta(description="The same from one IPv6 /64.", ge=1)] = 20
    tries_by_ipv6_56: Annotated[int, Meta(description="The same from one IPv6 /56.", ge=1)] = 60
    tries_by_ipv6_48: Annotated[int, Meta(description="The same from one IPv6 /48.", ge=1)] = 200
    connections_of_one_source: Annotated[
        int,
        Meta(
            description="Most connections of one address; a trusted proxy may have any number. "
            "0: a quarter, at most 512.",
            ge=0,
        ),
    ] = 0
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="How much is logged.")
    ] = "info"
    demo: Annotated[
        bool,
        Meta(description="Fictional data on this machine alone: allows what is refused elsewhere."),
    ] = False

    @property
    def cookies_are_secure(self) -> bool:
        """Return whether cookies go over https only; by default where the origin is https."""
        return (
            self.origin.startswith("https://")
            if self.secure_cookies is None
            else self.secure_cookies
        )

    @property
    def ledger_path(self) -> Path | None:
        """Return the ledger's path where one is set."""
        return Path(self.ledger) if self.ledger else None

    @property
    def proxies(self) -> tuple[str, ...]:
        """Return the networks of trusted proxies."""
        return tuple(filter(None, (part.strip() for part in self.trusted_proxies.split(","))))


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Return the settings of the environment.

    Raises UnsafeSettings for a value of the wrong kind and for an unknown name, without showing
    values.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    if unknown := given.keys() - set(Settings.__struct_fields__):
        raise UnsafeSettings(
            "no such setting: " + ", ".join(sorted(PREFIX + name.upper() for name in unknown))
        )
    if "origin" in given:
        given["origin"] = origin_of(given["origin"]) or given["origin"]
    try:
        return msgspec.convert(
            {name: _switch(name, value) for name, value in given.items()}, Settings, strict=False
        )
    except msgspec.ValidationError as error:
        where = str(error).rpartition("$.")[2].strip("`")
        raise UnsafeSettings(
            f"{PREFIX}{where.upper()} has a value that cannot be used: it is {allowed(where)}"
        ) from None


def allowed(name: str) -> str:
    """Return what a setting may be, in words."""
    field: dict[str, Any] = msgspec.json.schema(Settings)["$defs"]["Settings"]["properties"][name]
    kinds = {kind.get("type") for kind in field.get("anyOf", [field])}
    if "enum" in field:
        return " or ".join(get_args(get_type_hints(Settings)[name]))
    if "boolean" in kinds:
        return "on or off"
    least, most = field.get("minimum", 0), field.get("maximum")
    return f"a whole number from {least} to {most}" if most else f"a whole number, at least {least}"


def refuse_unsafe(settings: Settings) -> None:
    """Raise UnsafeSettings with every reason at once.

    The demo may do all of this, since its people are fictional.
    """
    if reasons := [*_unreadable(settings), *([] if settings.demo else _unsafe(settings))]:
        raise UnsafeSettings("; ".join(reasons))


def _unreadable(settings: Settings) -> Iterator[str]:
    if origin_of(settings.origin) != settings.origin:
        yield "ALONGSIDE_ORIGIN is not of the form https://host"
    if settings.ledger and not Path(settings.ledger).is_absolute():
        yield (
            "ALONGSIDE_LEDGER is no full path: "
            "which file it means would depend on where a command is run"
        )
    if not all(map(_is_network, settings.proxies)):
        yield (
            "ALONGSIDE_TRUSTED_PROXIES names something that is no network, "
            "such as 10.0.0.0/8 or 127.0.0.1"
        )
    try:
        push_hosts(settings.push_hosts)
    except BadInput:
        yield (
            "ALONGSIDE_PUSH_HOSTS names something that is no host, no *.host "
            "and no scheme://host:port; a comma stands between two"
        )


def _unsafe(settings: Settings) -> Iterator[str]:
    origin = urlsplit(origin_of(settings.origin) or "https:")
    if origin.scheme == "http" and origin.hostname not in LOCAL_HOSTS:
        yield "ALONGSIDE_ORIGIN is http: anyone on the way could read what people write"
    if settings.cookies_are_secure != (origin.scheme == "https"):
        yield "ALONGSIDE_SECURE_COOKIES does not fit ALONGSIDE_ORIGIN"
    if not is_contact(settings.vapid_contact):
        yield (
            "ALONGSIDE_VAPID_CONTACT is missing, or no address that push services take: "
            "they want one where somebody can be reached, "
            "such as mailto:you@example.org"
        )


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _switch(name: str, value: str) -> str:
    """Return on and off as the true and false that msgspec reads."""
    return (
        {"on": "true", "off": "false"}.get(value, value)
        if name in ("secure_cookies", "demo")
        else value
    )
