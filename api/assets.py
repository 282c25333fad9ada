"""Static files: read once at start, addressed by their content, cached for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from agent.errors import NotFound
from api.joined_scripts import beside, join
from plugins.host import Assets

ROOT = Path(__file__).parents[1] / "static"
HOST = Assets(
    files=tuple(f"css/{name}.css" for name in ("tokens", "base", "header", "toast")),
    folders=("css/host", "js/lib", "js/host", "img"),
    scripts=tuple(f"js/host/{name}.js" for name in ("header", "imessage", "login", "page")),
)
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".speculationrules": "application/speculationrules+json",
}
IMPORT = re.compile(rb'^@import "([^":]+)";\n', re.MULTILINE)
PAGE_SHEET = "_page.css"
"""A sheet of this name is all of a page's style; it imports its parts."""
MODULE = re.compile(rb'^(?:import|export)\b[^;"]*"(\.[^"]+)";$', re.MULTILINE)
"""What a script imports when it is loaded; what it imports later stands in brackets."""
COMMENT = re.compile(rb"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/)$", re.MULTILINE)
"""A comment with lines of its own; a quarter of what our scripts would take on the wire."""
COMPRESSED = frozenset(("text/css", "text/javascript", "image/svg+xml"))


class Asset(NamedTuple):
    """One file, ready to be sent."""

    content: bytes
    compressed: bytes | None
    media_type: str
    imports: tuple[str, ...] = ()


class AssetStore:
    """What may be served is decided at start: no path of a request reaches the file system."""

    def __init__(self, registered: Iterable[Assets], *, root: Path = ROOT) -> None:
        registered = tuple(registered)
        paths = {path for assets in registered for path in _files(assets, root)}
        contents = {path: (root / path).read_bytes() for path in paths}
        starts = [path for assets in registered for path in assets.scripts]
        contents.update(join(contents, starts))
        self._assets = {path: _asset(path, contents) for path in contents}
        self.build_id = _digest(self._assets)

    def url(self, path: str) -> str:
        """Return the address of a file; raises KeyError for one that is not registered."""
        self._assets[path]
        return f"/static/{self.build_id}/{path}"

    @property
    def all(self) -> list[str]:
        """The addresses of everything that pages load, pictures of the app's icon apart."""
        paths = sorted(self._assets)
        return [self.url(path) for path in paths if path.endswith((".js", ".svg", PAGE_SHEET))]

    def modules(self, *paths: str) -> list[str]:
        """Return the addresses of these scripts and of all that they import, nearest first."""
        found = list(dict.fromkeys(paths))
        for path in found:
            found += [other for other in self._assets[path].imports if other not in found]
        return [self.url(path) for path in found]

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


def _asset(path: str, contents: Mapping[str, bytes]) -> Asset:
    content, kind = contents[path], Path(path).suffix
    imports: tuple[str, ...] = ()
    if kind == ".js":
        imports = tuple(beside(path, name) for name in MODULE.findall(content))
        content = without_comments(content)
    elif kind == ".css":
        content = _joined(path, contents)
    guessed = mimetypes.guess_type(path)[0] or "application/octet-stream"
    media_type = MEDIA_TYPES.get(kind, guessed)
    is_text = media_type in COMPRESSED
    return Asset(content, gzip.compress(content, mtime=0) if is_text else None, media_type, imports)


def without_comments(script: bytes) -> bytes:
    """Return a script whose comments are empty lines: what is left keeps its line numbers."""
    return COMMENT.sub(lambda found: b"\n" * found[0].count(b"\n"), script)


def _joined(path: str, contents: Mapping[str, bytes]) -> bytes:
    """Return a style sheet with those that it imports in their places: one request, not a chain.

    They are named by plain relative paths; raises KeyError for one that is not served.
    """
    return IMPORT.sub(lambda found: _joined(beside(path, found[1]), contents), contents[path])


def _digest(assets: Mapping[str, Asset]) -> str:
    digest = hashlib.sha256()
    for path, asset in sorted(assets.items()):
        digest.update(path.encode() + b"\0" + asset.content)
    return digest.hexdigest()[:12]
