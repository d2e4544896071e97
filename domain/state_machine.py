"""Which state of an entity may follow which. Each entity declares a machine of its own."""

from msgspec import Struct


class StateMachine(Struct, frozen=True):
    """The legal moves of one state field, as (from, to).

    `achieved` is the state that counts as an achievement: what builds on it outranks what does not
    (`domain.achievement`). Empty where none does.
    """

    moves: frozenset[tuple[str, str]]
    achieved: str = ""

    def allows(self, came_from: str | None, state: str) -> bool:
        """Return whether a state may follow another.

        A first state is always legal; so is staying, for the fields beside it.
        """
        return came_from is None or came_from == state or (came_from, state) in self.moves

    @property
    def states(self) -> frozenset[str]:
        """Every state that a move names."""
        return frozenset(state for move in self.moves for state in move)
