"""The machine's clock jumps by days: order, counts, limits and what is heard stay as they are."""

from __future__ import annotations

import pytest

from agent.presence_manager import IDLE
from tests.cast import House

DAY = 86_400.0


class Wall:
    """The time of day, which jumps while the monotonic clock stands still."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self._jumped = 0.0
        real = house.clock.time
        monkeypatch.setattr(house.clock, "time", lambda: real() + self._jumped)

    def jump(self, days: float) -> None:
        self._jumped += days * DAY


async def test_messages_keep_their_order_and_are_counted_and_resumed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall(house, monkeypatch)
    den = await house.carol.room("Den")
    path = f"/api/rooms/{den['id']}/messages"
    async with house.bob.socket() as bob, house.carol.socket() as carol:
        sent = []
        for number, days in enumerate((0, -2, 3, -1)):
            wall.jump(days)
            sent.append(await bob.post(den["id"], f"Message {number}", client_id=f"c{number}"))
            assert (await carol.event("message"))["message"] == sent[-1]
        again = await bob.post(den["id"], "Message 1", client_id="c1")
        assert again == sent[1]
        await carol.say("resume", positions={str(den["id"]): [den["epoch"], den["seq"]]})
        for message in sent:
            assert (await carol.event("message"))["message"] == message
        assert (await carol.event("resumed"))["recovered"]
    assert [one["timestamp"] for one in sent] != sorted(one["timestamp"] for one in sent)
    assert (await house.carol.get(f"{path}?limit=4"))["messages"] == sent
    older = await house.carol.get(f"{path}?limit=1&before_id={sent[1]['id']}")
    assert older["messages"] == sent[:1]
    assert (await house.carol.room("Den"))["unread_count"] == den["unread_count"] + 4


async def test_limits_are_neither_lifted_nor_drawn_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall(house, monkeypatch)
    den = (await house.alice.room("Den"))["id"]
    changed = await house.alice.call("PUT", f"/api/rooms/{den}", {"slow_mode": 30})
    assert changed.status_code == 200
    async with house.carol.socket() as carol:
        await carol.post(den, "One.")
        for days in (1, -2):
            wall.jump(days)
            await carol.say("send_message", room_id=den, content="Two.")
            assert (await carol.event("error"))["code"] == "rate_limited"
        house.clock.move(30.0)
        await carol.post(den, "Two.")


async def test_nobody_is_away_or_gone_before_the_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall(house, monkeypatch)
    async with house.alice.socket() as alice, house.carol.socket():
        await alice.event("presence_update", username="carol", status="online")
        await alice.settled()
        start = len(alice.heard)
        for days in (1, -2):
            wall.jump(days)
            house.chat.presence.beat()
            house.host.connections.beat()
            await house.host.sessions.end_overdue()
        await alice.settled()
        assert [one["type"] for one in alice.heard[start:] if one["type"] != "pong"] == []
        house.clock.move(IDLE + 1)
        house.chat.presence.beat()
        await alice.event("presence_update", username="carol", status="away")
