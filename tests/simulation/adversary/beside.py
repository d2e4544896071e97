"""What a push may have changed beside the records.

Numbers, receipts, rights that follow from what was written, the ledger.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from domain.records import singleton_id
from records.record_rows import DIGEST_MODULUS, digest_of
from tests.simulation.adversary.oracle import REFUSED, TAKEN, Push
from tests.simulation.adversary.tables import LIVE, Changed, Row, Tables

Changes = dict[str, dict[Row, Changed]]


def strange(push: Push, before: Tables, after: Tables, changes: Changes) -> list[str]:
    """What is wrong, a line for each row."""
    found = []
    for table, rows in changes.items():
        judge = JUDGES.get(table, _follows)
        for key, change in rows.items() if table != "record" else ():
            was, now = (
                None if row is None else after.named(table, row)
                for row in (change.before, change.after)
            )
            if wrong := judge(push, before, after, was, now):
                found.append(f"{table} {key}: {wrong}")
    if "reader" in changes or "assignment" in changes or "person" in changes:
        found += _rights(after)
    return found


Named = dict[str, Any] | None


def _stream(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    """Numbers follow from rows.

    None is given out for nothing, and the digest is that of the live rows.
    """
    if was is None or now is None:
        return "streams do not come or go by a push"
    rows = [each for each in after.records if each.stream == now["id"]]
    moved = [each.seq for each in rows if each.seq > was["head"]]
    if (
        not moved
        or max(moved) > now["head"]
        or {**was, "head": 0, "live": 0, "digest": 0} != {**now, "head": 0, "live": 0, "digest": 0}
    ):
        return f"head {was['head']} became {now['head']} with rows {moved}"
    live = [each for each in rows if each.state == LIVE]
    digest = sum(digest_of(each.record, each.seq) for each in live) % DIGEST_MODULUS
    return (
        None
        if (now["live"], now["digest"]) == (len(live), digest)
        else "its digest is not that of its rows"
    )


def _receipt(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    """Of what was refused, or accepted where a right may end.

    Under a digest where no id was sent.
    """
    sent = {each["id"] for each in push.of(*REFUSED)}
    sent |= {singleton_id(each, "receipt") for each in sent}
    sent |= {
        each["id"]
        for each in push.of(*TAKEN)
        if any(after.record(stream, each["record"]) for stream in _written_by_several(after))
    }
    if was is not None or now is None:
        return "a receipt has changed"
    return (
        None
        if now["person"] == push.person and now["mutation"] in sent
        else "of a mutation that is not to leave one"
    )


def _written_by_several(tables: Tables) -> list[int]:
    return [
        stream
        for stream, each in tables.streams.items()
        if each["kind"] in ("assignment", "library")
    ]


def _past_receipt(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    """It leaves its record's row, and falls with it: the record itself has changed."""
    shelf = (now or was or {})["shelf"]
    if was is not None and now is not None:
        return "a receipt has changed"
    shelves = {
        each.row["shelf"]
        for tables in (before, after)
        for each in tables.records
        if _has_changed(each.place, before, after)
    }
    return None if shelf in shelves else "of a record that has not changed"


def _has_changed(place: tuple[int, str], before: Tables, after: Tables) -> bool:
    return before.rows["record"].get(place) != after.rows["record"].get(place)


def _reader(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    row = was or now or {}
    stream = after.streams[row["stream"]]
    is_own = stream["kind"] == "shared" and stream["person"] == push.person
    return (
        None
        if is_own and row["role"] == "peer" and (was is None or now is None)
        else "a right that the actor does not give"
    )


def _assignment(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    if (
        was is None
        or now is None
        or {**was, "shares": 0} != {**now, "shares": 0}
        or now["participant"] != push.person
    ):
        return "not by a push"
    told = {
        row.body.get("sharing", {}).get("shares", False)
        for row in after.records
        if _is_of(row, now["stream"], "assignment")
    }
    return None if bool(now["shares"]) in told else "another yes than the record's"


def _is_of(row: Any, stream: int, entity: str) -> bool:
    return bool(row.stream == stream and row.entity == entity and row.state == LIVE)


def _person(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    """Copies of the actor's own settings, which they have just written."""
    if was is None or now is None or now["id"] != push.person:
        return "another's"
    copies = (
        "display_name",
        "language",
        "time_zone",
        "zone_mode",
        "stop_sharing",
        "notification_rules",
    )
    if {**was, **dict.fromkeys(copies)} != {**now, **dict.fromkeys(copies)}:
        return "what no setting says"
    written = {each["entity"] for each in push.of(*TAKEN)}
    return (
        None
        if written & {"profile", "sharing_settings", "notification_settings"}
        else "no setting was written"
    )


def _device(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    return (
        None
        if was and now and now["id"] == push.device and was["person"] == now["person"]
        else "another's"
    )


def _counted(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    return (
        None if was is None and now and now["device"] == push.device else "another's, or once more"
    )


def _ledger(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    """Nothing that a restored server would do again may be about what is not the actor's."""
    if was is not None or now is None:
        return "the ledger is only written on"
    entry = msgspec.json.decode(now["content"])
    if entry["kind"] == "erased":
        asked = {
            each["record"] for each in push.of(*TAKEN, "deferred") if each.get("op") == "erase"
        }
        return (
            None
            if entry["person"] == push.person and asked.issuperset(entry["records"])
            else "an erase that was not asked for"
        )
    if entry["kind"] == "unshared":
        return (
            None
            if after.streams[entry["stream"]]["person"] == push.person
            else "sharing that is not the actor's to end"
        )
    return f"{entry['kind']} by a push"


def _follows(push: Push, before: Tables, after: Tables, was: Named, now: Named) -> str | None:
    """Return what follows from records, in whatever table.

    It is of a stream that the actor has a role in, or of the actor.
    """
    row = now or was or {}
    streams = before.roles(push.person).keys() | set(push.sealed.values())
    if "notice" in row:
        return _follows(
            push,
            before,
            after,
            None,
            next(each for each in after.all("notice") if each["id"] == row["notice"]),
        )
    if "stream" in row:
        return None if row["stream"] in streams else "of a stream that the actor has no role in"
    return None if row.get("person") == push.person else "not the actor's"


def _rights(after: Tables) -> list[str]:
    """Return who reads what a participant shares.

    Peers of running assignments with a yes, unless it is stopped.
    """
    stopped = {each["id"] for each in after.all("person") if each["stop_sharing"]}
    walks = [
        each for each in after.all("assignment") if each["status"] == "active" and each["shares"]
    ]
    found = []
    for stream in after.streams.values():
        if stream["kind"] != "shared":
            continue
        right = {
            each["peer"]
            for each in walks
            if each["participant"] == stream["person"] and stream["person"] not in stopped
        }
        told = {
            each["person"]
            for each in after.all("reader")
            if each["stream"] == stream["id"] and each["role"] == "peer"
        }
        found += (
            [f"peers {sorted(told)} read stream {stream['id']}, not {sorted(right)}"]
            if told != right
            else []
        )
    return found


JUDGES: dict[str, Callable[[Push, Tables, Tables, Named, Named], str | None]] = {
    "stream": _stream,
    "receipt": _receipt,
    "past_receipt": _past_receipt,
    "reader": _reader,
    "assignment": _assignment,
    "person": _person,
    "device": _device,
    "counted": _counted,
    "ledger": _ledger,
}
