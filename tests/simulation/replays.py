"""Scripts for the client.

What single phones wrote and were answered, and what their screens showed then
(`openapi/vectors/replay/`).

`python -m tests.simulation.replays` writes them anew. The phone here and the client's are written
apart: where they show the same after every answer, both follow the rules.
"""

import asyncio
import json
import random
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from domain.entities import SPECS
from tests.simulation.disk import Answer
from tests.simulation.fates import Frozen
from tests.simulation.phone import Phone
from tests.simulation.run import Stage
from tests.simulation.screen import screen
from tests.simulation.script import ACTS, CLEAN, NEWER, PROGRAM, TURNS, Event
from tests.simulation.tally import Tally
from tests.simulation.wire import Parcel

FOLDER = Path(__file__).parents[2] / "openapi/vectors/replay"
FAULTS = dict.fromkeys(
    (
        "lose_request",
        "lose_answer",
        "repeat",
        "delay",
        "arrive",
        "reorder",
        "cut",
        "kill",
        "clock",
        "race",
        "relapse",
    ),
    4,
)
MISTAKES = dict.fromkeys(("overreach", "illegal", "rewritten", "unheard_group"), 3)
KINDS = ACTS | NEWER | TURNS | CLEAN | PROGRAM | FAULTS | MISTAKES | {"versions": 30}
"""Of all that happens, what a client can be led through from outside.

Not its own loss of its disk, for instance.
"""

EVENTS = 90
TRACES = ((35, 4), (54, 0), (66, 0), (130, 7))
"""Seeds, and the place in the cast of the device whose side is kept.

Together: every act and state, and servers that were restored.
"""

Step = dict[str, Any]


class Recorder:
    """Hears what one phone writes and is answered."""

    def __init__(self, device: int) -> None:
        self.device = device
        self.steps: list[Step] = []
        self._shown: dict[str, Any] = {}

    def wrote(self, phone: Phone, frozen: Frozen) -> None:
        if phone.seat.device == self.device:
            self.steps.append(
                {"write": {name: value for name, value in frozen.wire.items() if name != "n"}}
            )

    def heard(self, phone: Phone, parcel: Parcel, answer: Answer, mended: bool) -> None:
        if phone.seat.device != self.device:
            return
        told = msgspec.json.decode(msgspec.json.encode(answer))
        shown = {
            each.record: _shown(each) for each in screen(phone, whole=True) if each.entity in SPECS
        }
        absent = sorted({row.record for row in phone.disk.shown.rows.values() if row.absent})
        changed = {
            record: shown.get(record)
            for record in sorted(shown.keys() | self._shown)
            if shown.get(record) != self._shown.get(record)
        }
        sent = [sent.frozen.id for sent in parcel.batch]
        step = {"sent": sent, "answer": told, "screen": changed}
        self.steps.append(
            step | ({"mended": True} if mended else {}) | ({"absent": absent} if absent else {})
        )
        self._shown = shown


def _shown(seen: Any) -> dict[str, Any]:
    return {"stream": seen.stream, "state": seen.state, "groups": seen.body}


async def record(stage: Stage, seed: int, seat: int) -> dict[str, Any]:
    rng = random.Random(seed)
    present = sorted({0, 1, 6, seat})
    kinds = ["sync"] * len(present) + rng.choices(
        list(KINDS), weights=list(KINDS.values()), k=EVENTS
    )
    script = [
        Event(
            kind, (present[at : at + 1] or [rng.choice([*present, seat])])[0], rng.getrandbits(32)
        )
        for at, kind in enumerate(kinds)
    ]
    recorder = Recorder(stage.cast.seats[seat].device)
    with patch("database.ledger.secrets", Numbered(random.Random(0))):
        broken = await stage.run(script, Tally(), recorder)
    assert broken is None, f"seed {seed}: {broken}"
    return {
        "why": f"what seed {seed} brings upon device {recorder.device}",
        "steps": recorder.steps,
    }


async def record_all() -> dict[str, str]:
    """By name of its file, each as it is written."""
    stage = await Stage.build()
    try:
        traces = {f"seed_{seed}.json": await record(stage, seed, seat) for seed, seat in TRACES}
    finally:
        stage.clear()
    return {name: _written(trace) for name, trace in traces.items()}


def _written(trace: dict[str, Any]) -> str:
    """A step a line."""
    steps = ",\n".join(
        json.dumps(step, separators=(",", ":"), ensure_ascii=False) for step in trace["steps"]
    )
    return f'{{"why":{json.dumps(trace["why"])},"steps":[\n{steps}\n]}}\n'


class Numbered:
    """Entropy that is the same in every recording.

    The ledger's ids come from it, and those of what the system writes derive from them.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def token_hex(self, size: int) -> str:
        return self._rng.randbytes(size).hex()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in asyncio.run(record_all()).items():
        (FOLDER / name).write_text(text)
