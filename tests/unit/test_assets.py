"""The files that pages load, as they are served."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.assets import ROOT, AssetStore, without_comments
from plugins.host import Assets
from tests.command import ROOT as REPOSITORY

NODE = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
TSC = (
    str(REPOSITORY / "node_modules" / ".bin" / "tsc"),
    *"--ignoreConfig --allowJs --noCheck --removeComments --target esnext --module esnext".split(),
)
PLUGINS = REPOSITORY / "plugins"
SHEETS = {
    "page.css": '/* A page. */\n@import "parts/one.css";\n@import "parts/two.css";\n',
    "parts/one.css": "a { color: red }\n",
    "parts/two.css": '@import "../three.css";\nb { color: blue }\n',
    "three.css": "c { color: green }\n",
}
JOINED = b"/* A page. */\na { color: red }\nc { color: green }\nb { color: blue }\n"


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    (tmp_path / "parts").mkdir()
    for name, text in SHEETS.items():
        (tmp_path / name).write_text(text)
    return AssetStore([Assets(folders=(".",))], root=tmp_path)


async def served(store: AssetStore, path: str, encodings: str = "gzip") -> httpx2.Response:
    app = Starlette(routes=[Route("/static/{build}/{path:path}", store.serve)])
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.get(store.url(path), headers={"Accept-Encoding": encodings})


async def test_a_style_sheet_holds_those_that_it_imports_in_their_places(store: AssetStore) -> None:
    answer = await served(store, "page.css")
    assert answer.content == JOINED
    assert (await served(store, "three.css")).text == SHEETS["three.css"]


async def test_a_sheet_that_imports_what_is_not_served_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "page.css").write_text('@import "gone.css";\n')
    with pytest.raises(KeyError, match=r"gone\.css"):
        AssetStore([Assets(files=("page.css",))], root=tmp_path)


async def test_text_is_sent_compressed_to_those_who_can_read_it(store: AssetStore) -> None:
    plain = await served(store, "page.css", "identity")
    assert "content-encoding" not in plain.headers
    packed = await served(store, "page.css", "br, gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert int(packed.headers["content-length"]) == len(gzip.compress(JOINED))
    assert packed.content == plain.content == JOINED


async def test_a_script_is_sent_without_its_comments_line_for_line(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("// @ts-check\n/**\n * A sum.\n */\nlet a = 1; // one\n")
    store = AssetStore([Assets(files=("a.js",))], root=tmp_path)
    assert (await served(store, "a.js")).text == "\n\n\n\nlet a = 1; // one\n"


def test_without_its_comments_every_script_is_the_same_program(tmp_path: Path) -> None:
    """TypeScript, told to leave comments out, writes both in the same words."""
    programs = []
    for name in ("whole", "sent"):
        for path in ROOT.rglob("*.js"):
            target = tmp_path / name / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            script = path.read_bytes()
            target.write_bytes(script if name == "whole" else without_comments(script))
        built = tmp_path / f"{name}-built"
        command = [*TSC, "--rootDir", str(tmp_path / name), "--outDir", str(built)]
        files = [str(path) for path in (tmp_path / name).rglob("*.js")]
        subprocess.run([*command, *files], check=True, env=NODE)
        written = sorted(built.rglob("*.js"))
        programs.append({path.relative_to(built): path.read_bytes() for path in written})
    assert len(programs[0]) > 100
    assert programs[0] == programs[1]


def test_scripts_are_loaded_ahead_with_all_that_they_import(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "page.js").write_text(
        'import {\n  a,\n} from "./lib/a.js";\nimport "./lib/b.js";\n'
        'const later = () => import("./later.js");\n/** @import {T} from "./types.js" */\n'
    )
    (tmp_path / "lib" / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (tmp_path / "lib" / "b.js").write_text('export { c as b } from "../c.js";\n')
    for name in ("c", "later", "types"):
        (tmp_path / f"{name}.js").write_text("export const c = 1;\n")
    store = AssetStore([Assets(folders=(".",))], root=tmp_path)
    names = ["page.js", "lib/a.js", "lib/b.js", "c.js"]
    assert store.modules("page.js", "lib/b.js") == [
        store.url(name) for name in ("page.js", "lib/b.js", "lib/a.js", "c.js")
    ]
    assert store.modules("page.js") == [store.url(name) for name in names]


def test_every_style_sheet_is_on_a_page() -> None:
    """An `@import` in one of the files called `…_page.css` puts it there, or a plugin does."""
    sheets = {path: path.read_text("utf-8") for path in (ROOT / "css").rglob("*.css")}
    imported = {
        (path.parent / name).resolve()
        for path, text in sheets.items()
        for name in re.findall(r'^@import "([^":]+)";$', text, re.MULTILINE)
    }
    put_by_guests = "".join(path.read_text("utf-8") for path in PLUGINS.rglob("*.py"))
    for path in sheets:
        is_put = f'"{path.relative_to(ROOT).as_posix()}"' in put_by_guests
        assert path in imported or is_put or path.name.endswith("_page.css"), path
    for template in ROOT.rglob("*.html"):
        for name in re.findall(r'"(css/[^"]+)"', template.read_text("utf-8")):
            assert name.endswith("_page.css"), f"{template} loads {name}"
