"""Fixtures: every test has a server of its own, on a copy of one prepared data directory."""

from __future__ import annotations

import asyncio
import functools
import inspect
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.room_names import RoomDraft
from api.assets import AssetStore
from plugins.host import Assets
from tests.cast import PASSWORD, CheapPasswords, House, open_house

DEADLINE = 210.0
"""Seconds for what a test awaits: less than `timeout` in pyproject.toml, which ends anything."""

CAST = ("alice", "bob", "carol", "mallory")


class FailuresAtOnce:
    """Tells of a failure when it happens: a run that is broken off has no summary."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Name the test, how long it took and the last lines of what went wrong."""
        if report.failed:
            reason = report.longreprtext.splitlines()[-6:]
            self._terminal.write_line(f"\n{report.nodeid} {report.when}, {report.duration:.0f} s:")
            self._terminal.write_line("\n".join(f"  {line}" for line in reason))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Add the reporter, once that of pytest is there; the processes that run tests have none."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(FailuresAtOnce(terminal))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test that awaits a deadline: it fails at the line that waits."""
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = _in_time(item.obj)


def _in_time(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @functools.wraps(test)
    async def tried(*arguments: object, **fixtures: object) -> None:
        async with asyncio.timeout(DEADLINE):
            await test(*arguments, **fixtures)

    return tried


@pytest.fixture(scope="session", autouse=True)
def assets_read_once() -> Iterator[None]:
    """Let all servers of this process share the files that they serve: reading takes 80 ms."""
    stores: dict[tuple[Assets, ...], AssetStore] = {}

    def store(registered: Iterable[Assets]) -> AssetStore:
        key = tuple(registered)
        return stores.get(key) or stores.setdefault(key, AssetStore(key))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.index.AssetStore", store)
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the cast.

    `alice` owns the server and the private room Den, `bob` moderates Den, `carol` belongs to it;
    `mallory` has an account, is in no private room and has left General.
    """
    directory = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("knowledge_server.Passwords", CheapPasswords)
        asyncio.run(prepare(directory))
    return directory


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let servers that a test opens hash quickly."""
    monkeypatch.setattr("knowledge_server.Passwords", CheapPasswords)


@pytest.fixture
def data(prepared: Path, tmp_path: Path, cheap_passwords: None) -> Path:
    """This test's own copy of the prepared data directory."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))


@pytest_asyncio.fixture
async def house(data: Path) -> AsyncIterator[House]:
    """A running server with the cast signed in."""
    async with open_house(data, *CAST) as opened:
        yield opened


async def prepare(directory: Path) -> None:
    """Fill an empty data directory with the cast."""
    async with open_house(directory) as house:
        for name in CAST:
            role = "owner" if name == "alice" else "member"
            await house.host.accounts.create(name, password=PASSWORD, role=role)
            await house.enter(name)
        draft = RoomDraft(name="Den", room_type="private")
        den = await house.chat.rooms.create_room(draft, house.alice.user)
        await house.seat(den, house.bob, role="moderator")
        await house.seat(den, house.carol)
        general = await house.mallory.room("General")
        await house.chat.rooms.leave_room(general["id"], house.mallory.user)
