"""What an answer may not tell.

Of groups that its reader does not write, and of what others sent.
"""

from typing import Any

from domain.declare import Rule
from domain.entities import SPECS
from domain.entity_specs import EntitySpec
from domain.receipts import Result
from domain.records import State
from tests.simulation.adversary.readable import Answer, Told
from tests.simulation.adversary.tables import Tables

LIFE = "life"
OF_ONE_READER = ("own", "account")


class Senders:
    """Who has sent which mutation: a result is told to its own person's devices alone."""

    def __init__(self, tables: Tables) -> None:
        owners = {each["id"]: each["person"] for each in tables.all("device")}
        self._of: dict[str, set[int]] = {}
        for row in tables.records:
            for mutation, receipt in row.history.items():
                self.sent(owners.get(receipt["result"]["key"][2], 0), mutation)
        for each in tables.all("receipt"):
            self.sent(each["person"], each["mutation"])

    def sent(self, person: int, mutation: str) -> None:
        self._of.setdefault(mutation, set()).add(person)

    def strange(self, person: int, results: list[Result]) -> list[str]:
        """Results of mutations that someone else has sent, and this person never has before."""
        return [
            f"the result of {each.id}, another's: {each.outcome}"
            for each in results
            if each.outcome == "duplicate" and person not in self._of.get(each.id, {person})
        ]


def strange_rows(person: int, answer: Answer, tables: Tables) -> list[str]:
    """Whoever does not write a group learns from its keys the time alone.

    An element that is absent is not named.
    """
    roles, found = tables.roles(person), []
    for each in answer.changes:
        if tables.streams[each.stream]["kind"] not in OF_ONE_READER:
            for row in each.rows:
                found += [
                    f"{row.entity} {row.record}: {told}"
                    for told in _beyond(row, roles.get(each.stream, ""))
                ]
    return found


def _beyond(row: Told, role: str) -> list[str]:
    spec = SPECS.get(row.entity)
    if spec is None:
        return [f"heads of {sorted(row.heads)}"] if row.heads else []
    found = []
    for register, heads in row.heads.items():
        if _is_written_by(spec, register, role):
            continue
        if row.state is not State.LIVE:
            found.append(f"heads of {register} where nothing is any more")
        if any(head.key.device or head.key.n for head in heads):
            found.append(f"from which device, and as how many writes, {register} came")
        if _is_absent(spec, register, row.body):
            found.append(f"{register}, which is not in it")
    for name, versions in (("kept", row.kept), ("let go", row.dismissed)):
        found += [
            f"{register}, {name}"
            for register in versions or {}
            if not _is_written_by(spec, register, role)
        ]
    return found


def _is_written_by(spec: EntitySpec, register: str, role: str) -> bool:
    if register == LIFE:
        return spec.policy.removed_by == role
    return spec.groups[register.partition("/")[0]].writer == role


def _is_absent(spec: EntitySpec, register: str, body: dict[str, dict[str, Any]]) -> bool:
    name, _, element = register.partition("/")
    group = spec.groups.get(name)
    if group is None or group.rule is not Rule.MEMBERS:
        return False
    return element not in body.get(name, {}).get(group.fields[0], [])
