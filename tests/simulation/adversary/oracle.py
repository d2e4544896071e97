"""What a push may have changed among the records, by the declarations and `docs/sync.md` alone.

Nothing here asks the code under test whether it may: an act gives its actor certain groups of one
record in a stream where they have a role; an erase, a share and a hide take parts along; what is
refused is kept in its author's account. All else is foreign. It shares nothing with `tests/phone`,
on purpose: it judges pushes, and knows no phone.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from domain.declare import STRICT, Rule
from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.records import singleton_id, singleton_ids
from tests.simulation.adversary.relations import (
    differing,
    is_empty,
    named_by_refusal,
    whole_of,
    wholes_given,
)
from tests.simulation.adversary.tables import (
    EMPTIED,
    ERASED,
    HIDDEN,
    LIVE,
    REMOVED,
    Changed,
    Row,
    Seen,
    Tables,
)

HOME = ("own", "shared")
OWNERS = ("participant", "self")
"""Roles that erase what they may make."""
TAKEN = ("applied", "adjusted")
REFUSED = ("refused", "depends_on_refused")
VISIBILITY = "visibility"


class Push(Struct, kw_only=True):
    """Who pushed what, with the outcome of each mutation.

    `sealed` are streams that a true seal opened, by mutation.
    """

    person: int
    uuid: str
    device: int
    mutations: list[dict[str, Any]]
    outcomes: list[str]
    sealed: dict[str, int] = {}

    def of(self, *outcomes: str) -> list[dict[str, Any]]:
        return [
            each
            for each, outcome in zip(self.mutations, self.outcomes, strict=True)
            if outcome in outcomes
        ]


class Oracle:
    """Of one push, between the tables as they were and as they are."""

    def __init__(self, push: Push, before: Tables, after: Tables) -> None:
        self.push, self.before, self.after = push, before, after
        self.roles = before.roles(push.person)
        self.acts: dict[str, list[dict[str, Any]]] = {}
        for each in push.of(*TAKEN):
            self.acts.setdefault(each["record"], []).append(each)
        self.refused = {singleton_id(each["id"], "refused_write") for each in push.of(*REFUSED)}
        self.erasing = {
            each["record"] for each in push.of(*TAKEN, "deferred") if each.get("op") == "erase"
        }
        """One that takes more than a push may is done in part and answered so."""
        self.moving = {
            each["record"] for each in push.of(*TAKEN) if VISIBILITY in each.get("set", {})
        }
        self._erased_parts = {row.record for row in before.records if whole_of(row) in self.erasing}

    def foreign(self, changes: dict[Row, Changed]) -> list[str]:
        """What is wrong, a line for each row."""
        found = []
        for stream, record in changes:
            before, after = self.before.record(stream, record), self.after.record(stream, record)
            if wrong := "it has gone" if after is None else self._wrong(before, after):
                seen = after or before
                assert seen is not None, "one of the two has it, or nothing would have changed"
                found.append(f"{seen.entity} {record} in {self._kind(stream)} {stream}: {wrong}")
        return found

    def _wrong(self, before: Seen | None, after: Seen) -> str | None:
        if after.entity == "refused_write" and before is None and after.state == LIVE:
            return None if self._is_own_refusal(after) else "words that the actor was not refused"
        if after.state == ERASED:
            return self._erased(before, after)
        if after.state == HIDDEN:
            return self._hidden(before, after)
        return self._edited(self._origin(before, after), after)

    def _is_own_refusal(self, row: Seen) -> bool:
        return (
            row.record in self.refused
            and self._kind(row.stream) == "account"
            and self.roles.get(row.stream) == "self"
        )

    def _erased(self, before: Seen | None, after: Seen) -> str | None:
        if not is_empty(after):
            return "erased, and yet it holds something"
        before = self._origin(before, after)
        if after.entity == "refused_write" and (before is None or before.entity == "refused_write"):
            is_theirs = self._may_empty_refusal(before) if before else after.record in self.refused
            return None if is_theirs else "refused words that are not about what was erased"
        if before is None:
            return (
                None
                if self._was_brief(after)
                else "a tombstone where the actor makes no such record"
            )
        if before.record not in self.erasing and before.record not in self._erased_parts:
            return "erased, though no one asked for it"
        return None if self._may_erase(before) else "erased by who may not"

    def _was_brief(self, row: Seen) -> bool:
        """Made and erased by this push, by itself or as a part; or erased before it ever came."""
        acts = self.acts.get(row.record, [])
        erased = row.record in self.erasing or any(
            self.erasing.intersection(wholes_given(act)) for act in acts
        )
        return erased and (self._may_make(row) or row.stream in self._home())

    def _may_erase(self, row: Seen) -> bool:
        role, spec = self.roles.get(row.stream), SPECS.get(row.entity)
        return role in OWNERS and (spec is None or role == spec.policy.created_by)

    def _may_empty_refusal(self, row: Seen) -> bool:
        """Say whether the actor may empty this refusal, which must be their own.

        In others' accounts the system does, right after (`afterwards.follow`).
        """
        ids = self.erasing | self._erased_parts
        return bool(ids & named_by_refusal(row)) and self.roles.get(row.stream) == "self"

    def _hidden(self, before: Seen | None, after: Seen) -> str | None:
        if not is_empty(after):
            return "hidden, and yet it holds something"
        stands = [
            row
            for stream in self._home()
            if stream != after.stream and (row := self.after.record(stream, after.record))
        ]
        stands = [row for row in stands if row.state != HIDDEN]
        if not stands:
            return "hidden, and nowhere else"
        return (
            None
            if self._moves(before if before and before.body else stands[0])
            else "hidden, though no one asked for it"
        )

    def _moves(self, row: Seen) -> bool:
        """The participant shared or hid it, or what it is a part of."""
        named = {row.record, whole_of(row)}.union(*map(wholes_given, self.acts.get(row.record, [])))
        return row.stream in self._home() and bool(named & self.moving)

    def _home(self) -> list[int]:
        return [
            stream
            for stream, role in self.roles.items()
            if self._kind(stream) in HOME and role == "participant"
        ]

    def _origin(self, before: Seen | None, after: Seen) -> Seen | None:
        """The row as it stood where it was moved from, or as it was."""
        if (before is not None and before.state != HIDDEN) or after.stream not in self._home():
            return before
        for stream in self._home():
            was, now = (
                self.before.record(stream, after.record),
                self.after.record(stream, after.record),
            )
            if (
                stream != after.stream
                and was
                and now
                and was.state != HIDDEN
                and now.state == HIDDEN
            ):
                return was
        return before

    def _edited(self, origin: Seen | None, after: Seen) -> str | None:
        spec, acts = SPECS.get(after.entity), self.acts.get(after.record, [])
        if origin is None or origin.state == HIDDEN:
            if spec is None or not self._may_make(after):
                return "made where the actor makes no such record"
        elif origin.entity != after.entity:
            return f"it was a {origin.entity}"
        elif origin.state in (EMPTIED, ERASED):
            return "it comes back"
        if not acts:
            return (
                None
                if origin and self._moves(origin) and not differing(origin, after)
                else "no act is about it"
            )
        return self._beyond(origin, after, spec, acts) if spec else "an unknown record was edited"

    def _beyond(
        self, origin: Seen | None, after: Seen, spec: EntitySpec, acts: list[dict[str, Any]]
    ) -> str | None:
        permitted = {group for act in acts for group in self._permitted(act, spec, after.stream)}
        if (
            beyond := {register.partition("/")[0] for register in differing(origin, after)}
            - permitted
        ):
            return f"groups {sorted(beyond)} by who may not write them"
        if not permitted and not self._made_by_actor(spec, after.stream):
            return "renumbered by an act that writes nothing"
        held, added = self.before.receipts(origin) if origin else {}, self.after.receipts(after)
        if any(added.get(each) != receipt for each, receipt in held.items()):
            return "its history is not what it was"
        if strange := added.keys() - held.keys() - {act["id"] for act in acts}:
            return f"receipts of {sorted(strange)}"
        if after.state in (REMOVED, EMPTIED) and (origin is None or origin.state == LIVE):
            return (
                None
                if any(act.get("op") == "remove" for act in acts) and after.state == REMOVED
                else "removed by no one"
            )
        return None

    def _permitted(self, act: dict[str, Any], spec: EntitySpec, stream: int) -> Iterable[str]:
        """The groups that this act may change, for the role of its actor in that stream."""
        role = self.roles.get(stream) or (
            "peer" if self.push.sealed.get(act["id"]) == stream else None
        )
        base = act.get("base", {})
        match act.get("op", "edit"):
            case "edit":
                return [
                    name
                    for name in act.get("set", {})
                    if name in spec.groups and spec.groups[name].writer == role
                ]
            case "dismiss":
                named = [spec.groups[name] for name in base if name in spec.groups and base[name]]
                return [
                    each.name
                    for each in named
                    if each.writer == role and each.rule not in (*STRICT, Rule.MEMBERS)
                ]
            case "remove" | "restore" if role is not None and spec.policy.removed_by == role:
                return [register.partition("/")[0] for register in (*base, "life")]
        return []

    def _made_by_actor(self, spec: EntitySpec, stream: int) -> bool:
        return self.roles.get(stream) == spec.policy.created_by

    def _may_make(self, row: Seen) -> bool:
        """In a stream of that kind, by the role that makes such records."""
        acts = self.acts.get(row.record, [])
        sealed = any(self.push.sealed.get(act["id"]) == row.stream for act in acts)
        spec, role = (
            SPECS.get(row.entity),
            self.roles.get(row.stream) or ("peer" if sealed else None),
        )
        if (
            spec is None
            or self._kind(row.stream) not in spec.policy.streams
            or role != spec.policy.created_by
        ):
            return False
        return not spec.policy.singleton or row.record in singleton_ids(self.push.uuid, spec.name)

    def _kind(self, stream: int) -> str:
        return str(self.after.streams[stream]["kind"])
