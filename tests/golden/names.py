"""Names for what differs between two servers.

A recording says `@stream/olive/own` where one server says 7 and another 31.

Everything that a client made up (ids of records and mutations, instants, words) stands in a
recording as it was.
"""

import json
from collections.abc import Callable
from typing import Any

Swap = Callable[[str, Any], Any]
"""Kind of value and value → what stands for it.

From numbers to names when recording, the other way round when playing.
"""


class Names:
    """Both ways.

    A name that is bound anew stands for the new value; the old value keeps the name.
    """

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._names: dict[tuple[str, Any], str] = {}

    def bind(self, kind: str, name: str, value: Any) -> None:
        self._values[name] = value
        self._names[kind, value] = name

    def name(self, kind: str, value: Any) -> Any:
        """The value itself where it has no name."""
        return self._names.get((kind, value), value)

    def value(self, name: Any) -> Any:
        """What the name stands for; anything else is itself.

        Raises KeyError for a name that no one has bound.
        """
        return self._values[name] if isinstance(name, str) and name.startswith("@") else name

    def is_bound(self, name: str) -> bool:
        return name in self._values


def compact(request: dict[str, Any]) -> str:
    """As `JSON.stringify` writes it: a refused write keeps the very characters."""
    return json.dumps(request, separators=(",", ":"), ensure_ascii=False)


def swapped_request(request: dict[str, Any], swap: Swap) -> dict[str, Any]:
    """A request with its server-made values swapped.

    What is not of the expected shape stays: it is sent to be refused.
    """
    plain = {
        name: swap(name, value)
        if name in ("device", "cursor", "epoch") and value is not None
        else value
        for name, value in request.items()
    }
    if "mutations" in request:
        plain["mutations"] = [
            _mutation(each, swap) if isinstance(each, dict) else each
            for each in request["mutations"]
        ]
    return plain


def swapped_answer(answer: dict[str, Any], swap: Swap) -> dict[str, Any]:
    """Return an answer with names, without what has no meaning to a client.

    That is its cursor and the numbers of rows.
    """
    told: dict[str, Any] = {
        name: answer[name]
        for name in ("server_time", "more", "device_forked", "erased")
        if name in answer
    }
    told["epoch"] = swap("epoch", answer["epoch"])
    told["results"] = [_result(each, swap) for each in answer.get("results", [])]
    told["changes"] = [
        {
            "stream": swap("stream", each["stream"]),
            "rows": [_row(row, swap) for row in each["rows"]],
        }
        for each in answer.get("changes", [])
    ]
    for name in ("reached", "digests"):
        told[name] = sorted(str(swap("stream", int(stream))) for stream in answer.get(name, {}))
    if answer.get("streams") is not None:
        told["streams"] = [_stream(each, swap) for each in answer["streams"]]
    return told


def _mutation(mutation: dict[str, Any], swap: Swap) -> dict[str, Any]:
    told = dict(mutation)
    if "stream" in told:
        told["stream"] = swap("stream", told["stream"])
    if "record" in told:
        told["record"] = swap("id", told["record"])
    if isinstance(told.get("base"), dict):
        told["base"] = _heads(told["base"], swap)
    return told


def _heads(heads: dict[str, Any], swap: Swap) -> dict[str, Any]:
    return {
        group: [[swap("id", each[0]), *(_key(key, swap) for key in each[1:])] for each in all_]
        for group, all_ in heads.items()
    }


def _key(key: Any, swap: Swap) -> Any:
    return [*key[:2], swap("device", key[2]), *key[3:]] if isinstance(key, list) else key


def _result(result: dict[str, Any], swap: Swap) -> dict[str, Any]:
    told = {name: value for name, value in result.items() if name != "seq"}
    if "key" in told:
        told["key"] = _key(told["key"], swap)
    if "stream" in told:
        told["stream"] = swap("stream", told["stream"])
    return told


def _row(row: list[Any], swap: Swap) -> dict[str, Any]:
    record, _, entity, state, heads, body, kept = row[:7]
    return {
        "record": swap("id", record),
        "entity": entity,
        "state": state,
        "heads": _heads(heads, swap),
        "body": {
            group: {
                field: swap("id", each) if isinstance(each, str) else each
                for field, each in value.items()
            }
            for group, value in body.items()
        },
        "kept": kept
        and {
            group: {swap("id", head): value for head, value in values.items()}
            for group, values in kept.items()
        },
    }


def _stream(info: dict[str, Any], swap: Swap) -> dict[str, Any]:
    told = {**info, "id": swap("stream", info["id"])}
    if info.get("person") is not None:
        told["person"] = swap("person", info["person"])
    return told
