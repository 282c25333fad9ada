"""Static files: read once at start, addressed by their content, cached for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from agent.errors import NotFound
from plugins.host import Assets

ROOT = Path(__file__).parents[1] / "static"
HOST = Assets(
    files=tuple(f"css/{name}.css" for name in ("tokens", "base", "header", "toast")),
    folders=("css/host", "js/lib", "js/host", "img"),
)
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".speculationrules": "application/speculationrules+json",
}
COMPRESSED = frozenset(("text/css", "text/javascript", "image/svg+xml"))


class Asset(NamedTuple):
    """One file, ready to be sent."""

    content: bytes
    compressed: bytes | None
    media_type: str


class AssetStore:
    """What may be served is decided at start: no path of a request reaches the file system."""

    def __init__(self, registered: Iterable[Assets], *, root: Path = ROOT) -> None:
        self._assets: dict[str, Asset] = {}
        for assets in registered:
            for path in _files(assets, root):
                self._assets[path] = _read(root / path)
        self.build_id = _digest(self._assets)

    def url(self, path: str) -> str:
        """Return the address of a file; raises KeyError for one that is not registered."""
        self._assets[path]
        return f"/static/{self.build_id}/{path}"

    @property
    def all(self) -> list[str]:
        """The addresses of everything that pages load, pictures of the app's icon apart."""
        return [self.url(path) for path in sorted(self._assets) if not path.endswith(".png")]

    def under(self, *folders: str) -> list[str]:
        """Return the addresses of all scripts in these folders, to be loaded ahead."""
        return [
            self.url(path)
            for path in sorted(self._assets)
            if path.endswith(".js") and path.startswith(folders)
        ]

    async def serve(self, request: Request) -> Response:
        """Send a file; an address of an older build gets the newest, uncached."""
        asset = self._assets.get(request.path_params["path"])
        if asset is None:
            raise NotFound
        is_current = request.path_params["build"] == self.build_id
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if is_current else "no-cache",
            "Vary": "Accept-Encoding",
        }
        content = asset.content
        if asset.compressed and "gzip" in request.headers.get("accept-encoding", ""):
            content = asset.compressed
            headers["Content-Encoding"] = "gzip"
        return Response(content, headers=headers, media_type=asset.media_type)


def _files(assets: Assets, root: Path) -> Iterable[str]:
    yield from assets.files
    for folder in assets.folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(root).as_posix()


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    media_type = MEDIA_TYPES.get(path.suffix, guessed)
    is_text = media_type in COMPRESSED
    return Asset(content, gzip.compress(content, mtime=0) if is_text else None, media_type)


def _digest(assets: Mapping[str, Asset]) -> str:
    digest = hashlib.sha256()
    for path, asset in sorted(assets.items()):
        digest.update(path.encode() + b"\0" + asset.content)
    return digest.hexdigest()[:12]
