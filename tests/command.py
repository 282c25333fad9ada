"""The command `knowledge-server`: to its end in this process, or serving in one of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from api.cli import main
from knowledge_server import ROOF as HANDED

ROOT = Path(__file__).parents[1]
PATIENCE = 20.0


def environment(**settings: str) -> dict[str, str]:
    """Return the environment without anybody's own settings."""
    kept = {name: text for name, text in os.environ.items() if "KNOWLEDGE_SERVER" not in name}
    return {
        **kept,
        "PYTHONUNBUFFERED": "1",
        **{f"KNOWLEDGE_SERVER_{name}": text for name, text in settings.items()},
    }


def run(*arguments: str, typed: str | bytes = "", **settings: str) -> Result:
    """Run a command to its end in this process; what would be a traceback is raised."""
    given = {f"KNOWLEDGE_SERVER_{name}": text for name, text in settings.items()}
    result = CliRunner().invoke(main, arguments, input=typed, env=given, obj=HANDED)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(*arguments: str, typed: str | bytes = "", **settings: str) -> str:
    """Run a command that fails; returns its one line on standard error."""
    result = run(*arguments, typed=typed, **settings)
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("knowledge-server: ")
    return lines[0]


class EndedEarly(AssertionError):
    """It ended before it served; the text is its standard error."""


class Served:
    """A running `serve`."""

    def __init__(self, process: subprocess.Popen[str], line: str) -> None:
        self.process = process
        self.line = line
        found = re.match(r"http://[^/\s]+", line)
        assert found is not None, line
        self.base = found.group()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> tuple[int, str]:
        """End it as an administrator would; returns exit code and standard error."""
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors


def first_line(process: subprocess.Popen[str]) -> str:
    """Return what a process says first; one that says nothing in time is killed."""
    assert process.stdout is not None
    deadline = threading.Timer(PATIENCE, process.kill)
    deadline.start()
    try:
        return process.stdout.readline().strip()
    finally:
        deadline.cancel()


@contextlib.contextmanager
def serving(
    directory: Path, *arguments: str, within: Sequence[str] = (), **settings: str
) -> Iterator[Served]:
    """Run `serve` on a free port until the block ends; `within` is a program that runs it."""
    process = subprocess.Popen(
        [
            *within,
            sys.executable,
            str(ROOT / "knowledge_server.py"),
            "serve",
            "--port=0",
            f"--data-dir={directory}",
            *arguments,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**settings),
        cwd=ROOT,
    )
    with process:
        line = first_line(process)
        try:
            if not line:
                raise EndedEarly(process.communicate(timeout=PATIENCE)[1])
            yield Served(process, line)
        finally:
            if process.poll() is None:
                process.kill()


def status(url: str, **headers: str) -> int:
    """Return the HTTP status of a GET that follows no redirect."""
    return fetch(url, **headers)[0]


def fetch(url: str, **headers: str) -> tuple[int, str]:
    """Return status and text of a GET that follows no redirect."""
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, headers=headers)
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None
