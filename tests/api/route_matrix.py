"""Who gets which answer from which route.

A route that is not here fails the build (security: C14, L1).

Each row is a method and an address (with `{…}` filled in from the world), a body, and the status
for each principal, in the order of PRINCIPALS. Addresses that name someone appear once for an own
id, once for a foreign and once for a missing one.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from tests.api.world import World

PRINCIPALS = (
    "anonymous",
    "own",
    "other",
    "peer",
    "former_peer",
    "stranger_peer",
    "supervisor",
    "admin",
    "stranger_admin",
)

ANYONE = "200 200 200 200 200 200 200 200 200"
SIGNED_IN = "401 200 200 200 200 200 200 200 200"
SIGNED_IN_EMPTY = "401 204 204 204 204 204 204 204 204"


NO_RECORD = "00000000-0000-7000-8000-000000000000"


class Row(Struct, frozen=True):
    """`path` is the route's; `address` how it is asked for.

    `body` made for each principal, since some acts work once.
    """

    method: str
    path: str
    verdicts: str
    address: str = ""
    body: Callable[[World, str], Any] | None = None
    query: str = ""

    @property
    def name(self) -> str:
        return f"{self.method} {self.address or self.path}{self.query}"

    def verdict(self, principal: str) -> int:
        return int(self.verdicts.split()[PRINCIPALS.index(principal)])


def wrong_secrets(_world: World, principal: str) -> Any:
    return {
        "login": principal,
        "password": "wrong",
        "one_time_code": "000000",
        "label": "phone",
        "platform": "other",
    }


def unknown_code(_world: World, _principal: str) -> Any:
    return {"code": "0000-0000-0000", "label": "phone", "platform": "other"}


def someone_new(_world: World, _principal: str) -> Any:
    return {"display_name": "Someone"}


def again(world: World, _principal: str) -> Any:
    return {"person": world.own.id}


def someone_of_no_peer(world: World, _principal: str) -> Any:
    return {"person": world.other.id}


def a_peer(world: World, principal: str) -> Any:
    """One after the other, so that each changes something."""
    return {"peer": world.former_peer.id if principal == "supervisor" else world.peer.id}


def new_staff(_world: World, principal: str) -> Any:
    return {"display_name": "New", "role": "peer", "login": f"new-{principal}"}


def seen(_world: World, _principal: str) -> Any:
    return {"to": "seen"}


def empty_sync(_world: World, _principal: str) -> Any:
    return {"device": 9_007_199_254_740_991, "sent_at": 0}


def far_push(_world: World, _principal: str) -> Any:
    return {"endpoint": "https://evil.example/push", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}


MATRIX = (
    Row(
        "POST", "/api/session/device", "401 201 201 401 401 401 401 401 401"
    ),  # first, while no one has ten devices
    Row("GET", "/api/health", ANYONE),
    Row("GET", "/api/limits", ANYONE),
    Row("GET", "/api/crisis-card", ANYONE),
    Row("GET", "/api/crisis-card", ANYONE, query="?program=harbour"),
    Row("GET", "/api/crisis-card", "404 404 404 404 404 404 404 404 404", query="?program=nowhere"),
    Row("GET", "/{file}", ANYONE, address="/plan"),
    Row("HEAD", "/{file}", ANYONE, address="/plan"),
    Row("GET", "/", ANYONE),
    Row("HEAD", "/", ANYONE),
    Row("POST", "/api/enrol", "400 400 400 400 400 400 400 400 400", body=unknown_code),
    Row("POST", "/api/sign-in", "401 401 401 401 401 401 401 401 401", body=wrong_secrets),
    Row("GET", "/api/session", SIGNED_IN),
    Row("GET", "/api/devices", SIGNED_IN),
    Row("GET", "/api/events", SIGNED_IN),
    Row(
        "DELETE",
        "/api/devices/{device}",
        "401 404 404 404 404 404 404 404 404",
        address="/api/devices/9007199254740991",
    ),
    Row(
        "DELETE",
        "/api/devices/{device}",
        "401 404 404 404 404 404 404 204 404",
        address="/api/devices/{a_device_of_admin}",
    ),
    Row(
        "DELETE",
        "/api/devices/{device}",
        "401 204 404 404 404 404 404 404 404",
        address="/api/devices/{a_device_of_own}",
    ),
    Row("POST", "/api/phone-codes", "401 201 201 403 403 403 403 403 403"),
    Row("GET", "/api/enrolment-codes", "401 403 403 200 200 200 200 200 200"),
    Row("POST", "/api/enrolment-codes", "401 403 403 201 201 201 201 201 201", body=someone_new),
    Row("POST", "/api/enrolment-codes", "401 403 403 201 404 404 201 201 404", body=again),
    Row(
        "POST",
        "/api/enrolment-codes",
        "401 403 403 404 404 404 201 201 404",
        body=someone_of_no_peer,
    ),
    Row(
        "DELETE",
        "/api/enrolment-codes/{code}",
        "401 403 403 404 404 404 404 404 404",
        address="/api/enrolment-codes/9007199254740991",
    ),
    Row(
        "DELETE",
        "/api/enrolment-codes/{code}",
        "401 403 403 204 404 404 409 409 404",
        address="/api/enrolment-codes/{a_code_of_peer}",
    ),
    Row("GET", "/api/caseload", "401 403 403 200 200 200 200 200 200"),
    Row("GET", "/api/people", "401 403 403 403 403 403 200 200 200"),
    Row(
        "POST",
        "/api/flags/{record}/moves",
        "401 403 403 404 404 404 404 403 403",
        address=f"/api/flags/{NO_RECORD}/moves",
        body=seen,
    ),
    Row(
        "POST",
        "/api/flags/{record}/moves",
        "401 403 403 200 404 404 200 403 403",
        address="/api/flags/{a_flag_of_own}/moves",
        body=seen,
    ),
    Row(
        "POST",
        "/api/flags/{record}/moves",
        "401 403 403 404 404 404 200 403 403",
        address="/api/flags/{a_flag_of_other}/moves",
        body=seen,
    ),
    Row(
        "PUT",
        "/api/participants/{participant}/peer",
        "401 403 403 403 403 403 404 404 404",
        address="/api/participants/9007199254740991/peer",
        body=a_peer,
    ),
    Row(
        "PUT",
        "/api/participants/{participant}/peer",
        "401 403 403 403 403 403 204 204 404",
        address="/api/participants/{other}/peer",
        body=a_peer,
    ),
    Row("POST", "/api/staff", "401 403 403 403 403 403 403 201 201", body=new_staff),
    Row("GET", "/api/push/key", SIGNED_IN),
    Row("PUT", "/api/push/subscription", "401 400 400 400 400 400 400 400 400", body=far_push),
    Row("DELETE", "/api/push/subscription", SIGNED_IN_EMPTY),
    Row("POST", "/api/sync", "401 400 400 400 400 400 400 400 400", body=empty_sync),
    Row("POST", "/api/sign-out", SIGNED_IN_EMPTY),
)
