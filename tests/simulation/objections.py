"""For what a mutation is refused, by who sent it and by what is wrong with it.

Written from the rules, without the code that admits.
"""

from domain.declare import STRICT, Role, Rule, StreamKind
from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from tests.simulation.fates import Frozen
from tests.simulation.histories import History

Objection = tuple[str, str | None]
"""The code, and where it lies."""


def objection_to(
    frozen: Frozen, kind: StreamKind, role: Role | None, history: History | None
) -> Objection | None:
    """Return why a mutation is refused, if it is.

    `history` is that of its record where it is there, `kind` and `role` are of the stream where it
    would be written.
    """
    spec = SPECS[frozen.entity]
    if history is None and (
        kind not in spec.policy.streams or role is None or role is not spec.policy.created_by
    ):
        return ("not_yours" if frozen.wire["stream"] else "wrong_stream"), None
    return (
        _to_rewriting(frozen, spec, history) or _to_act(frozen, spec, role) or _to_content(frozen)
    )


def _to_rewriting(frozen: Frozen, spec: EntitySpec, history: History | None) -> Objection | None:
    written = [
        group
        for group in frozen.groups
        if history and group in spec.groups and group in history.view.heads
    ]
    return next(
        (("append_only", group) for group in written if spec.groups[group].rule is Rule.ONCE), None
    )


def _to_act(frozen: Frozen, spec: EntitySpec, role: Role | None) -> Objection | None:
    remover = spec.policy.removed_by
    if frozen.op in ("remove", "restore") and role is not remover:
        return ("not_removable" if remover is None else "not_yours"), None
    if frozen.op == "erase" and frozen.entity in ("sharing_settings", "notification_settings"):
        return "not_removable", None
    if frozen.op == "erase" and not (
        role in (Role.PARTICIPANT, Role.SELF) and role is spec.policy.created_by
    ):
        return "not_yours", None
    if frozen.op == "dismiss":
        groups = [(name, spec.groups[name]) for name in frozen.base]
        return next(
            (
                ("not_yours", name)
                for name, group in groups
                if group.writer is not role or group.rule in (*STRICT, Rule.MEMBERS)
            ),
            None,
        )
    return None


def _to_content(frozen: Frozen) -> Objection | None:
    """Where nothing was written before, there is nothing to rewrite."""
    return (frozen.flaw, frozen.flaw_at) if frozen.flaw not in (None, "append_only") else None
