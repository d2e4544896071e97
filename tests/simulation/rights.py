"""Who may read and write which stream, from the assignments and from what the participants said, not from the rows of rights."""

from msgspec import Struct

from domain.declare import Role, StreamKind
from domain.records import singleton_id
from tests.simulation.cast import Cast
from tests.simulation.histories import History

Place = tuple[int, str]


class Walk(Struct):
    """An assignment: its stream and its record there."""

    stream: int
    record: str
    participant: str
    peer: str
    runs: bool = True


class Rights:
    """`kinds` and `owners` tell what the streams are; an assignment's has no owner here."""

    def __init__(self, cast: Cast, kinds: dict[int, StreamKind], owners: dict[int, str], histories: dict[Place, History]) -> None:
        self.cast = cast
        self.kinds = kinds
        self.owners = owners
        self.walks: list[Walk] = []
        self._histories = histories
        self._own = {(owner, kinds[stream]): stream for stream, owner in owners.items()}
        self._library = next(stream for stream, kind in kinds.items() if kind is StreamKind.LIBRARY)

    def kind(self, stream: int) -> StreamKind:
        return self.kinds.get(stream, StreamKind.ASSIGNMENT)

    def stream(self, person: str, kind: StreamKind) -> int:
        return self._library if kind is StreamKind.LIBRARY else self._own[person, kind]

    def roles(self, person: str) -> dict[int, Role]:
        """The role in each stream that the person may read now."""
        held = {self._own[person, StreamKind.ACCOUNT]: Role.SELF, self._library: Role.READER}
        if (person, StreamKind.OWN) in self._own:
            held |= {self._own[person, kind]: Role.PARTICIPANT for kind in (StreamKind.OWN, StreamKind.SHARED)}
        for walk in self.walks:
            if walk.participant == person:
                held[walk.stream] = Role.PARTICIPANT
            elif walk.peer == person and walk.runs:
                held[walk.stream] = Role.PEER
                if self._is_shared(walk):
                    held[self._own[walk.participant, StreamKind.SHARED]] = Role.PEER
        return held

    def running(self, participant: str) -> Walk | None:
        return next((walk for walk in self.walks if walk.participant == participant and walk.runs), None)

    def _is_shared(self, walk: Walk) -> bool:
        return self._says(walk.stream, walk.record, "sharing", "shares") and not self._stopped(walk.participant)

    def _stopped(self, participant: str) -> bool:
        record = singleton_id(self.cast.people[participant].uuid, "sharing_settings")
        return self._says(self._own[participant, StreamKind.ACCOUNT], record, "stop", "stop_all_sharing")

    def _says(self, stream: int, record: str, group: str, field: str) -> bool:
        history = self._histories.get((stream, record))
        return bool(history and history.view.body.get(group, {}).get(field, False))
