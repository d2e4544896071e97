"""What a client of protocol 1 understands of an answer.

Raises Choked where it would go wrong; what is new it passes over.

Written from the released client's `web/src/sync/protocol/wire.ts`, `exchange/apply_answer.ts` and
`exchange/send.ts`: it knows seven positions of a change, five states and seven outcomes, and reads
nothing else. It shares nothing with `tests/phone`, on purpose: what changes there must not change a
client that was released.
"""

import zlib
from typing import Any

OUTCOMES = {"applied", "adjusted", "duplicate", "refused", "depends_on_refused", "deferred", "gone"}
STATES = {"live", "removed", "emptied", "erased", "hidden"}
KINDS = {"own", "shared", "assignment", "flags", "account", "library"}
ROLES = {"participant", "peer", "self", "curator", "reader"}
MODULUS = 2**53


class Choked(AssertionError):
    """An old client could not read this."""


def read(answer: dict[str, Any]) -> None:
    """Every member that the client reads is there and of the kind that it was."""
    _need(answer, "cursor", str)
    _need(answer, "epoch", str)
    _need(answer, "server_time", int)
    _need(answer, "more", bool)
    if answer.get("device_forked", False) is not False:
        raise Choked("the client knows of no fork")
    for result in answer.get("results", []):
        _result(result)
    for each in answer.get("changes", []):
        _need(each, "stream", int)
        for row in _need(each, "rows", list):
            _row(row)
    for seq in answer.get("reached", {}).values():
        _is("reached", seq, int)
    for info in answer.get("streams") or []:
        _need(info, "id", int)
        _among("kind", info["kind"], KINDS)
        _among("role", info["role"], ROLES)
        _is("name", info.get("name", ""), str)
    for digest in answer.get("digests", {}).values():
        _is("count", digest[0], int)
        _is("digest", digest[1], int)


def _result(result: dict[str, Any]) -> None:
    _need(result, "id", str)
    _among("outcome", result["outcome"], OUTCOMES)
    if result["outcome"] == "duplicate":
        _among("first", result["first"], OUTCOMES - {"duplicate"})
    for shown in result.get("groups", {}).values():
        _among("group", shown, {"shown", "kept"})
    for name in ("stream", "seq"):
        _is(name, result.get(name, 0), int)
    for name in ("code", "field"):
        _is(name, result.get(name) or "", str)
    if result.get("key"):
        _key(result["key"])


def _row(row: list[Any]) -> None:
    record, seq, entity, state, heads, body, kept = row[:7]
    _is("record", record, str)
    _is("seq", seq, int)
    _is("entity", entity, str)
    _among("state", state, STATES)
    for all_ in heads.values():
        for head in all_:
            _is("head", head[0], str)
            _key(head[1])
    for value in body.values():
        _is("group", value, dict)
    for values in (kept or {}).values():
        for value in values.values():
            _is("kept version", value, dict)


def _key(key: Any) -> None:
    if not (isinstance(key, list) and len(key) == 4 and all(isinstance(each, int) for each in key)):
        raise Choked(f"key: {key}")


def _need(where: dict[str, Any], name: str, kind: type) -> Any:
    if name not in where:
        raise Choked(f"no {name}")
    _is(name, where[name], kind)
    return where[name]


def _is(name: str, value: Any, kind: type) -> None:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Choked(f"{name}: {value!r}")


def _among(name: str, value: Any, known: set[str]) -> None:
    if value not in known:
        raise Choked(f"{name}: {value!r}")


class Mirror:
    """Return the rows that a device of protocol 1 holds.

    They are compared with the server's digest at the last page.
    """

    def __init__(self) -> None:
        self._rows: dict[tuple[int, str], tuple[int, str]] = {}
        self._listed: set[int] | None = None

    def read_anew(self) -> None:
        self._rows.clear()

    def take(self, answer: dict[str, Any]) -> None:
        for each in answer.get("changes", []):
            for record, seq, _, state, *_ in each["rows"]:
                self._rows[each["stream"], record] = seq, state
        if answer.get("streams") is not None:
            self._listed = {info["id"] for info in answer["streams"]}
        if answer["more"]:
            return
        if self._listed is not None:
            self._rows = {
                place: row for place, row in self._rows.items() if place[0] in self._listed
            }
        for stream, told in answer.get("digests", {}).items():
            held = self._digest(int(stream))
            if held != told:
                raise Choked(f"stream {stream} is {held} on the device and {told} on the server")

    def _digest(self, stream: int) -> list[int]:
        live = [
            (record, seq)
            for (each, record), (seq, state) in self._rows.items()
            if each == stream and state == "live"
        ]
        return [
            len(live),
            sum(zlib.crc32(f"{record}:{seq}".encode()) for record, seq in live) % MODULUS,
        ]
