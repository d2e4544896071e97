"""The built app is served so that phones keep what they have and never show an old page.

Security: D4, G3.
"""

import gzip

import pytest

from tests.api.conftest import Client

PAGE = {"Accept": "text/html,*/*"}
SCRIPT = "/assets/index-a1b2c3.js"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough: files are served without any."""
    return sqlite_url


async def test_the_root_is_the_first_page(client: Client) -> None:
    answer = await client.get("/", headers={"Accept": "*/*"})

    assert answer.text.startswith("<!doctype html>")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/plan", "/inbox/0b7d2f6e", "/enrol"])
async def test_an_address_inside_the_app_is_the_first_page(client: Client, path: str) -> None:
    assert (await client.get(path, headers=PAGE)).text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "path", ["/assets/index-gone.js", "/missing.png", "/api/nothing", "/api", "/.env"]
)
async def test_a_missing_file_is_never_the_first_page(client: Client, path: str) -> None:
    answer = await client.get(path, headers=PAGE)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_script_asked_for_by_a_script_is_never_a_page(client: Client) -> None:
    assert (await client.get("/plan", headers={"Accept": "*/*"})).status_code == 404


async def test_files_named_by_their_content_are_kept_for_ever(client: Client) -> None:
    assert (await client.get(SCRIPT)).headers[
        "cache-control"
    ] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/sw.js", "/manifest.webmanifest", "/icon.png"]
)
async def test_everything_else_is_asked_for_each_time(client: Client, path: str) -> None:
    assert (await client.get(path, headers=PAGE)).headers["cache-control"] == "no-cache"


async def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    etag = (await client.get("/sw.js")).headers["etag"]
    again = await client.get("/sw.js", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag


async def test_text_is_packed_for_those_who_read_it(client: Client) -> None:
    packed = await client.get(SCRIPT, headers={"Accept-Encoding": "gzip"})
    plain = await client.get(SCRIPT, headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(gzip.compress(plain.content)) + 50
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content


async def test_only_its_size_is_told_to_head(client: Client) -> None:
    answer = await client.head("/")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_pages_are_only_read(client: Client, method: str) -> None:
    answer = await client.request(method, "/plan")

    assert answer.status_code == 405
    assert answer.headers["allow"]
