"""What others call a person.

The terms of assignments follow the names in profiles, and nothing else does.
"""

from typing import Any

from domain.records import singleton_ids
from program.following_names import follow_names
from tests.simulation.broken import Broken
from tests.simulation.office import Office
from tests.simulation.rights import Walk


async def follow_names_now(office: Office, now: int) -> None:
    """What a serving process does after a name was chosen."""
    await follow_names(office.database, now=now)
    await note_names(office)


async def note_names(office: Office) -> None:
    """The head is the system's to give; the time in its key, and all but the names, are as before.

    Raises Broken.
    """
    books = office.books
    for walk in books.rights.walks:
        history = books.histories.get(walk.record)
        if history is None or history.erased:
            continue
        heads, body = await office.stored(walk.stream, walk.record)
        [[mutation, key]] = heads["terms"]
        before = history.view.body["terms"]
        if wrong := [
            name for name in _names(office, walk).items() if name not in body["terms"].items()
        ]:
            raise Broken(
                "diverged", f"names in the terms of {walk.record}: {body['terms']}, not {wrong}"
            )
        if mutation in history.applied:
            continue
        [(_, last)] = history.view.heads["terms"]
        if key[0] != last[0] or _unnamed(before) != _unnamed(body["terms"]):
            raise Broken(
                "diverged",
                f"more than a name in the terms of {walk.record}: {body['terms']}, not {before}",
            )
        books.overwrite(
            walk.stream, walk.record, "assignment", {"terms": body["terms"]}, mutation, tuple(key)
        )
        books.note("a chosen name followed")


def _names(office: Office, walk: Walk) -> dict[str, str]:
    """As profiles say; the peer's only while they walk alongside."""
    wanted = {"participant_name": _chosen(office, walk.participant)}
    if walk.runs:
        wanted["peer_name"] = _chosen(office, walk.peer)
    return {field: name for field, name in wanted.items() if name is not None}


def _chosen(office: Office, person: str) -> str | None:
    """None where every profile that there was is erased: the name is the last one still."""
    histories = office.books.histories
    ids = singleton_ids(office.cast.people[person].uuid, "profile")
    shown = [
        histories[each].view for each in ids if each in histories and not histories[each].erased
    ]
    return shown[-1].body["name"]["display_name"] if shown and "name" in shown[-1].body else None


def _unnamed(terms: dict[str, Any]) -> dict[str, Any]:
    return {
        field: value
        for field, value in terms.items()
        if field not in ("participant_name", "peer_name")
    }
