"""The real application over a real database, a clock that the test sets, and people to sign in as."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from api.app import create_app
from api.settings import Settings

ORIGIN = "https://alongside.example"
NOW = 1_790_000_000_000


class Clock:
    """Milliseconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now

    def pass_ms(self, ms: int) -> None:
        self.now += ms


Client = AsyncTestClient[Litestar]
NewClient = Callable[[], Client]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Alongside</title>" + " " * 2000)
    (folder / "assets" / "index-a1b2c3.js").write_text("export const words = 1;\n" * 200)
    (folder / "sw.js").write_text("// worker")
    (folder / "manifest.webmanifest").write_text('{"name": "Alongside"}')
    (folder / "icon.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


@pytest.fixture
def settings(database_url: str, web_dir: Path, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        origin=ORIGIN,
        vapid_contact="mailto:someone@example.org",
        web_dir=str(web_dir),
        keys_dir=str(tmp_path / "keys"),
        worker="off",
    )


@pytest.fixture
async def app(settings: Settings, clock: Clock) -> Litestar:
    return create_app(settings, clock=clock)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[Client]:
    """Anonymous, speaking as the app's own page."""
    async with AsyncTestClient(app, base_url=ORIGIN, raise_server_exceptions=False) as opened:
        opened.headers["Origin"] = ORIGIN
        yield opened
