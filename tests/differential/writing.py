"""What people write on their devices, as the steps of a script."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from domain.records import LIFE, singleton_id
from tests.api.conftest import NOW
from tests.differential.acting import Acting
from tests.differential.engine import SEATS
from tests.differential.values import CREATED, EDITED, PARTS, SETTINGS, TAGS, value

seats = st.sampled_from(("olive/1", "olive/2", *SEATS))
olive = st.sampled_from([seat for seat in SEATS if seat.startswith("olive")])
picks = st.integers(0, 29)
few = st.integers(0, 3)
limits = st.sampled_from((500, 500, 3, 1))


class Writing(Acting):
    """`pick` chooses among what there is, by a number; where there is nothing, nothing is done."""

    @rule(seat=seats, kind=picks, where=few, pick=picks)
    def creates(self, seat: str, kind: int, where: int, pick: int) -> None:
        phone = self.phones[seat]
        peer = phone.person in ("pat", "fran")
        kinds = [
            name
            for name in CREATED
            if (name in ("encouragement", "nudge_plan", "crisis_line")) == peer or kind > 25
        ]
        entity = kinds[kind % len(kinds)]
        groups, streams = CREATED[entity]
        stream = phone.stream(streams[where % len(streams)])
        self._write(
            phone,
            entity,
            self._id(),
            stream,
            {group: value(entity, group, pick) for group in groups},
            {},
        )

    @rule(
        seat=olive,
        kind=st.sampled_from(sorted(PARTS)),
        which=picks,
        pick=picks,
        early=st.booleans(),
    )
    def adds_a_part(self, seat: str, kind: str, which: int, pick: int, early: bool) -> None:
        """Of a whole, or of one that no one has heard of yet."""
        phone = self.phones[seat]
        group, whole, words = PARTS[kind]
        there = [record for entity, record, _ in phone.records() if entity == whole]
        named = self._id() if early or not there else there[which % len(there)]
        groups = {group: {group: named}, words: value(kind, words, pick)}
        self._write(phone, kind, self._id(), phone.stream(("own", "shared")[pick % 2]), groups, {})

    @rule(seat=seats, which=picks, group=few, pick=picks, every=st.booleans(), blind=st.booleans())
    def edits(self, seat: str, which: int, group: int, pick: int, every: bool, blind: bool) -> None:
        """One group, naming the head that is shown, all of them, or none."""
        if found := self._pick(self.phones[seat], which, EDITED):
            entity, record, stream = found
            name = EDITED[entity][group % len(EDITED[entity])]
            base = (
                []
                if blind and pick % 3 == 0
                else self.phones[seat].heads(record, name, every=every)
            )
            self._write(
                self.phones[seat],
                entity,
                record,
                stream,
                {name: value(entity, name, pick)},
                {name: base},
            )

    @rule(
        seat=olive,
        which=picks,
        element=st.sampled_from(TAGS),
        add=st.booleans(),
        every=st.booleans(),
    )
    def tags(self, seat: str, which: int, element: str, add: bool, every: bool) -> None:
        if found := self._pick(self.phones[seat], which, {"goal": ()}):
            entity, record, stream = found
            register = f"tags/{element}"
            base = {register: self.phones[seat].heads(record, register, every=every)}
            self._write(
                self.phones[seat],
                entity,
                record,
                stream,
                {"tags": {"add" if add else "remove": [element]}},
                base,
            )

    @rule(seat=olive, which=picks, shared=st.booleans())
    def shows_or_hides(self, seat: str, which: int, shared: bool) -> None:
        """Names every head, as a screen does for what is stricter."""
        if found := self._pick(
            self.phones[seat],
            which,
            {name: groups for name, groups in EDITED.items() if "visibility" in groups},
        ):
            entity, record, stream = found
            base = {"visibility": self.phones[seat].heads(record, "visibility", every=True)}
            self._write(
                self.phones[seat], entity, record, stream, {"visibility": {"shared": shared}}, base
            )

    @rule(seat=seats, which=picks, pick=picks, every=st.booleans())
    def sets(self, seat: str, which: int, pick: int, every: bool) -> None:
        phone = self.phones[seat]
        entity, group = SETTINGS[which % len(SETTINGS)]
        record = singleton_id(self.both.engines[0].people[phone.person].uuid, entity)
        base = {group: phone.heads(record, group, every=every)}
        self._write(
            phone,
            entity,
            record,
            phone.stream("account"),
            {group: value(entity, group, pick)},
            base,
        )

    @rule(seat=seats, which=picks)
    def chooses(self, seat: str, which: int) -> None:
        """Among versions: an edit that names every head."""
        phone = self.phones[seat]
        offered = [(row, group) for row in phone.rows.values() for group in row.kept_versions]
        if offered:
            row, group = offered[which % len(offered)]
            base = {group: phone.heads(row.record, group, every=True)}
            self._write(
                phone,
                row.entity,
                row.record,
                row.stream,
                {group: next(iter(row.kept_versions[group].values()))},
                base,
            )

    @rule(seat=seats, which=picks, shown=st.booleans())
    def lets_go(self, seat: str, which: int, shown: bool) -> None:
        """A kept version; or, which no screen offers, what is shown."""
        phone = self.phones[seat]
        offered = [
            (row, group)
            for row in phone.rows.values()
            for group in (row.heads if shown and which > 20 else row.kept_versions)
        ]
        if offered:
            row, group = offered[which % len(offered)]
            heads = row.heads[group]
            named = (
                heads[:1]
                if shown and which > 20
                else [head for head in heads if head[0] in row.kept_versions[group]]
            )
            self._act(phone, "dismiss", row.entity, row.record, row.stream, {group: named})

    @rule(seat=seats, which=picks)
    def takes_back(self, seat: str, which: int) -> None:
        """What was let go: an edit that writes it again."""
        phone = self.phones[seat]
        offered = [(row, group) for row in phone.rows.values() for group in row.dismissed]
        if offered:
            row, group = offered[which % len(offered)]
            base = {group: phone.heads(row.record, group, every=True)}
            self._write(
                phone,
                row.entity,
                row.record,
                row.stream,
                {group: next(iter(row.dismissed[group].values()))},
                base,
            )

    @rule(seat=seats, which=picks, lost=st.booleans())
    def removes(self, seat: str, which: int, lost: bool) -> None:
        """Covers what is on the screen, or less."""
        phone = self.phones[seat]
        if found := self._pick(phone, which):
            entity, record, stream = found
            row = phone.row(record)
            registers = set(row.heads if row else ()) | {
                group for each in phone.outbox if each["record"] == record for group in each["set"]
            }
            base = {
                register: phone.heads(record, register, every=not lost)
                for register in sorted(registers)
            }
            self._act(phone, "remove", entity, record, stream, base)

    @rule(seat=seats, which=picks)
    def brings_back(self, seat: str, which: int) -> None:
        phone = self.phones[seat]
        gone = [row for row in phone.rows.values() if row.state == "removed"]
        if gone:
            row = gone[which % len(gone)]
            self._act(
                phone,
                "restore",
                row.entity,
                row.record,
                row.stream,
                {LIFE: phone.heads(row.record, LIFE, every=True)},
            )

    @rule(seat=seats, which=picks, unknown=st.booleans())
    def erases(self, seat: str, which: int, unknown: bool) -> None:
        """And writes on it, as a phone might that has not heard of it."""
        phone = self.phones[seat]
        if unknown and which > 20:
            self._act(phone, "erase", "goal", self._id(), phone.stream("own"), {})
        elif found := self._pick(phone, which):
            self._act(phone, "erase", *found, {})
            self._write(phone, *found, {"words": value(found[0], "words", which)}, {})

    @rule(seat=seats, which=picks, flaw=picks)
    def errs(self, seat: str, which: int, flaw: int) -> None:
        """A mutation that no client should send."""
        phone = self.phones[seat]
        if not (found := self._pick(phone, which)):
            return
        entity, record, stream = found
        mutation = self._frozen(
            phone, "edit", entity, record, stream, {"words": {"text": "odd"}}, {}
        )
        flaws: list[dict[str, Any]] = [
            {"n": "one"},
            {"entity": "spaceship"},
            {"set": {"engine": {}}},
            {"set": {"words": {"title": 1, "text": 2}}},
            {"base": {"words": [[self._id()]]}},
            {"base": {"words": [[self._id(), [NOW * 2, 2**50, 1, 1]]]}},
            {"schema": 9},
            {"stream": 999_999},
            {"stream": None},
            {"set": {}},
            {"op": "explode"},
            {"colour": "red"},
            {"set": {"tags": {"add": ["x"], "remove": ["x"]}}},
            {"at": NOW * 3, "offset": None},
            {"record": self._id()},
        ]
        phone.outbox.append({**mutation, **flaws[flaw % len(flaws)]})

    @rule(seat=olive, pick=picks)
    def builds_on_sand(self, seat: str, pick: int) -> None:
        """A beginning that is refused, and an edit that stands on it."""
        phone = self.phones[seat]
        record, own = self._id(), phone.stream("own")
        self._write(phone, "goal", record, own, {"words": {"title": "x" * 200}}, {})
        self._write(phone, "goal", record, own, {"measure": value("goal", "measure", pick)}, {})
