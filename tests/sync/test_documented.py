"""The traffic that `docs/sync.md` shows is played in its order.

It must be answered as the page says.
"""

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from sync.caller import Caller
from sync.exchange import exchange
from tests.phone.ids import new_id
from tests.sync.devices import PROGRAM, owner_of
from tests.sync.town import Town

PAGE = Path(__file__).parents[2] / "docs" / "sync.md"
BLOCK = re.compile(r"^```json (request|answer)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"<([a-z0-9 ]+)>")
MINUTE = 60_000


class Names:
    """What the words in angle brackets stand for.

    They are given, or bound where an answer first says them.
    """

    def __init__(self, given: dict[str, Any]) -> None:
        self.known = dict(given)

    def filled(self, shown: Any) -> Any:
        match shown:
            case dict():
                return {self._key(name): self.filled(value) for name, value in shown.items()}
            case list():
                return [self.filled(each) for each in shown]
            case str() if name := NAME.fullmatch(shown):
                return self.known.setdefault(name[1], new_id())
        return shown

    def holds(self, told: Any, shown: Any, where: str = "") -> None:
        """Raises AssertionError where the answer is not what is shown of it."""
        match shown:
            case "…":
                return
            case dict():
                named = {self._key(name): value for name, value in shown.items()}
                assert named.keys() <= told.keys(), (
                    f"{where}: {sorted(named.keys() - told.keys())} in {told}"
                )
                for name, value in named.items():
                    self.holds(told[name], value, f"{where}.{name}")
            case list():
                assert len(told) == len(shown), f"{where}: {told}"
                for place, value in enumerate(shown):
                    self.holds(told[place], value, f"{where}[{place}]")
            case str() if (new := NAME.fullmatch(shown)) and new[1] not in self.known:
                self.known[new[1]] = told
            case _:
                assert told == self.filled(shown), f"{where}: {told} is not {shown}"

    def _key(self, name: str) -> str:
        return NAME.sub(lambda found: str(self.known[found[1]]), name)


async def test_every_request_is_answered_as_the_page_says(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone, tablet = await town.device(tasha), await town.device(tasha)
    names = Names({"phone": phone.caller.device, "tablet": tablet.caller.device, **tasha})
    played = 0
    answer: Any = None
    for kind, text in BLOCK.findall(PAGE.read_text()):
        shown = json.loads(text)
        if kind == "answer":
            names.holds(answer, shown)
            continue
        request = names.filled(shown)
        caller = Caller(tasha["person"], owner_of(tasha["person"]), PROGRAM, request["device"])
        told = await exchange(
            town.database, caller, msgspec.json.encode(request), now=request["sent_at"] + MINUTE
        )
        answer, played = json.loads(told), played + 1
    assert played >= 10
