"""`make faults FAULTS=n`; `python -m tests.faults --only NAME` for one.

Writes reports/faults.json.
"""

import argparse
import asyncio
import sys

from tests.faults.fault import named
from tests.faults.many import SEED, run, run_one
from tests.faults.tally import Tally


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("faults", nargs="?", type=int, default=2000)
    asked.add_argument(
        "--only", metavar="NAME", help="one fault, by the name under which it was reported"
    )
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    given = asked.parse_args()
    tally = Tally()
    if given.only:
        struck = asyncio.run(run_one(named(given.only), tally))
        sys.stdout.write("it struck\n" if struck else "the load ended before it\n")
    else:
        asyncio.run(
            run(
                given.faults,
                tally=tally,
                seed=given.seed,
                engines=tuple(given.engine or ("sqlite", "postgresql")),
            )
        )
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
