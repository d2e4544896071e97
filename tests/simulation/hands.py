"""What a person does on a device: their next act by what they see, frozen as the protocol says."""

import random
from typing import Any

import msgspec

from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.records import singleton_ids
from tests.simulation.cast import Cast, Ids
from tests.simulation.fates import Frozen
from tests.simulation.phone import Phone
from tests.simulation.rights import Rights
from tests.simulation.screen import Seen, screen
from tests.simulation.words import TOO_LONG, Words
from tests.simulation.writable import EDITED, GROUPS, MADE, SETTINGS

RECENT = 3
"""People return to what they wrote last; so devices meet on the same records."""


Focus = tuple[str | None, tuple[str, str] | None]
"""A record, or a setting, that two devices of one person turn to before they hear of each other."""


class Hands:
    """The acts of one person on one device. `streams` are those that the device was told of."""

    def __init__(
        self, cast: Cast, rights: Rights, words: Words, phone: Phone, clock: int, rng: random.Random
    ) -> None:
        self.focus: Focus = None, None
        self.cast, self.rights, self.words, self.phone, self.clock, self.rng = (
            cast,
            rights,
            words,
            phone,
            clock,
            rng,
        )
        self.ids = Ids(rng)
        self.role = Role(cast.people[phone.seat.person].role)

    def create(self) -> Frozen | None:
        entity = self._of(MADE[self.role])
        stream = self._stream_for(entity)
        if stream is None:
            return None
        groups = [
            group
            for group in GROUPS[entity]
            if self._is_needed(entity, group) or self.rng.random() < 0.5
        ]
        return self._freeze(
            entity,
            self.ids.at(self.clock),
            stream,
            {group: self._value(entity, group, {}) for group in groups},
            {},
        )

    def edit(self) -> Frozen | None:
        seen = self._recent(
            [
                each
                for each in screen(self.phone)
                if not each.removed and each.entity in EDITED[self.role]
            ]
        )
        if seen is None:
            return None
        choices = EDITED[self.role][seen.entity]
        frozen = self._edit(
            seen, {self.rng.choice(choices) for _ in range(self.rng.choice((1, 1, 2)))}
        )
        return self._misdirected(frozen) if self.rng.random() < 0.05 else frozen

    def move(self) -> Frozen | None:
        """A goal's status."""
        seen = self._recent(
            [each for each in screen(self.phone) if not each.removed and each.entity == "goal"]
        )
        return self._edit(seen, {"status"}) if seen and self.role is Role.PARTICIPANT else None

    def achieve(self) -> Frozen | None:
        return self._to("achieved", ("active", "achieved"))

    def turn(self) -> Frozen | None:
        """Of a goal, away from where it stands."""
        return self._to("paused", ("active",)) or self._to(
            "active", ("draft", "paused", "achieved", "released")
        )

    def choose(self) -> Frozen | None:
        """One of several versions: an edit that names every head."""
        offered = [
            (each, group)
            for each in screen(self.phone)
            if not each.removed
            for group in each.kept
            if _differ(each, group)
        ]
        offered = [
            (each, group)
            for each, group in offered
            if group in EDITED[self.role].get(each.entity, ()) or each.entity == "profile"
        ]
        if not offered:
            return None
        seen, group = self.rng.choice(offered)
        return self._write_again(seen, group, [*seen.kept[group].values(), seen.body[group]])

    def _write_again(self, seen: Seen, group: str, versions: list[dict[str, Any]]) -> Frozen | None:
        """One of the versions, naming every head; none that will be refused anyway."""
        fitting = [each for each in versions if TOO_LONG not in str(each)]
        if not fitting:
            return None
        value = dict(self.rng.choice(fitting))
        if group == "status":
            value["came_from"] = value.get("status", "active")
        return self._freeze(
            seen.entity,
            seen.record,
            seen.stream,
            {group: value},
            {group: seen.named(group, every=True)},
        )

    def remove(self) -> Frozen | None:
        mine = {"goal", "plan_item", "journal_note", "check_in", "support_contact", "refused_write"}
        seen = self._recent(
            [each for each in screen(self.phone) if not each.removed and each.entity in mine]
        )
        if seen is None:
            return None
        bases = {group: seen.named(group, every=True) for group in seen.heads}
        return self._freeze(seen.entity, seen.record, seen.stream, {}, bases, op="remove")

    def restore(self) -> Frozen | None:
        seen = self._recent([each for each in screen(self.phone) if each.state == "removed"])
        return (
            self._freeze(
                seen.entity,
                seen.record,
                seen.stream,
                {},
                {"life": seen.named("life")},
                op="restore",
            )
            if seen
            else None
        )

    def settle(self) -> Frozen | None:
        """A setting, which every device knows where to find."""
        entity, group = self.focus[1] or self.rng.choice(
            SETTINGS if self.role is Role.PARTICIPANT else SETTINGS[-1:]
        )
        return self._edit(
            self._own_singleton(
                entity, self.rights.stream(self.phone.seat.person, StreamKind.ACCOUNT)
            ),
            {group},
        )

    def share(self) -> Frozen | None:
        """The yes to a peer, or its end."""
        seen = self._recent([each for each in screen(self.phone) if each.entity == "assignment"])
        return self._edit(seen, {"sharing"}) if seen and self.role is Role.PARTICIPANT else None

    def _to(self, status: str, sources: tuple[str, ...]) -> Frozen | None:
        seen = self._recent(
            [each for each in screen(self.phone) if not each.removed and each.entity == "goal"]
        )
        stood = seen.body.get("status", {}).get("status", "active") if seen else ""
        if seen is None or self.role is not Role.PARTICIPANT or stood not in sources:
            return None
        value = {"status": {"status": status, "came_from": stood}}
        return self._freeze(
            seen.entity, seen.record, seen.stream, value, {"status": seen.named("status")}
        )

    def _own_singleton(self, entity: str, stream: int) -> Seen:
        """In its first generation that was not erased."""
        owner = self.cast.people[self.phone.seat.person].uuid
        shown = {each.record: each for each in screen(self.phone)}
        ids = [
            each
            for each in singleton_ids(owner, entity)
            if each not in shown or shown[each].state != "erased"
        ]
        return shown.get(ids[0]) or Seen(stream, ids[0], entity, "live", {}, {}, {})

    def _misdirected(self, frozen: Frozen) -> Frozen:
        """The stream is only a hint, once the record is there."""
        own = [
            self.rights.stream(frozen.author, kind)
            for kind in (StreamKind.OWN, StreamKind.SHARED)
            if self.role is Role.PARTICIPANT
        ]
        if (
            frozen.stream not in own
            or (frozen.stream, frozen.record) not in self.phone.disk.shown.rows
        ):
            return frozen
        return msgspec.structs.replace(
            frozen, wire={**frozen.wire, "stream": self.rng.choice([None, *own])}
        )

    def _edit(self, seen: Seen, groups: set[str]) -> Frozen:
        values = {
            group: self._value(seen.entity, group, seen.body.get(group, {}))
            for group in sorted(groups)
        }
        return self._freeze(
            seen.entity,
            seen.record,
            seen.stream,
            values,
            {group: seen.named(group) for group in sorted(groups)},
        )

    def _freeze(
        self,
        entity: str,
        record: str,
        stream: int,
        groups: dict[str, Any],
        base: dict[str, Any],
        *,
        op: str = "edit",
        flaw: str | None = None,
        flaw_at: str | None = None,
    ) -> Frozen:
        self.phone.disk.n += 1
        mutation, at, offset = self.ids.at(self.clock), self.clock, self.phone.offset
        wire = {
            "id": mutation,
            "n": self.phone.disk.n,
            "at": at,
            "offset": offset,
            "op": op,
            "entity": entity,
            "record": record,
            "stream": stream,
        } | ({"schema": self.phone.schema} if self.phone.schema > 1 else {})
        tokens, self.words.fresh = list(self.words.fresh), []
        return Frozen(
            id=mutation,
            author=self.phone.seat.person,
            n=self.phone.disk.n,
            at=at,
            offset=offset,
            op=op,
            entity=entity,
            record=record,
            stream=stream,
            base=base,
            groups=groups,
            wire={**wire, "base": base, "set": groups},
            flaw=flaw,
            flaw_at=flaw_at,
            tokens=tokens,
        )

    def _value(self, entity: str, group: str, before: dict[str, Any]) -> dict[str, Any]:
        return self.words.value(self.rng, entity, group, before, self.clock)

    def _is_needed(self, entity: str, group: str) -> bool:
        return SPECS[entity].groups[group].required

    def _stream_for(self, entity: str) -> int | None:
        """One that the device was told of, where such a record may stand."""
        told = [
            stream
            for stream in sorted(self.phone.listed)
            if self.rights.kind(stream) in SPECS[entity].policy.streams
        ]
        return self.rng.choice(told) if told else None

    def _recent(self, seen: list[Seen]) -> Seen | None:
        """One of the newest, or of those that the server has not answered for yet."""
        if self.focus[0] is not None:
            return next((each for each in seen if each.record == self.focus[0]), None)
        unsent = {sent.frozen.record for sent in self.phone.unsent()}
        doubtful = {sent.frozen.record for sent in self.phone.unsent() if sent.frozen.flaw}
        for records, often in ((doubtful, 0.6), (unsent, 0.35)):
            waiting = [each for each in seen if each.record in records]
            if waiting and self.rng.random() < often:
                return self.rng.choice(waiting)
        return self.rng.choice(seen[-RECENT:]) if seen else None

    def _of(self, weights: dict[str, int]) -> str:
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]


def _differ(seen: Seen, group: str) -> bool:
    """Whether there is a version to choose."""
    return bool(seen.kept[group]) and "/" not in group
