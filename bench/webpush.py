"""`python -m bench.webpush`: pushes a second by one process.

Encryption, signature and loopback POST included.

They go the way that the worker sends a batch, each to another browser's keys, to a push service in
a process of its own (`bench.sink`). Beside it the encryption alone, of one message after the other,
and the floor: the cryptography in it by hand (`bench.floors`). `--profile` names the functions.
"""

import argparse
import asyncio
import cProfile
import json
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice, repeat
from pathlib import Path

import uvloop

from cli.serving import collect_rarely
from notifications.push.encryption import body_for
from notifications.push.endpoints import push_hosts
from notifications.push.payload import payload
from notifications.push.sending import send_all
from notifications.push.vapid import VapidKeys
from notifications.push.webpush import Sender
from notifications.queue.deciding import Outgoing
from notifications.queue.push_subscriptions import PushSubscription
from notifications.worker import BATCH
from tests.push_service import Browser

PHONES = 2000
ROUNDS, SECONDS = 5, 1.5
"""The median of some rounds: a busy machine takes some of them away."""
ENTRY = "00000000-0000-4000-8000-{:012}"


async def measure_webpush() -> float:
    """Return the pushes a second of a process of its own, as a server runs it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.webpush", "--json", stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    return float(json.loads(printed)["sends_per_s"])


@asynccontextmanager
async def sink() -> AsyncIterator[str]:
    """Yield the origin of a push service that runs meanwhile."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.sink", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.kill()
        await process.wait()


async def sends_per_s(
    origin: str, keys: VapidKeys, profiler: cProfile.Profile | None = None
) -> float:
    """Return sends a second over some rounds."""
    sender = Sender(keys, push_hosts(origin))
    notices = repeat([_notice(number, origin, keys) for number in range(PHONES)])
    rates = []
    try:
        for mine in islice(notices, ROUNDS + 1):
            if profiler:
                profiler.enable()
            rates.append(await _one_round(mine, sender, keys))
            if profiler:
                profiler.disable()
    finally:
        await sender.aclose()
    return statistics.median(rates[1:])


async def _one_round(notices: list[Outgoing], sender: Sender, keys: VapidKeys) -> float:
    sent, began = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - began) < SECONDS:
        batch = [notices[(sent + place) % len(notices)] for place in range(BATCH)]
        done = await send_all(
            batch, sender, keys, now=time.time_ns() // 1_000_000, spread=lambda: 0.0
        )
        assert {what.kind for one in done for what in one.outcomes.values()} == {"accepted"}
        sent += len(done)
    return sent / elapsed


def _notice(number: int, origin: str, keys: VapidKeys) -> Outgoing:
    browser = Browser(str(number), f"{origin}/wpush/v2/{number:0140}")
    subscription = PushSubscription(
        number, number, browser.endpoint, browser.keys["p256dh"], browser.keys["auth"], keys.public
    )
    return Outgoing(
        id=number, uuid=ENTRY.format(number), kind="nudge", stream=1, person=number, language="en",
        ttl=3600, attempts=0, subscriptions=[subscription],
    )  # fmt: skip


def encryptions_per_s(keys: VapidKeys) -> float:
    """Return encryptions a second, of one message after the other."""
    subscription = _notice(1, "https://fcm.googleapis.com", keys).subscriptions[0]
    data = payload(ENTRY.format(1), "en")
    made, began = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - began) < SECONDS:
        body_for(subscription, data)
        made += 1
    return made / elapsed


async def floor_per_s() -> float:
    """Return the floor, from where `bench.floors` runs unmodified."""
    asked = "import floors; print(floors.webpush_encryptions_per_s())"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", asked, cwd="bench", stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    return float(printed)


async def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the pushes alone, as JSON")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    collect_rarely()
    profiler = cProfile.Profile() if options.profile else None
    with tempfile.TemporaryDirectory() as folder:
        keys = VapidKeys.load_or_create(Path(folder), "mailto:bench@alongside.example")
        async with sink() as origin:
            rate = await sends_per_s(origin, keys, profiler)
        if options.json:
            print(json.dumps({"sends_per_s": rate}))
            return
        floor = await floor_per_s()
        print(f"  {'pushes':24}{rate:8.0f}/s, {rate / floor:.2f} of the floor")
        print(f"  {'encryptions':24}{encryptions_per_s(keys):8.0f}/s")
        print(f"  {'the floor':24}{floor:8.0f}/s")
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    uvloop.run(main())
