"""Limits of what a client may send, published by `GET /api/limits` and held at the door (`docs/sync.md`, section 5)."""

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """Sizes are in bytes, texts in characters; devices and bytes a minute are a person's, live streams a device's."""

    mutations: int = 200
    sync_body: int = 512 * 1024
    sync_body_inflated: int = 2 * 1024 * 1024
    inflation_ratio: int = 20
    body: int = 32 * 1024
    anonymous_body: int = 4 * 1024
    bytes_a_minute: int = 16 * 1024 * 1024
    json_depth: int = 32
    text: int = 20_000
    page_rows: int = 500
    page_bytes: int = 256 * 1024
    devices: int = 10
    live_streams: int = 4


LIMITS = Limits()
