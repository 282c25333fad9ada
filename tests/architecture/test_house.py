"""The house: imports go down, nothing is global, SQL is made of constants, files are short."""

from __future__ import annotations

import ast
import posixpath
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = (
    ("agent/storage/", 1),
    ("agent/bus/", 1),
    ("agent/models.py", 0),
    ("agent/errors.py", 0),
    ("agent/ports.py", 0),
    ("agent/permissions.py", 0),
    ("agent/events.py", 0),
    ("agent/client_events.py", 0),
    ("agent/settings.py", 0),
    ("agent/", 2),
    ("plugins/hookspecs.py", 3),
    ("plugins/host.py", 3),
    ("plugins/manager.py", 3),
    ("api/", 4),
    ("plugins/", 5),
)

HOST = ("knowledge_server", "api.cli", "api.serve", "api.index", "api.commands", "api.doctor")
CHAT = ("agent.chat", "agent.message_", "agent.room_", "agent.presence", "agent.storage.chat")
CHAT_DOORS = ("api.chat", "plugins.chat_rooms")
PACKAGES = ("agent", "api", "plugins")
SHORT = 300
SCRIPTS = ROOT / "static" / "js"
SCRIPTS_ABOVE = {"lib": ("chat", "host"), "host": ("chat",), "chat": ("chat/later",)}
"""What the scripts of a folder never import; `chat/later` is only asked for when it is needed."""

FROM_HTML = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|DOMParser|createContextual")


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*found, ROOT / "knowledge_server.py"] if folders == PACKAGES else found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def floor(name: str) -> int:
    return next((number for prefix, number in FLOORS if name.startswith(prefix)), 9)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted modules that a file imports, wherever it does, types apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body.clear()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            assert node.module is not None
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if module(name) else node.module for name in names)


def module(dotted: str) -> str | None:
    """Return the file of one of our modules, None for what is none."""
    path = dotted.replace(".", "/")
    for name in (f"{path}.py", f"{path}/__init__.py"):
        if (ROOT / name).is_file():
            return name
    return None


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=name_of)
def test_imports_only_go_down(path: Path) -> None:
    here = name_of(path)
    for dotted in set(imports(parsed(path))):
        target = module(dotted)
        if target is None:
            continue
        assert floor(target) <= floor(here), f"{here} imports {dotted}"


def test_the_domain_knows_no_web_framework_and_no_driver() -> None:
    web = {"starlette", "uvicorn", "websockets", "click", "jinja2", "pluggy"}
    drivers = {"sqlite3", "aiosqlite", "alembic", "sqlalchemy"}
    for path in sources("agent"):
        here = name_of(path)
        forbidden = web if here.startswith("agent/storage/") else web | drivers
        for dotted in imports(parsed(path)):
            assert dotted.split(".")[0] not in forbidden, f"{here} imports {dotted}"


def test_the_host_never_imports_the_chat() -> None:
    """Not by a detour either: everything that the host's commands reach is looked at."""
    reached, waiting = set(HOST), list(HOST)
    while waiting:
        name = module(waiting.pop())
        assert name is not None
        found = {dotted for dotted in imports(parsed(ROOT / name)) if module(dotted)}
        waiting += found - reached
        reached |= found
    assert len(reached) > 40
    assert not [dotted for dotted in reached if dotted.startswith((*CHAT, *CHAT_DOORS))]


@pytest.mark.parametrize("folder", SCRIPTS_ABOVE)
def test_scripts_import_only_what_is_below_and_there(folder: str) -> None:
    for path in (SCRIPTS / folder).rglob("*.js"):
        here = path.relative_to(SCRIPTS).as_posix()
        if here.startswith(SCRIPTS_ABOVE[folder]):
            continue
        for name in re.findall(r'^import .*"(\..+)";$', path.read_text("utf-8"), re.MULTILINE):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(here), name))
            assert (SCRIPTS / target).is_file(), f"{here} imports {target}"
            above = tuple(f"{one}/" for one in SCRIPTS_ABOVE[folder])
            assert not target.startswith(above), f"{here} imports {target}"


def test_html_becomes_a_part_of_a_page_in_one_place() -> None:
    found = [path for path in SCRIPTS.rglob("*.js") if FROM_HTML.search(path.read_text("utf-8"))]
    assert found == [SCRIPTS / "lib" / "markup.js"]


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=name_of)
def test_nothing_is_global(path: Path) -> None:
    """What a module binds is a constant: no list or dict that changes, no object that lives."""
    tree = parsed(path)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
    made = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        changed = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            changes = ("append", "add", "update", "pop", "clear", "extend", "setdefault", "remove")
            changed = node.func.value if node.func.attr in changes else None
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            changed = node.value
        elif isinstance(node, ast.AugAssign):
            changed = node.target
        if isinstance(changed, ast.Name) and changed.id in made - local_names(tree, node):
            raise AssertionError(f"{name_of(path)}: {ast.unparse(node)} changes {changed.id}")


def local_names(tree: ast.Module, inner: ast.AST) -> set[str]:
    """Return the names that the functions around a node bind for themselves."""
    return {
        name.id
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(node is inner for node in ast.walk(function))
        for name in ast.walk(function)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=name_of)
def test_sql_is_put_together_from_constants_alone(path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.JoinedStr):
            continue
        text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        words = set(text.split())
        is_sql = words & {"SELECT", "INSERT", "UPDATE", "DELETE", "WHERE"} and words & {
            "FROM",
            "INTO",
            "SET",
            "WHERE",
        }
        starts = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        if not is_sql:
            continue
        for part in starts:
            name = ast.unparse(part.value)
            is_constant = name.lstrip("_").isupper() or name == "owner.version_table"
            assert is_constant, f"{name_of(path)}:{node.lineno} puts {name} into SQL"


def test_no_file_is_long_and_no_function_fills_more_than_a_screen() -> None:
    suffixes = {".py", ".js", ".css", ".html"}
    folders = (*PACKAGES, "migrations", "static")
    files = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.suffix in suffixes]
    for path in [*files, ROOT / "knowledge_server.py"]:
        lines = path.read_text("utf-8").count("\n")
        assert lines <= SHORT, f"{name_of(path)} has {lines} lines"
    assert (ROOT / "knowledge_server.py").read_text("utf-8").count("\n") < 150
    for path in sources(*PACKAGES):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                assert size <= 60, f"{name_of(path)}: {node.name} has {size} lines"


def test_importing_does_nothing() -> None:
    """A module's top level binds names; the roof's last lines are the one exception."""
    for path in sources(*PACKAGES):
        for node in parsed(path).body:
            if isinstance(node, ast.Expr):
                assert isinstance(node.value, ast.Constant), f"{name_of(path)}:{node.lineno}"


def test_nothing_in_the_repository_is_a_link() -> None:
    """A link called .venv, once added, took the place of the folder wherever it was pulled."""
    listed = subprocess.run(
        ["git", "ls-files", "--stage"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []
