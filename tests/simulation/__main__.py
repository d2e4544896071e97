"""`make simulate SEEDS=n`: seeds 1 to n, or those from a first to a last.

Reports/simulation.json says what they exercised and found.
"""

import asyncio
import sys

from tests.simulation.many import simulate

if __name__ == "__main__":
    first, last = [int(each) for each in ["1", *sys.argv[1:]][-2:]]
    sys.exit(asyncio.run(simulate(range(first, last + 1))))
