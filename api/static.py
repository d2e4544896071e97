"""The built web app, served from memory: a few hundred kB, and no request touches the disk."""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Any

from litestar import Request, Response, Router
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from api.guard import public

CHECK_EACH_TIME = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
HASHED = "/assets/"
"""Vite puts files whose name has a hash of their content here; all others are revalidated."""

WORTH_PACKING = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg+xml",
)
TYPES = {
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
}


class Asset(Struct, frozen=True):
    """`packed` is the gzip form, where that is smaller."""

    content: bytes
    packed: bytes | None
    media_type: str
    etag: str
    cache: str


def load_assets(folder: Path) -> dict[str, Asset]:
    """Return every file below the folder, by its address; empty where the app is not built."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {f"/{path.relative_to(folder).as_posix()}": _asset(path, folder) for path in files}


def _asset(path: Path, folder: Path) -> Asset:
    content = path.read_bytes()
    media_type = (
        TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
    packed = gzip.compress(content, 9, mtime=0) if media_type.startswith(WORTH_PACKING) else None
    address = f"/{path.relative_to(folder).as_posix()}"
    return Asset(
        content=content,
        packed=packed if packed and len(packed) < len(content) else None,
        media_type=media_type,
        etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        cache=FOR_EVER if address.startswith(HASHED) else CHECK_EACH_TIME,
    )


def web_app(folder: Path | None) -> Router:
    """Return the routes of the app at `/`; without a folder every address answers 404.

    An address inside the app answers with its first page, a missing file with 404.
    """
    assets = load_assets(folder) if folder else {}

    async def serve(request: Request[Any, Any, Any]) -> Response[bytes]:
        return asset_response(
            request, asset_at(assets, request.scope["path"], request.headers.get("accept", ""))
        )

    handler = HTTPRouteHandler(
        ["/", "/{file:path}"],
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        opt=public(),
        include_in_schema=False,
        name="web_app",
    )
    return Router("/", route_handlers=[handler(serve)])


def asset_at(assets: dict[str, Asset], path: str, accept: str) -> Asset:
    """Return the file of an address, or the first page.

    Raises NotFoundException, also for anything below /api, so that no page hides a mistyped
    address.
    """
    if path == "/api" or path.startswith("/api/"):
        raise NotFoundException
    if asset := assets.get(path):
        return asset
    is_page = path == "/" or ("text/html" in accept and "." not in path.rpartition("/")[2])
    if is_page and (page := assets.get("/index.html")):
        return page
    raise NotFoundException


def asset_response(request: Request[Any, Any, Any], asset: Asset) -> Response[bytes]:
    # Vary stands on the 304 too, or a shared cache would hand the packed form to anyone.
    """Return the file, packed where the browser takes gzip; 304 where it has it already."""
    headers = {"ETag": asset.etag, "Cache-Control": asset.cache, "Vary": "Accept-Encoding"}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    content = asset.content
    if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
        content = asset.packed
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type=asset.media_type)
