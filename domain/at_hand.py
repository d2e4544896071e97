"""What is worked out of a stored record while a push is decided on, so that it is done once."""

from msgspec import Raw, Struct, field

from domain.receipts import Receipt


class DerivedCache(Struct, eq=False):
    """What was worked out of a stored record in one push, so that no operation does it again.

    `receipts` is the history, once it was read, and `asked` how often it was only searched. `above`
    names, by group and mutation, those that stand on it. `elements` are those that are in a set,
    `versions` how many heads its registers have. `unsettled` are the groups whose body is to be
    written when all acts are done. `awaited` is how many mutations are, in all registers.
    """

    receipts: dict[str, Raw | Receipt] | None = None
    asked: int = 0
    above: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    elements: dict[str, set[str]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    unsettled: set[str] = field(default_factory=set)
    awaited: int | None = None

    def __eq__(self, other: object) -> bool:
        """Return True: it says nothing of a record that the record does not."""
        return other is None or isinstance(other, DerivedCache)

    __hash__ = None  # type: ignore[assignment]
