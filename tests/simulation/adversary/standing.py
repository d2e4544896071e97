"""What must be so after every push, whoever pushed.

An erase has left nothing, and a record stands where its visibility says.
"""

from tests.simulation.adversary.oracle import HOME, OWNERS, TAKEN, VISIBILITY, Push
from tests.simulation.adversary.relations import named_by_refusal, whole_of
from tests.simulation.adversary.tables import Changed, Row, Seen, Tables

OWN, SHARED = HOME


def misplaced(push: Push, before: Tables, tables: Tables, changes: dict[Row, Changed]) -> list[str]:
    """What is wrong, a line for each row.

    What was refused after the erase is about something else of that id.
    """
    roles = tables.roles(push.person)
    erased = {each["record"] for each in push.of(*TAKEN) if each.get("op") == "erase"}
    own = [row for row in tables.records if roles.get(row.stream) in OWNERS]
    found = [
        f"{row.entity} {row.record} in stream {row.stream} outlives its erase"
        for row in own
        if _outlives(row, erased, before)
    ]
    changed = {record for _, record in changes}
    touched = [row for row in tables.records if row.place in changes or whole_of(row) in changed]
    wrongs = [(row, _stands_wrong(row, tables)) for row in touched]
    return [
        *found,
        *(
            f"{row.entity} {row.record} in stream {row.stream}: {wrong}"
            for row, wrong in wrongs
            if wrong
        ),
    ]


def _outlives(row: Seen, erased: set[str], before: Tables) -> bool:
    """It, a part of it, or what was refused of it.

    Twins that others made are not the actor's to erase.
    """
    if not row.body or not erased:
        return False
    if row.entity == "refused_write":
        return bool(erased & named_by_refusal(row)) and before.record(*row.place) is not None
    return whole_of(row) in erased


def _stands_wrong(row: Seen, tables: Tables) -> str | None:
    kind = tables.streams[row.stream]["kind"]
    if kind not in HOME or not row.body:
        return None
    if VISIBILITY in row.body and (kind == SHARED) is not bool(row.body[VISIBILITY].get("shared")):
        return f"it says {row.body[VISIBILITY]}"
    whole = whole_of(row)
    wholes = [
        each
        for each in tables.records
        if each.record == whole and each.body and _is_beside(each, row, tables)
    ]
    return (
        "not where its whole stands"
        if wholes and row.stream not in {each.stream for each in wholes}
        else None
    )


def _is_beside(whole: Seen, part: Seen, tables: Tables) -> bool:
    """In a home of the same person."""
    there, here = tables.streams[whole.stream], tables.streams[part.stream]
    return there["person"] == here["person"] and there["kind"] in HOME
