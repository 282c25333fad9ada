"""Peers install themselves on first use; where that cannot be, their rows say why."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")


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
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Unavailable(f"apt-get {arguments[0]}: {lines[-1] if lines else 'failed'}")


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
