"""The site as an app: its manifest, and the worker that keeps it there without a network."""

from __future__ import annotations

import json

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.assets import AssetStore
from plugins.host import WebApp

MANIFEST, WORKER = "/manifest.webmanifest", "/service-worker.js"
NAME = "AGENT"
GROUND = "#5366d6"
ICONS = (
    ("icon-192", 192, "any"),
    ("icon-512", 512, "any"),
    ("icon-maskable-512", 512, "maskable"),
)


def web_app_routes(app: WebApp, assets: AssetStore) -> list[BaseRoute]:
    """Return the two addresses; both are the same for everybody, signed in or not."""
    manifest = Response(json.dumps(_manifest(app, assets)), media_type="application/manifest+json")
    worker = Response(_worker(app, assets), media_type="text/javascript")
    for one in (manifest, worker):
        one.headers["Cache-Control"] = "no-cache"
    return [
        Route(MANIFEST, manifest, methods=["GET"]),
        Route(WORKER, worker, methods=["GET"]),
    ]


def _manifest(app: WebApp, assets: AssetStore) -> dict[str, object]:
    return {
        "id": "/",
        "name": NAME,
        "short_name": NAME,
        "description": "Rooms in which people and agents work together.",
        "start_url": app.start_url,
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": [
            {
                "src": assets.url(f"img/{name}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, size, purpose in ICONS
        ],
        "shortcuts": [{"name": label, "url": href} for label, href in app.shortcuts],
    }


def _worker(app: WebApp, assets: AssetStore) -> str:
    """Return a script that differs from build to build, so that browsers see a new one."""
    shell = {
        "build": assets.build_id,
        "start": app.start_url,
        "assets": assets.all,
        "icon": assets.url("img/icon-192.png"),
        "badge": assets.url("img/icon-badge-96.png"),
    }
    scripts = ", ".join(json.dumps(assets.url(path)) for path in app.worker)
    return f"self.shell = {json.dumps(shell)};\nimportScripts({scripts});\n"
