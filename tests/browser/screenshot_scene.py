"""A team at work, for the pictures: the demo, and what people do in the days after it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import ROOT, ServerProcess
from tests.browser.scene import call

ROOMS = (
    ("bob", "Design", "Drafts, and what we think of them", "🎨"),
    ("carol", "Support", "Questions of those who use it", "🛟"),
    ("carol", "Reading circle", "A paper each Thursday", "📚"),
    ("bob", "Coffee corner", "", "☕"),
)
CODE = """That is all there is to it:

```python
async def knead(dough: Dough, minutes: int = 8) -> Dough:
    for _ in range(minutes):
        dough = await fold(dough)  # gently
    return dough
```"""
FIGURES = """| run | rows | time |
|---|---:|---:|
| Monday | 50,000 | 41 s |
| Tuesday | 80,000 | 63 s |"""


class Team:
    """The demo's people, each signed in on a page of their own, and what they have."""

    def __init__(self, browser: Browser, server: ServerProcess, password: str) -> None:
        self._browser = browser
        self.server = server
        self.password = password
        self._pages: dict[str, Page] = {}
        self.rooms: dict[str, int] = {}
        self.pictures = 0

    async def enter(self, context: BrowserContext, name: str) -> Page:
        """Sign somebody in and return their page."""
        page = await context.new_page()
        await page.goto(f"{self.server.url}/login")
        await page.fill("input[name=username]", name)
        await page.fill("input[name=password]", self.password)
        await page.press("input[name=password]", "Enter")
        await page.wait_for_url(f"{self.server.url}/")
        return page

    async def act(self, name: str, method: str, path: str, body: object = None) -> Any:
        """Let somebody call the API; the answer's shape differs by path."""
        if name not in self._pages:
            self._pages[name] = await self.enter(await self._browser.new_context(), name)
        return await call(self._pages[name], method, path, body)

    async def say(self, name: str, room: str, content: str, **fields: object) -> int:
        """Let somebody write in a room; returns the message's id."""
        path = f"/api/rooms/{self.rooms[room]}/messages"
        answer = await self.act(name, "POST", path, {"content": content, **fields})
        message_id: int = answer["message"]["id"]
        return message_id

    async def work(self) -> None:
        """Fill the rooms."""
        listed = await self.act("alice", "GET", "/api/rooms")
        self.rooms = {room["name"]: room["id"] for room in listed["rooms"]}
        for name, room, description, icon in ROOMS:
            draft = {"name": room, "description": description, "icon": icon}
            made = await self.act(name, "POST", "/api/rooms", draft)
            self.rooms[room] = made["room"]["id"]
        for room in ("Design", "Support", "Coffee corner"):
            await self.act("alice", "POST", f"/api/rooms/{self.rooms[room]}/join")
        for room in ("General", "Developer", "Trading", "Security"):
            await self.act("dora", "DELETE", f"/api/rooms/{self.rooms[room]}/leave")
        await self._ask_about_figures()
        await self._guard_the_release()
        await self._prepare_the_release()
        await self._turn_to_alice()
        await self.call_alice()
        await self._come_and_go()

    async def _ask_about_figures(self) -> None:
        await self.say("bob", "Developer", "The kneading is asynchronous now.")
        await self.say("bob", "Developer", CODE)
        await self.say("carol", "Developer", FIGURES)
        await self.say(
            "alice", "Developer", "Twice the rows, and *less* than twice the time. Lovely!"
        )

    async def _guard_the_release(self) -> None:
        release = f"/api/rooms/{self.rooms['Release']}"
        await self.act("carol", "POST", f"{release}/invite", {"username": "dora"})
        ban = {"username": "dora", "reason": "Advertising"}
        await self.act("carol", "POST", f"{release}/ban", ban)
        await self.act("carol", "POST", f"{release}/invites", {"max_uses": 5})

    async def _prepare_the_release(self) -> None:
        first = self.pictures = await self.say("alice", "Release", "The picktures are done")
        text = "The pictures are done: **every view**, light and dark, at three widths."
        path = f"/api/messages/{first}"
        await self.act("alice", "PUT", path, {"content": text})
        for name, emoji in (("bob", "🎉"), ("carol", "🎉"), ("carol", "👀")):
            await self.act(name, "POST", f"{path}/react", {"emoji": emoji})
        await self.act("carol", "POST", f"{path}/pin")
        await self.say("bob", "Release", "Even the drawers on the phone?", thread_id=first)
        await self.say("alice", "Release", "Those first of all.", thread_id=first)
        await self.say("bob", "Release", "Then I can write the announcement.", thread_id=first)
        poll = {
            "question": "When do we tag?",
            "options": ["Friday morning", "Friday at four", "Monday"],
        }
        asked = await self.act("carol", "POST", f"/api/rooms/{self.rooms['Release']}/polls", poll)
        for name, option in (("alice", 0), ("bob", 0), ("carol", 1)):
            vote = f"/api/messages/{asked['message']['id']}/vote"
            await self.act(name, "PUT", vote, {"choices": [option]})
        await self.say("bob", "Release", "Morning, then. I bring the cake 🍰")

    async def _turn_to_alice(self) -> None:
        opened = await self.act("bob", "POST", "/api/rooms/direct", {"usernames": ["alice"]})
        self.rooms["bob"] = opened["room"]["id"]
        await self.say("bob", "bob", "Do you have ten minutes before lunch?")
        await self.say("alice", "bob", "Half past eleven?")
        await self.say("bob", "bob", "Perfect. I bring my notes on the import.")
        await self.say("carol", "Support", "Someone asks how to move a server to another machine.")
        await self.say("bob", "Design", "The new icons are in.")

    async def call_alice(self) -> None:
        """Let everybody want something of her."""
        await self.say("carol", "Support", "@alice is there a page on backups that I can point to?")
        await self.say("bob", "bob", "I am in the kitchen.")
        await self.say("bob", "Release", "And on the tablet?", thread_id=self.pictures)

    async def _come_and_go(self) -> None:
        busy = {"status": "busy", "text": "🎧 Focusing"}
        away = {"status": "away", "text": "🌴 Back on Monday"}
        for name, status in (("bob", busy), ("carol", away)):
            await self._pages[name].goto(f"{self.server.url}/chat")
            await expect(
                self._pages[name].locator("[data-status][data-state=open]")
            ).to_be_attached()
            await self.act(name, "POST", "/api/users/status", status)


async def fill(browser: Browser, server: ServerProcess) -> Team:
    """Let the demo fill a running server, and the team go on."""
    command = [sys.executable, "knowledge_server.py", "demo", "--data-dir", str(server.folder)]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    team = Team(browser, server, done.stdout.rsplit(" ", 1)[1].strip())
    draft = {"username": "dora", "display_name": "Dora", "role": "member"}
    await team.act("alice", "POST", "/api/admin/users", {**draft, "password": team.password})
    await team.work()
    return team
