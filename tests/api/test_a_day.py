"""A phone on a small data plan: what a normal day of one participant costs on the wire."""

from pathlib import Path

from bench.day import measure_day
from bench.growth import prepared
from tests.e2e.server import serving

MOST = 20_000
"""Bytes, heads, frames and TLS included."""


async def test_a_normal_day_stays_under_20_kilobytes(database_url: str, tmp_path: Path) -> None:
    circles = await prepared(database_url, 0)
    async with serving(database_url, tmp_path, worker="off") as server:
        day = await measure_day(server, circles[0])
    assert 2_000 < day < MOST
