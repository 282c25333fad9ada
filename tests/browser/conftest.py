"""A real server in a process of its own, and Debian's Chromium.

What the pages of a failed test did is kept, with a picture of how each looked in the end:
`playwright show-trace build/traces/NAME.zip` plays it. With TRACES=full in the environment every
step shows the page as it was, and tests take up to twice as long.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from weakref import WeakSet

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.command import PATIENCE, first_line

ROOT = Path(__file__).parents[2]
TRACES = ROOT / "build" / "traces"
PASSWORD = "correct horse battery"
CHROMIUM = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP plain.example 127.0.0.1",  # unlike 127.0.0.1, not to be trusted
]
HAS_FAILED = pytest.StashKey[bool]()
TRACED = WeakSet[BrowserContext]()
expect.set_options(timeout=10_000)


class ServerProcess:
    """`knowledge-server serve` on a folder; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0  # any free one, kept when it is started again
        self.url = ""
        self.first_line = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self, **settings: str) -> None:
        """Start it and wait until it prints its address."""
        given = {f"KNOWLEDGE_SERVER_{name}": text for name, text in settings.items()}
        self._process = subprocess.Popen(
            [*self._command, "serve", "--port", str(self.port), "--data-dir", str(self.folder)],
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.first_line = first_line(self._process)
        found = re.match(r"http://127\.0\.0\.1:(\d+)", self.first_line)
        assert found is not None, self.first_line
        self.url, self.port = found.group(), int(found.group(1))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, orderly or by SIGKILL."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=20)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def add(self, name: str, role: str = "member") -> None:
        """Make an account on the terminal."""
        command = [*self._command, "user", "add", name, "--role", role, "--password-stdin"]
        subprocess.run(
            [*command, "--data-dir", str(self.folder)],
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            cwd=ROOT,
            capture_output=True,
            timeout=PATIENCE,
        )

    @property
    def _command(self) -> list[str]:
        return [sys.executable, "knowledge_server.py"]


@pytest.fixture(scope="session")
def with_accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with alice, who owns the server, and bob."""
    server = ServerProcess(tmp_path_factory.mktemp("browser"))
    server.add("alice", "owner")
    server.add("bob")
    return server.folder


@pytest.fixture(scope="session")
def with_carol(with_accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with carol."""
    folder = tmp_path_factory.mktemp("carol") / "data"
    server = ServerProcess(Path(shutil.copytree(with_accounts, folder)))
    server.add("carol")
    return server.folder


@pytest.fixture
def server(with_accounts: Path, tmp_path: Path) -> Iterator[ServerProcess]:
    """A running server that alice and bob have accounts on."""
    process = ServerProcess(Path(shutil.copytree(with_accounts, tmp_path / "data")))
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def shared_server(
    with_carol: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    """A running server for a whole module, whose tests each make rooms of their own."""
    folder = tmp_path_factory.mktemp("shared") / "data"
    process = ServerProcess(Path(shutil.copytree(with_carol, folder)))
    process.start(MESSAGE_RATE="0")  # a test fills a room at once
    yield process
    process.stop()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A running server that nobody has used yet."""
    process = ServerProcess(tmp_path / "data")
    process.start()
    yield process
    process.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests of this process: to start it takes as long as a test."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*CHROMIUM, "--disable-gpu"]
        )
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(scope="module", autouse=True, loop_scope="session")
async def closed_behind(browser: Browser) -> AsyncIterator[None]:
    """Close what a module has opened."""
    yield
    for context in browser.contexts:
        await context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave word for `traces` whether the test failed."""
    report = yield
    if report.failed:
        item.stash[HAS_FAILED] = True
    return report


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def traces(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[None]:
    """Record every page, and keep the records of a test that failed; close those of its own."""
    shared = set(browser.contexts)  # fixtures of the module come before those of a test
    yield
    has_failed = request.node.stash.get(HAS_FAILED, False)
    for number, context in enumerate(browser.contexts):
        for page in context.pages if has_failed else ():
            await page.screenshot(path=TRACES / f"{request.node.name}-{number}.png")
        if context in TRACED:
            path = TRACES / f"{request.node.name}-{number}.zip" if has_failed else None
            await context.tracing.stop_chunk(path=path)
            await context.tracing.start_chunk()  # for the next test with this page
        if context not in shared:
            await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alice(shared_server: ServerProcess, browser: Browser) -> Page:
    """The rooms as alice sees them, who owns the server."""
    return await enter(browser, shared_server, "alice")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bob(shared_server: ServerProcess, browser: Browser) -> Page:
    """The rooms as bob sees them, who wants little motion: it costs a third of a test's time."""
    return await enter(browser, shared_server, "bob", reduced_motion="reduce")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def carol(shared_server: ServerProcess, browser: Browser) -> Page:
    """The rooms as carol sees them, likewise."""
    return await enter(browser, shared_server, "carol", reduced_motion="reduce")


async def enter(browser: Browser, server: ServerProcess, name: str, **context: object) -> Page:
    """Sign a person in, in a browser context of their own, and open the rooms.

    The page of the sign-in has tests of its own: test_first_load.py, test_frame.py, test_unsent.py.
    """
    page = await open_page(await browser.new_context(**context))  # type: ignore[arg-type]  # options of one test
    signing_in = {"username": name, "password": PASSWORD}
    answer = await page.request.post(f"{server.url}/api/auth/login", data=signing_in)
    assert answer.ok, await answer.text()
    await page.goto(f"{server.url}/chat")
    await expect(page.locator("[data-status]")).to_contain_text("Connected")
    return page


async def open_page(context: BrowserContext) -> Page:
    """Open a page in which a script error or a refused resource fails the test."""
    if context not in TRACED:
        await context.tracing.start(snapshots=os.environ.get("TRACES") == "full")
        TRACED.add(context)
    page = await context.new_page()

    def fail(text: str) -> None:
        raise AssertionError(text)

    page.on("pageerror", lambda error: fail(f"{error}"))
    page.on(
        "console",
        lambda message: fail(message.text) if "Content Security Policy" in message.text else None,
    )
    return page


async def say(page: Page, text: str) -> None:
    """Write a message and send it."""
    await page.fill("[data-composer] textarea", text)
    await page.press("[data-composer] textarea", "Enter")
