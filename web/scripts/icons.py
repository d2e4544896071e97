"""Draws the app's icons: two rounded shapes side by side, pine and amber on paper. `python web/scripts/icons.py`, no dependency."""

import struct
import zlib
from pathlib import Path

PUBLIC = Path(__file__).parent.parent / "public"
PAPER, PINE, AMBER = (0xFB, 0xF7, 0xF0), (0x1F, 0x6F, 0x5C), (0xC9, 0x8A, 0x2B)
SAMPLES = 4
"""Sub-pixels a side, for smooth edges."""

Colour = tuple[int, int, int]


def colour_at(x: float, y: float, scale: float) -> Colour:
    """The picture at a point of the unit square; `scale` shrinks it into a mask's safe zone."""
    x, y = 0.5 + (x - 0.5) / scale, 0.5 + (y - 0.5) / scale
    if _in_capsule(x, y, 0.36, 0.30, 0.70):
        return PINE
    if _in_capsule(x, y, 0.64, 0.42, 0.70):
        return AMBER
    return PAPER


def _in_capsule(x: float, y: float, middle: float, top: float, bottom: float, radius: float = 0.115) -> bool:
    nearest = min(max(y, top), bottom)
    return (x - middle) ** 2 + (y - nearest) ** 2 <= radius**2


def pixel(column: int, row: int, size: int, scale: float) -> Colour:
    steps = [(step + 0.5) / SAMPLES for step in range(SAMPLES)]
    samples = [colour_at((column + dx) / size, (row + dy) / size, scale) for dx in steps for dy in steps]
    red, green, blue = (sum(channel) // len(samples) for channel in zip(*samples, strict=True))
    return red, green, blue


def png(size: int, scale: float) -> bytes:
    rows = [b"\0" + bytes(value for column in range(size) for value in pixel(column, row, size, scale)) for row in range(size)]
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    for name, size, scale in (("icon-180", 180, 1.0), ("icon-192", 192, 1.0), ("icon-512", 512, 1.0), ("icon-maskable-512", 512, 0.8)):
        (PUBLIC / f"{name}.png").write_bytes(png(size, scale))
