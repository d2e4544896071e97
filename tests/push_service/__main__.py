"""Runs the push service on a port of this machine until it is stopped."""

import asyncio
import sys

from tests.push_service.serving import serve

if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 9010))
