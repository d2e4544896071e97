"""What a person counts their days in recovery by."""

from typing import Annotated, ClassVar

from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, greatest, latest, least


class RecoveryClock(Entity, kw_only=True):
    """A count of days, as the person defines it.

    The days themselves derive from its periods (`domain.figures`).
    """

    policy: ClassVar[Policy] = Policy(
        streams=(StreamKind.OWN, StreamKind.SHARED),
        created_by=Role.PARTICIPANT,
        first_sync=FirstSync.GOALS,
        removed_by=Role.PARTICIPANT,
    )

    label: Annotated[str, latest("words", "Its name.", min_length=1, max_length=40)]
    counts_what: Annotated[
        str,
        latest(
            "words",
            "What it counts, in own words. Prescribed medication is never use.",
            max_length=80,
        ),
    ] = ""
    current: Annotated[bool, latest("current", "It is shown first. Others stay readable.")] = True
    hidden: Annotated[bool, greatest("hidden", "Its numbers are not shown on the screen.")] = False
    shared: Annotated[bool, least("visibility", "Your peer may see it.")] = False
