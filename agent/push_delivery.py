"""Hands a push to a push service, whose address a browser named: it leads to nowhere inside."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

SECONDS = 10.0
"""For all of one delivery."""

HEAD_BYTES = 8192
INSIDE = tuple(
    map(
        ipaddress.ip_network,
        ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10"),
    )
)
"""Networks of IPv6 that carry an address of IPv4, which may be anything, or lead to one's own
site, and that Python calls global."""

LOOKUPS = ThreadPoolExecutor(8, thread_name_prefix="push lookup")
"""A name server that does not answer holds a thread for half a minute: none that others need."""


class RefusedAddress(Exception):
    """The address is not one on the public internet that speaks https."""


def require_endpoint(endpoint: str, *, may_be_local: bool) -> None:
    """Raise RefusedAddress unless this is written like the address of a push service."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise RefusedAddress(str(error)) from error
    is_plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
    if not is_plain or not parts.hostname or parts.username is not None or parts.fragment:
        raise RefusedAddress("not an address of a push service")
    if may_be_local:
        return
    if parts.scheme != "https" or port not in (None, 443):
        raise RefusedAddress("push services speak https")


async def deliver(
    endpoint: str, headers: Mapping[str, str], body: bytes, *, may_be_local: bool = False
) -> int:
    """Post and return the status. Raises RefusedAddress, OSError or TimeoutError.

    The name is looked up once and the address that was checked is the one connected to, so a
    name that changes its mind leads nowhere else. Redirections are not followed.
    """
    require_endpoint(endpoint, may_be_local=may_be_local)
    parts = urlsplit(endpoint)
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    async with asyncio.timeout(SECONDS):
        address = await _address(str(parts.hostname), port, may_be_local=may_be_local)
        reader, writer = await asyncio.open_connection(
            address,
            port,
            limit=HEAD_BYTES,
            ssl=ssl.create_default_context() if is_secure else None,
            server_hostname=parts.hostname if is_secure else None,
        )
        try:
            path = parts.path or "/"
            target = f"{path}?{parts.query}" if parts.query else path
            lines = [f"POST {target} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            lines += [f"Content-Length: {len(body)}", "", ""]
            writer.write("\r\n".join(lines).encode("ascii") + body)
            await writer.drain()
            return _status(await reader.readline())
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


def is_public(address: str) -> bool:
    """Tell whether an address is one on the public internet."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if any(found in network for network in INSIDE):
            return False
        found = found.ipv4_mapped or found
    return found.is_global and not found.is_multicast


async def _address(host: str, port: int, *, may_be_local: bool) -> str:
    look_up = functools.partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(LOOKUPS, look_up)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not (may_be_local or all(map(is_public, addresses))):
        raise RefusedAddress(f"{host} is not on the public internet")
    return addresses[0]


def _status(line: bytes) -> int:
    version, _, rest = line.partition(b" ")
    code = rest[:3]
    if not version.startswith(b"HTTP/1.") or not code.isdigit():
        raise ConnectionError("no answer of a push service")
    return int(code)
