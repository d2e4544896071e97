"""Who may read and write which stream.

From the assignments and from what participants said, not from the rows of rights.
"""

from typing import Any

import msgspec
from msgspec import Struct

from domain.declare import Role, StreamKind
from tests.simulation.cast import Cast

HOME = (StreamKind.OWN, StreamKind.SHARED, StreamKind.ACCOUNT)


class Walk(Struct):
    """An assignment: its stream and its record there.

    `shares` is the participant's yes to this peer.
    """

    assignment: int
    stream: int
    record: str
    participant: str
    peer: str
    runs: bool = True
    shares: bool = False


class Rights:
    """`kinds` and `owners` tell what the streams are; an assignment's has no owner here.

    `stopped` are who share with no one.
    """

    def __init__(self, cast: Cast, kinds: dict[int, StreamKind], owners: dict[int, str]) -> None:
        self.cast = cast
        self.kinds = kinds
        self.owners = owners
        self.walks: list[Walk] = []
        self.stopped: set[str] = set()
        self._own = {(owner, kinds[stream]): stream for stream, owner in owners.items()}
        self._library = next(stream for stream, kind in kinds.items() if kind is StreamKind.LIBRARY)

    def kind(self, stream: int) -> StreamKind:
        return self.kinds.get(stream, StreamKind.ASSIGNMENT)

    def stream(self, person: str, kind: StreamKind) -> int:
        return self._library if kind is StreamKind.LIBRARY else self._own[person, kind]

    def exists(self, stream: int) -> bool:
        return stream in self.kinds or any(walk.stream == stream for walk in self.walks)

    def roles(self, person: str) -> dict[int, Role]:
        """The role in each stream that the person may read now."""
        held = {self._own[person, StreamKind.ACCOUNT]: Role.SELF, self._library: Role.READER}
        if (person, StreamKind.OWN) in self._own:
            held |= {
                self._own[person, kind]: Role.PARTICIPANT
                for kind in (StreamKind.OWN, StreamKind.SHARED, StreamKind.FLAGS)
            }
        for walk in self.walks:
            if walk.participant == person:
                held[walk.stream] = Role.PARTICIPANT
            elif walk.peer == person and walk.runs:
                held[walk.stream] = held[self._own[walk.participant, StreamKind.FLAGS]] = Role.PEER
                if walk.shares and walk.participant not in self.stopped:
                    held[self._own[walk.participant, StreamKind.SHARED]] = Role.PEER
        return held

    def home(self, person: str) -> set[int]:
        """Where a person's own records may stand."""
        return {self._own[person, kind] for kind in HOME if (person, kind) in self._own}

    def running(self, participant: str) -> Walk | None:
        return next(
            (walk for walk in self.walks if walk.participant == participant and walk.runs), None
        )

    def walk(self, stream: int) -> Walk | None:
        return next((walk for walk in self.walks if walk.stream == stream), None)

    def image(self) -> Any:
        return [msgspec.structs.replace(walk) for walk in self.walks], set(self.stopped)

    def go_back(self, image: Any) -> None:
        walks, stopped = image
        self.walks, self.stopped = [msgspec.structs.replace(walk) for walk in walks], set(stopped)
