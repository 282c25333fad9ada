"""A real server in a process of its own, and Debian's Chromium."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
CHROMIUM = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=10_000)


class ServerProcess:
    """`knowledge-server serve` on a folder; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.first_line = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it prints its address."""
        self._process = subprocess.Popen(
            [*self._command, "serve", "--port", str(self.port), "--data-dir", str(self.folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.first_line = self._process.stdout.readline().strip()

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


@pytest.fixture
def server(with_accounts: Path, tmp_path: Path) -> Iterator[ServerProcess]:
    """A running server that alice and bob have accounts on."""
    process = ServerProcess(Path(shutil.copytree(with_accounts, tmp_path / "data")))
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def shared_server(
    with_accounts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    """A running server for a whole module, whose tests each make rooms of their own."""
    folder = tmp_path_factory.mktemp("shared") / "data"
    process = ServerProcess(Path(shutil.copytree(with_accounts, folder)))
    process.add("carol")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KNOWLEDGE_SERVER_MESSAGE_RATE", "0")  # a test fills a room at once
        process.start()
    yield process
    process.stop()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A running server that nobody has used yet."""
    process = ServerProcess(tmp_path / "data")
    process.start()
    yield process
    process.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        yield chromium
        await chromium.close()


async def enter(browser: Browser, server: ServerProcess, name: str, **context: object) -> Page:
    """Sign a person in, in a browser context of their own, and open the rooms."""
    page = await open_page(await browser.new_context(**context))  # type: ignore[arg-type]  # options of one test
    await page.goto(f"{server.url}/login")
    await page.fill("input[name=username]", name)
    await page.fill("input[name=password]", PASSWORD)
    await page.press("input[name=password]", "Enter")
    await page.wait_for_url(f"{server.url}/")
    await page.goto(f"{server.url}/chat")
    await expect(page.locator("[data-status]")).to_contain_text("Connected")
    return page


async def open_page(context: BrowserContext) -> Page:
    """Open a page in which a script error or a refused resource fails the test."""
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
