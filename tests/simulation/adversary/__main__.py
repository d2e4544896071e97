"""`make adversary SEEDS=n`: seeds 1 to n, or `SEEDS="first last"`, on SQLite.

With `ENGINE=postgresql` on both engines.
"""

import asyncio
import sys
from contextlib import nullcontext

from tests.fixtures import postgresql
from tests.simulation.adversary.many import attack

if __name__ == "__main__":
    engine, *numbers = sys.argv[1:]
    first, last = [int(each) for each in ["1", *numbers][-2:]]
    with postgresql.running() if engine == "postgresql" else nullcontext() as server:
        sys.exit(1 if asyncio.run(attack(range(first, last + 1), server)) else 0)
