"""Every figure that is measured: its unit, its floor, and the bar that it must hold.

The floor is what it is a share of, and each engine has a bar.
"""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

REPORT = Path("reports/bench.json")
HELLO = {"sqlite": "hello_per_s", "postgresql": "hello_per_s"}
ROWS = {"sqlite": "sqlite_full_rows_per_s", "postgresql": "postgresql_rows_per_s"}
ENCRYPTIONS = {"sqlite": "webpush_encryptions_per_s", "postgresql": "webpush_encryptions_per_s"}


class Figure(Struct, frozen=True, kw_only=True):
    """A measured figure.

    `bars` are on the share of the floor where `of_floor` says so, else on the value itself.
    """

    name: str
    unit: str
    bars: tuple[float, float]
    at_least: bool = False
    floors: dict[str, str] = {}
    of_floor: bool = False

    def bar(self, engine: str) -> float:
        """Return the bar of an engine."""
        return self.bars[0] if engine == "sqlite" else self.bars[1]

    def holds(self, engine: str, measured: dict[str, Any]) -> bool:
        """Return whether the measured value holds its bar."""
        value = measured["share"] if self.of_floor else measured["value"]
        return bool(value >= self.bar(engine) if self.at_least else value <= self.bar(engine))


FIGURES = (
    Figure(
        name="push_mutations_per_s",
        unit="mutations/s",
        bars=(0.15, 0.12),
        at_least=True,
        floors=ROWS,
        of_floor=True,
    ),
    Figure(name="pull_per_s", unit="pulls of 100/s", bars=(1500, 900), at_least=True, floors=HELLO),
    Figure(
        name="empty_pull_per_s",
        unit="pulls/s",
        bars=(0.35, 0.25),
        at_least=True,
        floors=HELLO,
        of_floor=True,
    ),
    Figure(name="cold_start_p50_ms", unit="ms", bars=(12, 20)),
    Figure(name="push_one_p50_ms", unit="ms", bars=(5, 8)),
    Figure(name="pull_one_p50_ms", unit="ms", bars=(1.2, 2)),
    Figure(name="empty_pull_one_p50_ms", unit="ms", bars=(0.5, 1)),
    Figure(name="growth_push", unit="times", bars=(1.15, 1.25)),
    Figure(name="growth_pull", unit="times", bars=(1.15, 1.25)),
    Figure(name="growth_empty_pull", unit="times", bars=(1.15, 1.25)),
    Figure(name="bytes_per_change", unit="bytes", bars=(440, 440)),
    Figure(name="bytes_per_change_compressed", unit="bytes", bars=(130, 130)),
    Figure(name="server_memory_mib", unit="MiB", bars=(150, 150)),
    Figure(name="day_bytes", unit="bytes", bars=(20_000, 20_000)),
    # The dearest pushes that there are (bench/worst.py): one small push holds nobody up.
    Figure(name="push_worst_cpu_ms", unit="ms", bars=(150, 150)),
    # No database has a part in it; it is measured beside each engine's floors.
    Figure(
        name="webpush_sends_per_s",
        unit="pushes/s",
        bars=(0.30, 0.30),
        at_least=True,
        floors=ENCRYPTIONS,
        of_floor=True,
    ),
    Figure(name="nudge_plan_claim_10000_s", unit="s", bars=(5, 5)),
)

Measured = dict[str, dict[str, float]]
"""Values by engine and figure."""


def report(measured: Measured, floors: dict[str, dict[str, float]]) -> list[dict[str, Any]]:
    """Return one entry for each figure and engine, with the floor of the same run.

    Written to reports/bench.json.
    """
    origin = {
        "commit": subprocess.run(
            ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        ).stdout.strip(),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    entries = []
    for figure in FIGURES:
        for engine, values in measured.items():
            if figure.name not in values:
                continue
            value = values[figure.name]
            entry: dict[str, Any] = {
                "figure": figure.name,
                "engine": engine,
                "value": round(value, 3),
                "unit": figure.unit,
            }
            if figure.floors:
                floor = floors[engine][figure.floors[engine]]
                entry |= {"floor": floor, "share": round(value / floor, 3)}
            entry |= {"bar": figure.bar(engine), "bar_on": "share" if figure.of_floor else "value"}
            entries.append(entry | {"holds": figure.holds(engine, entry), **origin})
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(entries, indent=2) + "\n")
    return entries


def show(entries: list[dict[str, Any]]) -> None:
    """Print a line for each figure, both engines beside each other."""
    found = {(entry["figure"], entry["engine"]): entry for entry in entries}
    engines = list(dict.fromkeys(entry["engine"] for entry in entries))
    print(f"{'':30}" + "".join(f"{engine:>12}{'of floor':>10}{'bar':>12}  " for engine in engines))
    for figure in FIGURES:
        cells = [_cells(figure, found.get((figure.name, engine)), engine) for engine in engines]
        print(f"{figure.name:30}" + "".join(cells))


def _cells(figure: Figure, entry: dict[str, Any] | None, engine: str) -> str:
    if entry is None:
        return f"{'-':>12}{'':10}{'':12}  "
    value = f"{entry['value']:,.0f}" if entry["value"] >= 100 else f"{entry['value']:,.2f}"
    share = f"{entry['share']:.2f}" if "share" in entry else ""
    bar = f"{'>=' if figure.at_least else '<='} {figure.bar(engine):,g}"
    return f"{value:>12}{share:>10}{bar:>12}{' ' if entry['holds'] else '!'} "
