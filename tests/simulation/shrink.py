"""A shorter script that still breaks the same promise: events are dropped while it does."""

from tests.simulation.broken import Broken
from tests.simulation.run import Stage
from tests.simulation.script import Event
from tests.simulation.tally import Tally

TRIES = 400


async def shrink(stage: Stage, script: list[Event], broken: Broken) -> list[Event]:
    tries, size = TRIES, len(script) // 2
    while size and tries:
        start = 0
        while start < len(script) and tries:
            shorter, tries = script[:start] + script[start + size :], tries - 1
            again = await stage.run(shorter, Tally())
            if again is not None and again.promise == broken.promise:
                script = shorter
            else:
                start += size
        size //= 2
    return script
