"""What the run knows of the server's records, and what follows from it for one mutation."""

from collections.abc import Callable

from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.records import singleton_id
from tests.simulation.fates import Frozen, Sent
from tests.simulation.histories import (
    History,
    Key,
)
from tests.simulation.rights import Rights
from tests.simulation.verdicts import (
    DEFERRED,
    GONE,
    Arrival,
    Verdict,
)


class Known:
    """The history of every record, and the refused mutations.

    `note` hears of every rule that was of use.
    """

    def __init__(self, rights: Rights, note: Callable[[str], None]) -> None:
        self.rights = rights
        self.note = note
        self.histories: dict[str, History] = {}
        self.refused: dict[str, Frozen] = {}

    def places(self) -> set[tuple[int, str]]:
        """Every row that there is."""
        return {
            (stream, history.record)
            for history in self.histories.values()
            for stream in history.places
        }

    def at(self, stream: int, record: str) -> History | None:
        history = self.histories.get(record)
        return history if history and stream in history.places else None

    def was_erased(self, frozen: Frozen) -> bool:
        """The words of a refused mutation, with the record that they were of."""
        history = self.histories.get(singleton_id(frozen.id, "refused_write"))
        return bool(history and history.erased)

    def _found(self, record: str, roles: dict[int, Role]) -> History | None:
        """Where this person may write."""
        history = self.histories.get(record)
        if history is None:
            return None
        return (
            history
            if (history.emptied_at if history.erased else {history.stream}) & roles.keys()
            else None
        )

    def _gone_where_read(self, frozen: Frozen) -> bool:
        history = self.histories.get(frozen.record)
        stream = frozen.wire["stream"]
        return bool(
            history and stream in history.emptied_at and stream in self._only_read(frozen.author)
        )

    def _only_read(self, person: str) -> set[int]:
        """Streams in which the person's role has nothing to write."""
        roles = self.rights.roles(person)
        reading = {
            (StreamKind.SHARED, Role.PEER),
            (StreamKind.FLAGS, Role.PEER),
            (StreamKind.FLAGS, Role.READER),
            (StreamKind.LIBRARY, Role.READER),
        }
        return {
            stream for stream, role in roles.items() if (self.rights.kind(stream), role) in reading
        }

    def _was_shared(self, peer: str) -> set[int]:
        walks = [walk for walk in self.rights.walks if walk.peer == peer]
        return {self.rights.stream(walk.participant, StreamKind.SHARED) for walk in walks}

    def _roles(self, sent: Sent) -> dict[int, Role]:
        """Return where something may be written.

        It includes what a peer could write when a former server answered.
        """
        only_read = self._only_read(sent.frozen.author)
        roles = {
            stream: role
            for stream, role in self.rights.roles(sent.frozen.author).items()
            if stream not in only_read
        }
        stream = sent.frozen.wire["stream"]
        if sent.told and sent.told.seal and self.rights.exists(stream):
            return {stream: Role.PEER, **roles}
        return roles

    def _place_of(self, frozen: Frozen, roles: dict[int, Role]) -> int | Verdict:
        """Where a new record would stand; a part where its whole does."""
        if frozen.whole is None:
            return frozen.wire["stream"] or 0
        if Role.PARTICIPANT not in roles.values():
            return Verdict(outcome="refused", code="not_yours")
        whole = self.histories.get(frozen.whole)
        if whole and whole.erased and whole.emptied_at & roles.keys():
            return GONE
        if whole is None or whole.stream not in roles:
            self.note("a part came before its whole")
            return self._without(frozen, frozen.whole)
        return whole.stream

    def _lost(self, sent: Sent, roles: dict[int, Role], history: History | None) -> Verdict | None:
        """Put off what is of a record that a former server told of.

        Its maker has yet to offer the record again.
        """
        frozen, stream = sent.frozen, sent.frozen.wire["stream"]
        if (
            history
            or frozen.op == "erase"
            or frozen.begins
            or SPECS[frozen.entity].policy.created_by is Role.SYSTEM
        ):
            return None
        if stream is None:  # a hint that is left out
            kinds = SPECS[frozen.entity].policy.streams
            hinted = [each for each in roles if self.rights.kind(each) in kinds]
        else:
            hinted = [each for each in (stream,) if each in roles]
        if all(self.at(each, frozen.record) for each in hinted):
            return None
        was_told = sent.told or any(
            len(base) > 1 for named in frozen.base.values() for base in named
        )
        return self._without(frozen, frozen.record) if was_told else None

    def _without(self, frozen: Frozen, record: str) -> Verdict:
        """The create of a record that is needed was refused, or has yet to come.

        What somebody else was refused is not for this person to know (decision 32).
        """
        if any(
            (each.author, each.record) == (frozen.author, record) and each.begins and not each.named
            for each in self.refused.values()
        ):
            return Verdict(outcome="depends_on_refused", code="depends_on_refused")
        return DEFERRED

    def _counted(self, group: str, bases: list[str]) -> set[str]:
        """A refused base stands for its own bases."""
        counted: set[str] = set()
        for base in bases:
            refused = self.refused.get(base)
            if refused:
                self.note("a refused base stood for its own")
            counted |= (
                self._counted(group, [each[0] for each in refused.base.get(group, [])])
                if refused
                else {base}
            )
        return counted

    def _keys(
        self, sent: Sent, bases: dict[str, set[str]], history: History | None, arrival: Arrival
    ) -> list[Key] | None:
        """Of what is named: as it is known here, or as the device was told.

        None where one has yet to come.
        """
        told = self._told(sent.frozen)
        known = history.applied if history else {}
        keys = []
        for base in {base for named in bases.values() for base in named}:
            if base in known:
                keys.append(known[base].key)
            elif base in told:
                self.note("a base that this server has lost")
                keys.append((min(told[base][0], arrival.received_at), *told[base][1:]))
            elif sent.told is None:
                return None
        return keys

    def _told(self, frozen: Frozen) -> dict[str, Key]:
        """The keys that its bases were told with, and those of a refused one's own."""
        told: dict[str, Key] = {}
        for base in frozen.named & self.refused.keys():
            told |= self._told(self.refused[base])
        for named in frozen.base.values():
            told |= {
                base[0]: (base[1][0], base[1][1], base[1][2], base[1][3])
                for base in named
                if len(base) > 1 and base[1]
            }
        return told
