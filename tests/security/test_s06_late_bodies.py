"""S6: a request that was begun in time and ends when its sender may do nothing any more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import pytest

from agent.account_rules import AccountChange
from agent.errors import Forbidden
from tests.cast import PASSWORD, House, Person


async def late(
    person: Person, path: str, body: object, change: Callable[[], Awaitable[None]]
) -> int:
    """Begin a POST, let something change, send its end; returns the status."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {person.token}",
        "Content-Type: application/json",
        "Expect: 100-continue",
        "Connection: close",
        f"Content-Length: {len(content)}",
    )
    address = urlsplit(person.house.base)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write("\r\n".join((*head, "\r\n")).encode())
    # Asked for by whoever reads the body, when the sender has been let in.
    assert (await reader.readline()).startswith(b"HTTP/1.1 100 ")
    await change()
    writer.write(content)
    answer = (await reader.read()).lstrip()
    writer.close()
    return int(answer.split(b" ", 2)[1])


async def test_who_is_disabled_ends_no_request_that_they_began(house: House) -> None:
    async def disable() -> None:
        await house.host.accounts.change("bob", AccountChange(is_active=False), by=house.alice.user)

    den = (await house.bob.room("Den"))["id"]
    path = f"/api/rooms/{den}/messages"
    assert await late(house.bob, path, {"content": "One more thing"}, disable) == 401
    messages = (await house.alice.get(path))["messages"]
    assert all(message["content"] != "One more thing" for message in messages)


async def test_who_is_no_admin_any_more_makes_no_other_one(house: House) -> None:
    async def demote() -> None:
        await house.host.accounts.change("ann", AccountChange(role="member"), by=house.alice.user)

    ann = await house.newcomer("ann", role="admin")
    account = {"username": "second", "password": PASSWORD, "role": "admin"}
    assert await late(ann, "/api/admin/users", account, demote) == 403
    assert await house.host.accounts.by_name("second") is None


async def test_a_role_that_is_lost_while_a_password_is_hashed_counts_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await house.newcomer("ann", role="admin")
    passwords = house.host.accounts._passwords
    hash_of = passwords.hash

    async def slow(password: str) -> str:
        await house.host.accounts.change("ann", AccountChange(role="member"), by=house.alice.user)
        return await hash_of(password)

    monkeypatch.setattr(passwords, "hash", slow)
    with pytest.raises(Forbidden):
        await house.host.accounts.create("second", password=PASSWORD, role="admin", by=ann.user)
    with pytest.raises(Forbidden):
        await house.host.accounts.change("bob", AccountChange(password=PASSWORD), by=ann.user)
    assert await house.host.accounts.by_name("second") is None
