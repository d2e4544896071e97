"""Limits of what a client may send, published by `GET /api/limits` (`docs/sync.md`, section 5)."""

from msgspec import Struct

from domain.bounds import CHAIN, ELEMENTS, HEADS, LET_GO, PARTS


class Limits(Struct, frozen=True, kw_only=True):
    """Sizes in bytes, texts in characters; devices and bytes a minute are per person.

    `live_streams` are per device; `versions` those of one group that no other names;
    `versions_let_go` those that wait their 90 days; `elements` those that a set ever had; `parts`
    those of one whole; `chain` is how far refused mutations are followed from base to base. At such
    a bound nothing is refused that takes away or closes (`docs/sync.md`, section 4).
    """

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
    versions: int = HEADS
    versions_let_go: int = LET_GO
    elements: int = ELEMENTS
    parts: int = PARTS
    chain: int = CHAIN


LIMITS = Limits()
