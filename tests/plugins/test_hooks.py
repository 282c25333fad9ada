"""The hooks: each is documented and used, and somebody else's plugin works with them."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pluggy
import pytest

from agent.errors import StartError
from agent.settings import Settings
from knowledge_server import open_app
from plugins import hookspecs
from plugins.chat_rooms import Plugin
from plugins.manager import plugin_manager
from tests.cast import House, open_house

ROOT = Path(__file__).parents[2]

TINY = """
import contextlib

from api.operations import Operation, answer
from plugins.hookspecs import hookimpl
from plugins.host import NavigationEntry

EVENTS = []


@hookimpl
@contextlib.asynccontextmanager
async def lifespan(host):
    EVENTS.append("opened")
    yield
    EVENTS.append("closed")


@hookimpl
def register_routes(pages):
    async def hello(call):
        return answer({"hello": call.user.username})

    async def page(call):
        return await pages.render("error.html", user=call.user, here="/tiny")

    return [
        Operation(method="GET", path="/api/tiny", handler=hello, summary="Say hello"),
        Operation(method="GET", path="/tiny", handler=page, summary="A page", access="page"),
    ]


@hookimpl
async def navigation_entries(user):
    return [NavigationEntry(label="Tiny", href="/tiny", badge=3)]
"""


def hooks() -> list[str]:
    tree = ast.parse(inspect.getsource(hookspecs))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, source: str) -> None:
    """Put a package with an entry point on the path, as pip would."""
    (folder / f"{name}_plugin.py").write_text(source)
    metadata = folder / f"{name}_plugin-1.0.dist-info"
    metadata.mkdir()
    about = f"Metadata-Version: 2.1\nName: {name}-plugin\nVersion: 1.0\n"
    (metadata / "METADATA").write_text(about)
    (metadata / "entry_points.txt").write_text(f"[knowledge_server]\n{name} = {name}_plugin\n")
    monkeypatch.syspath_prepend(folder)


def test_every_hook_is_documented_and_used() -> None:
    manual = (ROOT / "docs" / "plugin_hooks.md").read_text("utf-8")
    sources = [
        path.read_text("utf-8")
        for folder in ("api", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "hookspecs.py"
    ] + [(ROOT / "knowledge_server.py").read_text("utf-8")]
    assert len(hooks()) >= 8
    for name in hooks():
        assert f"### {name}(" in manual, name
        assert getattr(hookspecs, name).__doc__, name
        assert any(f"hook.{name}" in source for source in sources), name
        assert hasattr(Plugin, name), name  # the chat uses the whole contract


async def test_somebody_elses_plugin_adds_a_route_and_an_entry(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "tiny", TINY)
    async with open_house(data, "bob") as house:
        assert await house.bob.get("/api/tiny") == {"hello": "bob"}
        assert (await house.http.get("/api/tiny")).status_code == 401
        page = await house.bob.call("GET", "/tiny", Accept="text/html")
        assert page.status_code == 200
        for text in ('href="/tiny"', "<span>Tiny</span>", ">3</span>", 'href="/chat"'):
            assert text in page.text
        events = list(vars(house.host.plugins.get_plugin("tiny"))["EVENTS"])
        plugin = house.host.plugins.get_plugin("tiny")
    assert events == ["opened"]
    assert vars(plugin)["EVENTS"] == ["opened", "closed"]


async def test_an_installed_plugin_can_be_disabled_by_its_name(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "other", TINY)
    async with open_house(data, "bob", plugins_disabled="other") as house:
        assert (await house.bob.call("GET", "/api/tiny")).status_code == 404
        assert (await house.bob.call("GET", "/api/rooms")).status_code == 200


async def test_a_hook_that_does_not_exist_stops_the_start(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "from plugins.hookspecs import hookimpl\n\n@hookimpl\ndef register_rotues(): ...\n"
    install(tmp_path, monkeypatch, "typo", source)
    with pytest.raises(StartError, match="register_rotues"):
        async with open_app(Settings(data_dir=str(data))):
            pass


def test_a_plugin_that_is_disabled_and_unknown_is_named() -> None:
    with pytest.raises(StartError, match="chess"):
        plugin_manager(["plugins.chat_rooms"], disabled=frozenset({"chess", "chat_rooms"}))


def test_every_server_has_a_plugin_manager_of_its_own() -> None:
    managers = [plugin_manager(["plugins.chat_rooms"]) for _ in range(2)]
    plugins = [manager.get_plugin("chat_rooms") for manager in managers]
    assert all(isinstance(manager, pluggy.PluginManager) for manager in managers)
    assert plugins[0] is not plugins[1]


async def test_two_servers_in_one_process_know_nothing_of_each_other(
    house: House, tmp_path: Path
) -> None:
    async with open_house(tmp_path / "second") as second:
        zoe = await second.newcomer("zoe")
        general = (await zoe.room("General"))["id"]
        async with house.alice.socket() as alice, zoe.socket() as talk:
            await talk.post(general, "Only here.")
            assert all(event["type"] != "message" for event in await alice.settled())
        assert await house.host.accounts.by_name("zoe") is None
