"""What the dearest pushes that the protocol's grammar allows cost the server.

Each on what one person can store.

`python -m bench.worst` prints the processor time of each; `make bench` reports the greatest as
`push_worst_cpu_ms`. Each case is pushed as a phone would, and measured around the whole exchange,
the database's work in this process included.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bench.databases import ENGINES, databases_of
from bench.worst_cases import CASES, Case
from database.migrate import migrate
from domain.wire import SyncAnswer
from sync.exchange import exchange
from tests.fixtures.opening import open_database
from tests.sync.devices import NOW
from tests.sync.town import Town


async def cost_of(town: Town, case: Case) -> tuple[float, SyncAnswer]:
    """Return the processor time, in ms, of the case's push, and its answer."""
    phone = await town.device(await town.participant("Tasha"))
    await phone.sync_all()
    await case(town, phone)
    request = {
        "device": phone.caller.device,
        "sent_at": NOW + 10_000,
        "mutations": phone.outbox,
        "cursor": phone.cursor,
    }
    body = msgspec.json.encode(request)
    before = time.process_time()
    answer = await exchange(town.database, phone.caller, body, now=NOW + 10_000)
    return (time.process_time() - before) * 1000, msgspec.json.decode(answer, type=SyncAnswer)


async def measure_worst(
    engine: str, names: list[str] | None = None, *, show: bool = False
) -> float:
    """Return the dearest case's processor time, in ms."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        async with databases_of(engine, str(Path(folder))) as [url]:
            database = open_database(url)
            await database.start()
            await migrate(database)
            town = Town(database)
            await town.begin()
            for name in names or CASES:
                began = time.perf_counter()
                spent, answer = await cost_of(town, CASES[name])
                worst = max(worst, spent)
                if show:
                    told = sorted({(each.outcome, each.code) for each in answer.results}, key=str)
                    print(
                        (
                            f"  {name:36}{spent:10.1f} ms{time.perf_counter() - began:10.1f} s "
                            f"in all  {told}"
                        ),
                        flush=True,
                    )
            await database.stop()
    return worst


def main() -> None:
    """Print the processor time of each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("cases", nargs="*", help="these alone")
    options = parser.parse_args()
    print(
        f"{asyncio.run(measure_worst(options.engine, options.cases, show=True)):.1f} ms",
        file=sys.stdout,
    )


if __name__ == "__main__":
    main()
