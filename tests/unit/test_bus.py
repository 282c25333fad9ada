"""The duties of the `Bus` port: a suite for every adapter."""

from __future__ import annotations

from agent.bus.memory import MemoryBus


async def test_everybody_hears_everything_in_order() -> None:
    bus = MemoryBus()
    heard: list[tuple[str, str, bytes]] = []
    bus.listen(lambda topic, payload: heard.append(("one", topic, payload)))
    bus.listen(lambda topic, payload: heard.append(("two", topic, payload)))
    for number in range(3):
        bus.publish("topic", b"%d" % number)
    for name in ("one", "two"):
        assert [entry[2] for entry in heard if entry[0] == name] == [b"0", b"1", b"2"]


async def test_after_the_end_nothing_is_delivered() -> None:
    bus = MemoryBus()
    heard: list[bytes] = []
    bus.listen(lambda _, payload: heard.append(payload))
    await bus.close()
    bus.publish("topic", b"late")
    assert heard == []
