"""Peers install themselves on first use; where that cannot be, their rows say why."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.performance.servers import ROOT

HERE = Path(__file__).parent
BUILD = ROOT / "build"
INSTALLED = BUILD / HERE.name
POLICY = Path("/usr/sbin/policy-rc.d")
INSTALL_SECONDS = 300


class Unavailable(Exception):
    """This machine cannot run a peer; the text says why."""


def debian(*packages: str) -> str:
    """Install Debian's packages if need be; returns the version of the last. As root, else named.

    Their services are not started.
    """
    if shutil.which("dpkg-query") is None:
        raise Unavailable("needs Debian's packages " + " ".join(packages))
    missing = [package for package in packages if _version(package) is None]
    if missing:
        names = " ".join(missing)
        if os.geteuid() != 0:
            raise Unavailable(f"as root: apt-get install {names}")
        print(f"Installing Debian's {names} ...", flush=True)
        with _services_stay_off():
            _apt("update", "-qq")
            _apt("install", "-y", "-qq", "--no-install-recommends", *missing)
    return _version(packages[-1]) or "?"


def node_modules(home: Path = HERE) -> Path:
    """Install the npm packages of a folder's package-lock.json if need be; returns their folder."""
    folder = BUILD / home.name / "node"
    lock = home / "package-lock.json"
    if not _is_current(folder, lock):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in (home / "package.json", lock):
            shutil.copy(file, folder)
        npm = ["npm", "ci", "--omit=dev", "--loglevel=error", "--no-audit", "--no-fund"]
        _install(npm, folder, lock, NODE_OPTIONS="--use-system-ca")
    return folder / "node_modules"


def node_version(package: str) -> str:
    """Return the version of an installed npm package."""
    manifest = json.loads((node_modules() / package / "package.json").read_text())
    return str(manifest["version"])


def python_environment(name: str) -> Path:
    """Install the hashed requirements-NAME.txt if need be; returns the interpreter that sees it."""
    folder, lock = INSTALLED / name, HERE / f"requirements-{name}.txt"
    interpreter = folder / "bin" / "python"
    if not _is_current(folder, lock):
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        pip = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _install([*pip, "--require-hashes", "-r", str(lock)], folder, lock)
    return interpreter


def python_version(name: str, package: str) -> str:
    """Return the version of a package in such an environment."""
    found = f"import importlib.metadata; print(importlib.metadata.version({package!r}))"
    asked = [str(python_environment(name)), "-c", found]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _is_current(folder: Path, lock: Path) -> bool:
    stamp = folder / "installed"
    return stamp.exists() and stamp.read_text() == lock.read_text()


def _install(command: Sequence[str], folder: Path, lock: Path, **settings: str) -> None:
    print(f"Installing {lock.name} ...", flush=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PATH": path, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=INSTALL_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{command[0]}: {error}") from error
    if done.returncode:
        raise Unavailable(f"{lock.name}: {_last_line(done)}")
    (folder / "installed").write_text(lock.read_text())


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else "failed"


def _version(package: str) -> str | None:
    asked = ["dpkg-query", "-W", "-f=${db:Status-Status} ${Version}", package]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    state, _, version = answer.stdout.partition(" ")
    return version if state == "installed" else None


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", *arguments], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise Unavailable(f"apt-get {arguments[0]}: {_last_line(done)}")


@contextlib.contextmanager
def _services_stay_off() -> Iterator[None]:
    """Debian asks this file whether a newly installed service may start."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
