"""Web push: who is woken, what leaves the server, and what ends it."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.push_delivery import RefusedAddress, deliver, is_public, require_endpoint
from agent.push_notices import KEY_FILE
from tests.cast import House, Person, open_house
from tests.push_service import PushService, WakeableBrowser, claims, push_service

CAST = ("alice", "bob", "carol", "mallory")
pytestmark = pytest.mark.filterwarnings("error")


@pytest_asyncio.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as opened:
        yield opened


@pytest_asyncio.fixture
async def house(data: Path, service: PushService) -> AsyncIterator[House]:
    async with open_house(data, *CAST, push_local=True) as opened:
        opened.chat.push.grace = 0.05
        opened.chat.push.retries = (0.01, 0.01)
        yield opened


async def wakeable(person: Person, service: PushService) -> WakeableBrowser:
    """Let somebody be woken on a browser of theirs."""
    browser = WakeableBrowser(service, person.user.username)
    answer = await person.call("PUT", "/api/push", browser.subscription())
    assert answer.status_code == 204, answer.text
    return browser


async def say(person: Person, room_id: int, text: str, **more: object) -> int:
    """Post, and return the id of the message."""
    body = {"content": text, **more}
    answer = await person.call("POST", f"/api/rooms/{room_id}/messages", body)
    assert answer.status_code == 201, answer.text
    message_id: int = answer.json()["message"]["id"]
    return message_id


async def test_a_mention_wakes_who_is_away_and_the_push_holds_ids_alone(
    house: House, service: PushService
) -> None:
    bob = await wakeable(house.bob, service)
    den = (await house.bob.room("Den"))["id"]
    await say(house.carol, den, "nothing for anybody")
    message_id = await say(house.carol, den, "@bob the secret is plum")

    path, headers, body = await service.next()
    assert path == bob.path
    assert bob.read(body) == {"kind": "message", "room_id": den, "message_id": message_id}
    assert headers["content-encoding"] == "aes128gcm"
    assert int(headers["ttl"]) > 3600
    claimed = claims(headers["authorization"], (await house.bob.get("/api/push"))["key"])
    assert claimed["aud"] == service.base
    assert 0 < claimed["exp"] - house.clock.time() <= 24 * 3600
    assert claimed["sub"].startswith(("mailto:", "https:"))

    notice = (await house.bob.get(f"/api/messages/{message_id}/notice"))["notice"]
    assert notice == {
        "title": "carol · Den",
        "text": "@bob the secret is plum",
        "href": f"/chat/{den}?message={message_id}",
        "badge": 1,
    }
    assert service.received.empty()


async def test_who_may_not_read_a_message_is_told_nothing_of_it(house: House) -> None:
    den = (await house.bob.room("Den"))["id"]
    message_id = await say(house.carol, den, "@bob the secret is plum")
    absent = await house.mallory.call("GET", "/api/messages/99999/notice")
    hidden = await house.mallory.call("GET", f"/api/messages/{message_id}/notice")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text == absent.text
    await house.carol.call("DELETE", f"/api/messages/{message_id}")
    assert (await house.bob.call("GET", f"/api/messages/{message_id}/notice")).status_code == 404


async def test_levels_mutes_hours_and_a_busy_status_hold_for_pushes(
    house: House, service: PushService
) -> None:
    bob = await wakeable(house.bob, service)
    den = (await house.bob.room("Den"))["id"]
    everything = {"level": "everything", "muted_until": None}
    for quiet in (
        {"rooms": {str(den): {"level": "nothing", "muted_until": None}}},
        {"rooms": {str(den): {"level": None, "muted_until": "2099-01-01T00:00:00Z"}}},
        {
            "rooms": {str(den): everything},
            "do_not_disturb": {"start": "00:00", "end": "23:59", "timezone": "UTC"},
        },
    ):
        assert (await house.bob.call("PUT", "/api/preferences", quiet)).status_code == 200
        await say(house.carol, den, "@bob not now")
    await house.bob.call("PUT", "/api/preferences", {"do_not_disturb": None})
    await house.bob.call("POST", "/api/users/status", {"status": "busy"})
    await house.chat.presence.flush()
    await say(house.carol, den, "@bob neither now")
    await house.bob.call("POST", "/api/users/status", {"status": "online"})
    await house.chat.presence.flush()
    message_id = await say(house.carol, den, "heard by who hears everything")
    assert bob.read((await service.next())[2])["message_id"] == message_id
    assert service.received.empty()


async def test_what_is_read_on_a_screen_is_not_pushed(house: House, service: PushService) -> None:
    bob = await wakeable(house.bob, service)
    den = (await house.bob.room("Den"))["id"]
    house.chat.push.grace = 0.5
    async with house.bob.socket(f"/ws/rooms/{den}") as talk:
        seen = await say(house.carol, den, "@bob before your eyes")
        await talk.say("mark_read", room_id=den, message_id=seen)
        await talk.event("read_marker", message_id=seen)
        unseen = await say(house.carol, den, "@bob the page is in the background")
        assert bob.read((await service.next())[2])["message_id"] == unseen
    assert service.received.empty()


async def test_a_subscription_ends_with_its_session(house: House, service: PushService) -> None:
    await wakeable(house.bob, service)
    carol = await wakeable(house.carol, service)
    assert (await house.bob.get("/api/push"))["is_on"] is True
    den = (await house.bob.room("Den"))["id"]
    await house.bob.call("POST", "/api/auth/logout")
    await say(house.alice, den, "@bob @carol still there?")
    assert (await service.next())[0] == carol.path
    async with asyncio.timeout(5):
        while house.bob.user.user_id in house.chat.push.subscriptions.holders:  # noqa: ASYNC110 - the act of the bus's listener
            await asyncio.sleep(0)
    assert (await house.carol.call("DELETE", "/api/push")).status_code == 204
    await say(house.alice, den, "@carol and now?")
    assert (await house.carol.get("/api/push"))["is_on"] is False
    assert house.chat.push.subscriptions.holders == frozenset()
    assert service.received.empty()


async def test_a_browser_that_is_gone_is_forgotten_and_a_busy_service_tried_again(
    house: House, service: PushService
) -> None:
    await wakeable(house.bob, service)
    den = (await house.bob.room("Den"))["id"]
    service.statuses = [503, 429, 500]
    await say(house.carol, den, "@bob one")
    for _ in range(3):
        await service.next()
    service.statuses = [410]
    await say(house.carol, den, "@bob two")
    await service.next()
    async with asyncio.timeout(5):
        while house.chat.push.subscriptions.holders:  # noqa: ASYNC110 - the worker's act
            await asyncio.sleep(0)
    await say(house.carol, den, "@bob three")
    assert service.received.empty(), "three tries, and none for a browser that is gone"


async def test_a_push_service_that_never_answers_delays_no_message(
    house: House, service: PushService
) -> None:
    await wakeable(house.bob, service)
    den = (await house.bob.room("Den"))["id"]
    service.statuses = [None] * 50
    async with house.alice.socket() as talk, asyncio.timeout(5):
        for number in range(20):
            await say(house.carol, den, f"@bob {number}")
            await talk.event("message", room_id=den)
    assert len(house.chat.push._queue) <= 20


async def test_a_push_service_that_never_answers_holds_up_nobody_elses_pushes(
    house: House, service: PushService
) -> None:
    await wakeable(house.bob, service)
    carol = await wakeable(house.carol, service)
    den = (await house.bob.room("Den"))["id"]
    service.statuses = [None] * 20
    for number in range(20):
        await say(house.alice, den, f"@bob {number}")
    await say(house.alice, den, "@carol and you?")
    while (await service.next())[0] != carol.path:
        pass


async def test_only_a_browser_with_real_keys_at_a_real_address_is_taken(
    house: House, service: PushService
) -> None:
    right = WakeableBrowser(service, "bob").subscription()
    keys = right["keys"]
    assert isinstance(keys, dict)
    for change, field in (
        ({"endpoint": "not an address"}, "endpoint"),
        ({"endpoint": "https://user@push.example/x"}, "endpoint"),
        ({"keys": {**keys, "p256dh": keys["p256dh"][:-4] + "AAAA"}}, "keys"),
        ({"keys": {**keys, "auth": "AAAA"}}, "keys"),
        ({"keys": {**keys, "auth": "§"}}, "keys"),
    ):
        answer = await house.bob.call("PUT", "/api/push", {**right, **change})
        assert (answer.status_code, answer.json()["field"]) == (422, field), change
    token = await house.host.sessions.create_token(
        house.bob.user.user_id, name="bot", scopes=("read", "write")
    )
    bot = Person(house, house.bob.user, token)
    assert (await bot.call("PUT", "/api/push", right)).status_code == 403


async def test_the_servers_key_is_for_its_own_eyes_and_stays_the_same(data: Path) -> None:
    keys = []
    for _ in range(2):
        async with open_house(data, "bob") as house:
            keys.append((await house.bob.get("/api/push"))["key"])
    assert keys[0] == keys[1]
    assert stat.S_IMODE(os.stat(data / KEY_FILE).st_mode) == 0o600


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://updates.push.services.mozilla.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://user:pass@fcm.googleapis.com/x",
        "https:///x",
        "https://[::1/x",
        "https://push.example/a b",
        "https://push.example/\r\nX: y",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_of_a_push_service_is_refused(endpoint: str) -> None:
    with pytest.raises(RefusedAddress):
        require_endpoint(endpoint, may_be_local=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"])
async def test_a_push_leads_to_nowhere_inside(host: str) -> None:
    with pytest.raises(RefusedAddress):
        await deliver(f"https://{host}/latest/meta-data", {}, b"")


def test_an_address_within_another_is_looked_through() -> None:
    inside = ["::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "fc00::1"]
    inside += ["::127.0.0.1", "::1", "64:ff9b:1::7f00:1", "2001:0:7f00:1::", "fec0::1"]
    assert not any(
        map(is_public, [*inside, "0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255"])
    )
    assert all(map(is_public, ["142.250.1.1", "2a00:1450::1", "::ffff:142.250.1.1"]))
