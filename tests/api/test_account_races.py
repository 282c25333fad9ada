"""Accounts that change while somebody else changes them, signs in, or stays away for good."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from agent.account_rules import AccountChange
from agent.auth import DEVICES
from tests.cast import PASSWORD, House


def meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str, act: Callable[[], Awaitable[object]]
) -> None:
    """Let something happen once, right after a password was hashed or compared."""
    passwords = house.host.accounts._passwords
    real = getattr(passwords, step)

    async def delayed(*arguments: str) -> object:
        monkeypatch.setattr(passwords, step, real)
        found = await real(*arguments)
        await act()
        return found

    monkeypatch.setattr(passwords, step, delayed)


async def test_a_new_password_does_not_give_back_a_role_that_was_taken_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts, alice = house.host.accounts, house.alice.user
    await accounts.change("bob", AccountChange(role="admin"), by=alice)
    change = AccountChange(role="member", display_name="Robert")
    meanwhile(house, monkeypatch, "hash", lambda: accounts.change("bob", change, by=alice))
    changed = await accounts.change("bob", AccountChange(password="tea for 3 and 4"), by=alice)
    assert (changed.role, changed.display_name) == ("member", "Robert")


async def test_an_admin_sets_no_password_of_who_became_an_owner_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dave = await house.newcomer("dave", "admin")
    owner = AccountChange(role="owner")
    accounts, alice = house.host.accounts, house.alice.user
    meanwhile(house, monkeypatch, "hash", lambda: accounts.change("bob", owner, by=alice))
    answer = await dave.call("PUT", "/api/admin/users/bob", {"password": "tea for 3 and 4"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_an_old_password_that_is_replaced_meanwhile_opens_no_session(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts, alice = house.host.accounts, house.alice.user
    reset = AccountChange(password="tea for 3 and 4")
    meanwhile(house, monkeypatch, "verify", lambda: accounts.change("bob", reset, by=alice))
    assert await house.host.auth.authenticate("bob", PASSWORD) is None
    assert await house.host.auth.authenticate("bob", "tea for 3 and 4") is not None


async def test_sessions_of_who_never_comes_back_are_forgotten(house: House) -> None:
    sessions, database = house.host.sessions, house.host.database
    left = await database.fetch_all("SELECT session_id FROM sessions")
    assert left
    sessions._found.clear()  # as after a restart
    house.clock.move(8 * 24 * 3600)
    await house.enter("bob")
    await sessions.end_overdue()
    kept = await database.fetch_all("SELECT user_id FROM sessions")
    assert [row["user_id"] for row in kept] == [house.bob.user.user_id]


async def test_devices_of_who_signs_in_again_and_again_are_bounded(house: House) -> None:
    user_id = house.bob.user.user_id
    for _ in range(DEVICES + 1):
        await house.host.auth.sign_in("bob", PASSWORD, address="192.0.2.1")
    rows = await house.host.database.fetch_all(
        "SELECT 1 FROM devices WHERE user_id = :user_id", user_id=user_id
    )
    assert len(rows) == DEVICES
