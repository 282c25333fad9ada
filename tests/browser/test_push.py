"""A browser that is woken: from the switch in the preferences to what it shows."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, ServerProcess, enter
from tests.browser.scene import call
from tests.push_service import WakeableBrowser, push_service

pytestmark = pytest.mark.asyncio(loop_scope="session")

SUBSCRIBE = """given => {
    let current = null;
    PushManager.prototype.getSubscription = async () => current;
    PushManager.prototype.subscribe = async options => {
        if (!options.userVisibleOnly || !options.applicationServerKey) throw new Error("options");
        current = {options: {applicationServerKey: null}, toJSON: () => given,
            unsubscribe: async () => { current = null; return true; }};
        return current;
    };
}"""
"""Headless Chromium knows no push service: in its stead stands one on this machine."""

SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const all = await registration.getNotifications();
    return all.map(({title, body, data, tag}) => ({title, body, href: data.href, tag}));
}"""

ALL_CLOSED = """async () => {
    const pages = await clients.matchAll({type: "window", includeUncontrolled: true});
    return pages.every(({url}) => new URL(url).pathname === "/");
}"""
"""No page of the rooms is left: one that is looked at says everything by itself."""


async def wake(page: Page, origin: str, payload: object) -> None:
    """Do what a browser does when a push has come."""
    session = await page.context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    await session.send("ServiceWorker.enable")
    while not registrations:
        await page.evaluate("1")
    push = {"origin": origin, "registrationId": registrations[0], "data": json.dumps(payload)}
    await session.send("ServiceWorker.deliverPushMessage", push)


async def shown(page: Page, count: int) -> list[dict[str, str]]:
    """Return the notices outside of the page, once there are so many."""
    while len(found := await page.evaluate(SHOWN)) < count:
        await page.evaluate("new Promise(requestAnimationFrame)")
    notices: list[dict[str, str]] = found
    return notices


async def test_a_browser_that_wants_it_is_woken_and_shows_what_its_session_may_read(
    server: ServerProcess, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOWLEDGE_SERVER_PUSH_LOCAL", "true")
    server.stop()
    server.start()
    page = await enter(browser, server, "bob", permissions=["notifications"])
    async with push_service() as service:
        device = WakeableBrowser(service, "bob")
        await page.evaluate(SUBSCRIBE, device.subscription())
        await page.keyboard.press("Control+,")
        switch = page.get_by_role("switch", name="Notify me on this device")
        await switch.check()
        await expect(page.locator("[data-hint=push]")).to_have_text("Also while no page is open.")
        assert (await call(page, "GET", "/api/push"))["is_on"] is True

        await page.goto(f"{server.url}/")
        (worker,) = page.context.service_workers
        while not await worker.evaluate(ALL_CLOSED):
            await page.evaluate("new Promise(requestAnimationFrame)")
        alice = await browser.new_context()
        login = {"username": "alice", "password": PASSWORD}
        answer = await alice.request.post(f"{server.url}/api/auth/login", data=login)
        bearer = {"Authorization": f"Bearer {(await answer.json())['token']}"}
        said = {"content": "@bob the train leaves at *nine*"}
        posted = await alice.request.post(
            f"{server.url}/api/rooms/1/messages", data=said, headers=bearer
        )
        message = (await posted.json())["message"]
        _, _, body = await service.next()
        payload = device.read(body)
        assert payload == {"kind": "message", "room_id": 1, "message_id": message["id"]}

        await wake(page, server.url, payload)
        assert await shown(page, 1) == [
            {
                "title": "alice · General",
                "body": "@bob the train leaves at nine",
                "href": f"/chat/1?message={message['id']}",
                "tag": "room-1",
            }
        ]
        await wake(page, server.url, {**payload, "room_id": 2, "message_id": 999_999})
        assert (await shown(page, 2))[1]["body"] == "There is something new for you."

        await page.evaluate(SUBSCRIBE, device.subscription())
        await page.keyboard.press("Control+,")
        await switch.uncheck()
        await expect(page.locator("[data-hint=push]")).to_contain_text("asks for your permission")
        assert (await call(page, "GET", "/api/push"))["is_on"] is False
        await alice.close()
    await page.context.close()
