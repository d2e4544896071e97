"""What people took back: erased, hidden, no longer shared, ended.

It must be in the ledger, and hold on a server that was restored.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.declare import StreamKind
from domain.entities import SPECS
from domain.ledger_entries import AnyEntry, AssignmentEnded, Erased, Unshared
from domain.records import singleton_id, singleton_ids
from tests.simulation.broken import Broken
from tests.simulation.fates import Frozen
from tests.simulation.histories import VISIBILITY, Applied, Group, History, Key

if TYPE_CHECKING:
    from tests.simulation.books import Books


class Withdrawn:
    """`entries` are what the ledger must say, `tokens` the words that must be nowhere.

    `touched` are the records of this push, `moved` its wholes that moved, with the streams that
    they left.
    """

    def __init__(self, books: "Books") -> None:
        self.books = books
        self.entries: Counter[tuple[object, ...]] = Counter()
        self.tokens: set[str] = set()
        self.touched: set[str] = set()
        self.moved: dict[str, set[int]] = {}

    def erase(self, frozen: Frozen, stream: int, mutation: Applied) -> History:
        """Take the record, its parts, and what was refused of them.

        Wherever the person may write.
        """
        histories = self.books.histories
        history = histories.setdefault(
            frozen.record, History(stream=stream, record=frozen.record, entity=frozen.entity)
        )
        seen = ("removed" if history.view.removed else "live") if history.applied else ""
        self.books.note(
            f"an erase of a {seen} record" if seen else "an erase of what the server never saw"
        )
        self._take_words(history, self.books.rights.roles(frozen.author).keys())
        history.applied = {frozen.id: mutation}
        self.entries["erased", frozen.record] += 1
        return history

    def stand(self, history: History, author: str) -> None:
        """Where its visibility asks for, with its parts."""
        is_shared = history.view.body[VISIBILITY].get("shared", False)
        target = self.books.rights.stream(
            author, StreamKind.SHARED if is_shared else StreamKind.OWN
        )
        if target == history.stream:
            return
        self.books.note("shared: moved" if is_shared else "hidden: moved")
        self.moved.setdefault(history.record, set()).add(history.stream)
        self._carry(history, target)

    def follow_whole(self, part: History | None) -> None:
        """Move a part to where its whole stands, where that has moved in this push.

        When the part is touched, or at the end.
        """
        if part is None or part.erased or part.whole not in self.moved:
            return
        target = self.books.histories[part.whole].stream
        if part.stream in self.moved[part.whole] and part.stream != target:
            self.books.note("a part moved with its whole")
            self._carry(part, target)

    def _carry(self, history: History, target: int) -> None:
        if self.books.rights.kind(target) is not StreamKind.SHARED:
            self.entries["unshared", history.stream, history.record] += 1
        history.move(target)

    def end(self, assignment: int) -> None:
        self.entries["ended", assignment] += 1

    def after_push(self) -> None:
        """Where parts stand and who may read what, once a transaction's records are written."""
        for history in [*self.books.histories.values()] if self.moved else ():
            self.follow_whole(history)
        self.moved.clear()
        rights = self.books.rights
        for record in self.touched:
            history = self.books.histories[record]
            if history.erased:
                continue
            body = history.view.body
            if history.entity == "assignment" and (walk := rights.walk(history.stream)):
                shares = body.get("sharing", {}).get("shares", False)
                if walk.shares and not shares:
                    self.entries["unshared", walk.stream, ""] += 1
                walk.shares = shares
            if history.entity == "sharing_settings":
                person = rights.owners[history.stream]
                stops = body.get("stop", {}).get("stop_all_sharing", False)
                if stops and person not in rights.stopped:
                    self.entries["unshared", rights.stream(person, StreamKind.SHARED), ""] += 1
                (rights.stopped.add if stops else rights.stopped.discard)(person)
        self.touched.clear()

    def check(self, written: Iterable[AnyEntry]) -> None:
        """That the ledger says all of it, and nothing else."""
        found: Counter[tuple[object, ...]] = Counter()
        for entry in written:
            if isinstance(entry, Erased):
                found.update(("erased", record) for record in entry.records)
            elif isinstance(entry, Unshared):
                found["unshared", entry.stream, entry.record] += 1
            elif isinstance(entry, AssignmentEnded):
                found["ended", entry.assignment] += 1
        if found != self.entries:
            raise Broken(
                "forgotten",
                (
                    f"in the ledger, and not expected: {found - self.entries}; "
                    f"the other way round: {self.entries - found}"
                ),
            )

    def do_again(self, entries: Iterable[AnyEntry], now: int, terms: dict[str, Group]) -> None:
        """Do what a restored server must have done before it serves.

        `entries` are those that its database had not lived through.

        `terms` are how it words those of assignments, by record.
        """
        for entry in entries:
            if isinstance(entry, Erased):
                self._erase_again(entry)
            elif isinstance(entry, Unshared) and entry.record:
                self._hide_again(entry, now)
            elif isinstance(entry, Unshared):
                self._close_again(entry, now)
            elif isinstance(entry, AssignmentEnded):
                self._end_again(entry, now, terms)
            self._settle_quietly()
        self.follow()

    def follow(self) -> None:
        """What the system does after an erase: refused writes about it go, whoever wrote them."""
        histories = self.books.histories
        for each in [*histories.values()]:
            if each.erased or each.written_for is None:
                continue
            stream, record = each.written_for
            if record in histories and stream in histories[record].emptied_at:
                self.books.note("an erase followed into another's refused write")
                self.tokens.update(
                    token
                    for frozen in self.books.heard.get(each.record, ())
                    for token in frozen.tokens
                )
                for mutation in each.applied:
                    self.books.settled.pop(mutation, None)
                each.erase(everywhere=True)

    def _settle_quietly(self) -> None:
        """What is done again is not written to the ledger again."""
        entries = self.entries.copy()
        self.after_push()
        self.entries = entries

    def _erase_again(self, entry: Erased) -> None:
        rights = self.books.rights
        person = rights.cast.name_of(entry.person)
        streams = rights.roles(person).keys() - {rights.stream(person, StreamKind.LIBRARY)}
        for record in entry.records:
            history = self.books.histories.get(record)
            if history is None:
                history = self.books.histories[record] = History(
                    stream=rights.stream(person, StreamKind.OWN), record=record, entity=""
                )
            self._take_words(history, streams)

    def _hide_again(self, entry: Unshared, now: int) -> None:
        own = self.books.rights.stream(self.books.rights.owners[entry.stream], StreamKind.OWN)
        history = self.books.histories.get(entry.record)
        has_visibility = VISIBILITY in getattr(SPECS.get(entry.entity), "groups", ())
        if history is None and has_visibility:
            self._show_to_no_one(
                History(stream=own, record=entry.record, entity=entry.entity),
                entry,
                now,
                in_bin=True,
            )
        if history is None or history.erased or history.stream != entry.stream:
            return
        parts = self._parts(history)
        if VISIBILITY in SPECS[history.entity].groups:
            self._show_to_no_one(history, entry, now, in_bin=history.view.removed)
        for each in [history, *parts]:
            each.move(own)

    def _show_to_no_one(self, history: History, entry: Unshared, now: int, *, in_bin: bool) -> None:
        self._overwrite(history, {VISIBILITY: {"shared": False}}, entry, now, in_bin=in_bin)

    def _close_again(self, entry: Unshared, now: int) -> None:
        rights = self.books.rights
        if (walk := rights.walk(entry.stream)) is not None:
            self._overwrite(
                self.books.histories[walk.record], {"sharing": {"shares": False}}, entry, now
            )
            return
        person = rights.owners.get(entry.stream)
        if person is None:
            return
        histories = self.books.histories
        ids = singleton_ids(rights.cast.people[person].uuid, "sharing_settings")
        record = next(each for each in ids if each not in histories or not histories[each].erased)
        account = rights.stream(person, StreamKind.ACCOUNT)
        history = histories.get(record) or History(
            stream=account, record=record, entity="sharing_settings"
        )
        self._overwrite(history, {"stop": {"stop_all_sharing": True}}, entry, now)

    def _end_again(self, entry: AssignmentEnded, now: int, terms: dict[str, Group]) -> None:
        walk = next(
            (walk for walk in self.books.rights.walks if walk.assignment == entry.assignment), None
        )
        if walk is None or not walk.runs:
            return
        walk.runs = False
        said = {**terms[walk.record], "status": "ended", "ends_on": entry.ends_on}
        self._overwrite(
            self.books.histories[walk.record], {"terms": said, "sharing": {}}, entry, now
        )

    def _overwrite(
        self,
        history: History,
        groups: dict[str, Group],
        entry: AnyEntry,
        now: int,
        *,
        in_bin: bool = False,
    ) -> None:
        mutation, key = singleton_id(entry.id, "ledger"), _above(history, now)
        self.books.overwrite(
            history.stream, history.record, history.entity, groups, mutation, key, in_bin=in_bin
        )

    def _parts(self, history: History) -> list[History]:
        found = self.books.histories.values()
        return [
            each
            for each in found
            if each.whole == history.record and each.stream == history.stream and not each.erased
        ]

    def _take_words(self, history: History, streams: Iterable[int]) -> None:
        reach = set(streams)
        found = [
            each
            for each in self.books.histories.values()
            if each.stream in reach and not each.erased
        ]
        gone = {history.record, *(each.record for each in found if each.whole == history.record)}
        for each in [
            history,
            *(each for each in found if each.record in gone or each.about & gone),
        ]:
            self.tokens.update(
                token
                for frozen in self.books.heard.get(each.record, ())
                for token in self._own_tokens(frozen, reach)
            )
            if each.whole == history.record:
                self.books.note("an erase took a part along")
            for mutation in each.applied:
                self.books.settled.pop(mutation, None)
            each.erase(everywhere=each is history)

    def _own_tokens(self, frozen: Frozen, reach: set[int]) -> list[str]:
        """A peer's words stay the peer's, where they were refused."""
        account = self.books.rights.stream(frozen.author, StreamKind.ACCOUNT)
        return frozen.tokens if account in reach else []


def _above(history: History, now: int) -> Key:
    latest = max(
        (key for heads in history.view.heads.values() for _, key in heads), default=(0, 0, 0, 0)
    )
    return (now, 0, 0, 0) if now > latest[0] else (latest[0], latest[1] + 1, 0, 0)
