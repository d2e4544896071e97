"""Reads what an older app wrote as if it had been written with the present schema.

One small step for each entity and version. Schema 2 added groups (tags, order, visibility) and
entities, and changed none that schema 1 had: a mutation of schema 1 carries whole groups that mean
what they meant, and what it does not mention is not touched. So it needs no step. A step is needed
as soon as a group is split, renamed or means something else.
"""

from collections.abc import Callable, Mapping

from msgspec import Raw

from domain.records import SCHEMA

Groups = dict[str, Raw]
UpcastStep = Callable[[Groups], Groups]

STEPS: Mapping[tuple[str, int], UpcastStep] = {}
"""By entity and the schema that it leads on from.

A step is pure, and passes on what it does not know.
"""


def upcast(
    entity: str,
    schema: int,
    groups: Groups,
    *,
    steps: Mapping[tuple[str, int], UpcastStep] = STEPS,
    to: int = SCHEMA,
) -> Groups:
    """Return the groups of a mutation as schema `to` has them.

    Groups, and fields in them, that no step knows pass untouched.
    """
    if steps:
        for version in range(schema, to):
            if step := steps.get((entity, version)):
                # A copy: a step must not change what the mutation is kept as when it is refused.
                groups = step(dict(groups))
    return groups
