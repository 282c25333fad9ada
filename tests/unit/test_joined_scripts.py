"""A page's scripts as one file: still the same scripts, each run once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.joined_scripts import JOINED, Unjoinable, join

NODE = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
SCRIPTS = {
    "js/page.js": (
        'import { Count, add as plus } from "./lib/count.js";\n'
        'import "./lib/greet.js";\n'
        "export const count = new Count();\n"
        'plus(count);\nimport("./later/more.js").then(({ more }) => more());\n'
    ),
    "js/lib/count.js": (
        "export class Count {\n  now = 0;\n}\n"
        "export function add(count) {\n  count.now += 1;\n}\n"
        "export async function never() {}\n"
    ),
    "js/lib/greet.js": 'console.log("hello");\n',
    "js/later/more.js": (
        'import { count } from "../page.js";\nimport { add, Count } from "../lib/count.js";\n'
        'import "../lib/greet.js";\n'
        "export function more() {\n"
        "  add(count);\n  console.log(count.now, count instanceof Count);\n}\n"
    ),
}


def test_pages_and_what_is_loaded_later_share_one_of_each_script(tmp_path: Path) -> None:
    contents = {path: script.encode() for path, script in SCRIPTS.items()}
    joined = join(contents, ["js/page.js"])
    assert sorted(joined) == [JOINED, "js/lib/count.js", "js/lib/greet.js", "js/page.js"]
    for path, script in {**contents, **joined}.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(script)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    command = ["node", str(tmp_path / "js" / "page.js")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=NODE)
    assert done.stdout.splitlines() == ["hello", "2 true"]


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        'export { a } from "./a.js";',
        'import * as a from "./a.js";',
        "export let a = 1;",
    ],
)
def test_what_cannot_be_joined_stops_the_start(line: str) -> None:
    with pytest.raises(Unjoinable, match=r"js/page\.js"):
        join({"js/page.js": line.encode(), "js/a.js": b""}, ["js/page.js"])


def test_scripts_that_import_in_a_ring_stop_the_start_by_name() -> None:
    ring = {
        "js/a.js": b'import { b } from "./b.js";\nexport const a = 1;\n',
        "js/b.js": b'import { a } from "./a.js";\nexport const b = 1;\n',
    }
    with pytest.raises(Unjoinable, match=r"js/a\.js imports js/b\.js imports js/a\.js"):
        join(ring, ["js/a.js"])


def test_without_scripts_to_start_with_nothing_is_joined() -> None:
    assert join({"js/a.js": b"export const a = 1;\n"}, []) == {}
