"""Whether an answer still means what the recorded one meant.

More may be said than was said then; nothing may be said otherwise.
"""

from typing import Any

from tests.golden.names import Names

NEWER_STREAMS = {"flags"}
"""Kinds of streams that protocol 1 knows by name and that no server of its time had."""


class Differs(AssertionError):
    """Something means another thing now."""


class Meaning:
    """Binds the names of what each server makes up for itself where they are first met."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def same_answer(self, then: dict[str, Any], now: dict[str, Any]) -> None:
        """Everything but the rows, which are compared when a reading is complete."""
        self._same("epoch", then["epoch"], now["epoch"])
        self._same("server_time", then["server_time"], now["server_time"])
        if len(then["results"]) != len(now["results"]):
            raise Differs(f"{len(now['results'])} results to {len(then['results'])} mutations")
        for before, after in zip(then["results"], now["results"], strict=True):
            self._same_result(before, after)
        if "streams" in then:
            self._same_streams(then["streams"], now.get("streams") or [])

    def same_rows(
        self, then: list[dict[str, Any]], now: list[dict[str, Any]], kinds: set[str]
    ) -> None:
        """What a whole reading told of, in any order.

        Records of `kinds` that were not known then are no matter.
        """
        left = list(now)
        for row in then:
            found = next((each for each in left if self._try_row(row, each)), None)
            if found is None:
                near = [
                    each
                    for each in left
                    if (each["stream"], each["entity"]) == (row["stream"], row["entity"])
                ]
                raise Differs(f"was {row}, now {near or left}")
            left.remove(found)
        if strange := [row for row in left if row["entity"] in kinds]:
            raise Differs(f"told of now and not then: {strange}")

    def _same_result(self, then: dict[str, Any], now: dict[str, Any]) -> None:
        for name in ("id", "outcome", "first", "code", "field", "key", "stream"):
            self._same(f"{name} of {then}", then.get(name), now.get(name))
        self._same(f"groups of {then}", then.get("groups", {}), now.get("groups", {}), exact=True)

    def _same_streams(self, then: list[dict[str, Any]], now: list[dict[str, Any]]) -> None:
        by_id = {each["id"]: each for each in now}
        for info in then:
            if info["id"] not in by_id:
                raise Differs(f"{info['id']} is not listed")
            for name in ("kind", "role", "name", "person"):
                self._same(f"{name} of {info['id']}", info.get(name), by_id[info["id"]].get(name))
        known = {each["id"] for each in then}
        if strange := [
            each for each in now if each["id"] not in known and each["kind"] not in NEWER_STREAMS
        ]:
            raise Differs(f"listed now and not then: {strange}")

    def _try_row(self, then: dict[str, Any], now: dict[str, Any]) -> bool:
        if (then["stream"], then["entity"], then["state"]) != (
            now["stream"],
            now["entity"],
            now["state"],
        ):
            return False
        bound: dict[str, Any] = {}
        exact = ("kept",)
        same = all(
            self._matches(then[name], now[name], bound, name in exact)
            for name in ("record", "heads", "body", "kept")
        )
        if same:
            self._bind(bound)
        return same

    def _same(self, what: str, then: Any, now: Any, *, exact: bool = False) -> None:
        bound: dict[str, Any] = {}
        if not self._matches(then, now, bound, exact):
            raise Differs(f"{what}: was {then!r}, now {now!r}")
        self._bind(bound)

    def _bind(self, bound: dict[str, Any]) -> None:
        for name, value in bound.items():
            self.names.bind("epoch" if name.startswith("@epoch") else "id", name, value)

    def _matches(self, then: Any, now: Any, bound: dict[str, Any], exact: bool) -> bool:
        """Members may be added to objects, unless `exact`; everything else is as it was."""
        if isinstance(then, dict) and isinstance(now, dict):
            if exact and then.keys() != now.keys():
                return False
            return all(
                name in now and self._matches(value, now[name], bound, exact)
                for name, value in then.items()
            )
        if isinstance(then, list) and isinstance(now, list):
            return len(then) == len(now) and all(
                self._matches(a, b, bound, exact) for a, b in zip(then, now, strict=True)
            )
        if isinstance(then, str) and then.startswith(("@made/", "@epoch/")) and then != now:
            if self.names.is_bound(then) or bound.get(then, now) != now or not isinstance(now, str):
                return False
            bound[then] = now
            return True
        return bool(then == now) and type(then) is type(now)
