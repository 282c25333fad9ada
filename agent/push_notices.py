"""Wakes the browsers of people who are not here: after the message, and without delaying it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from agent.message_ledger import Alert
from agent.models import Message
from agent.ports import Clock, Database
from agent.push_delivery import RefusedAddress, deliver
from agent.push_queue import PushQueue
from agent.push_subscriptions import PushSubscriptions, Subscription
from agent.sessions import TOPIC as SESSIONS

if TYPE_CHECKING:
    from agent.push_encryption import Vapid

log = logging.getLogger(__name__)

WORKERS = 8
GRACE = 4.0
"""Seconds in which who has the room before their eyes may read the message."""

RETRIES = (2.0, 15.0)
"""Seconds before another try with a push service that is busy or out of reach."""

TTL = 12 * 3600
"""Seconds for which a push service keeps a push for a browser that is off."""

GONE = (404, 410)
KEY_FILE = "push_key.pem"


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """All that leaves the server: where something is, never what."""

    kind: str
    room_id: int
    message_id: int


class _Task(msgspec.Struct, frozen=True, kw_only=True):
    """One account to wake, or one of its browsers to try again."""

    message: Message
    user_id: str
    browser: Subscription | None = None
    attempt: int = 0


class PushNotices:
    """Decides who is woken; what is on its way waits in a bounded queue."""

    def __init__(
        self,
        database: Database,
        subscriptions: PushSubscriptions,
        clock: Clock,
        *,
        directory: Path,
        contact: str,
        has_in_view: Callable[[str, int], bool],
    ) -> None:
        self._database = database
        self.subscriptions = subscriptions
        self._clock = clock
        self._directory = directory
        self._contact = contact
        self._has_in_view = has_in_view
        self._queue: PushQueue[_Task] = PushQueue()
        self._sessions_ended = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._vapid: Vapid | None = None
        self.grace, self.retries = GRACE, RETRIES

    async def open(self) -> None:
        """Read who is to be woken, and begin."""
        await self.subscriptions.forget_ended()
        work = [self._work() for _ in range(WORKERS)]
        self._tasks = [asyncio.create_task(one, name="push") for one in (*work, self._tend())]

    async def close(self) -> None:
        """End; what was on its way is told by the next push or the next look."""
        self._queue.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def alert(self, message: Message, alert: Alert) -> None:
        """Wake those of the accounts that can be woken; returns at once.

        Levels, mutes and hours without disturbance have been weighed for the alert already.
        """
        for user_id in self.subscriptions.holders.intersection(alert.user_ids):
            task = _Task(message=message, user_id=user_id)
            is_seen = self._has_in_view(user_id, message.room_id)
            self._queue.put(user_id, task, after=self.grace if is_seen else 0.0)

    def session_ended(self, topic: str, _: bytes) -> None:
        """Listen to the bus: what ends a session ends its subscription."""
        if topic == SESSIONS:
            self._sessions_ended.set()

    @property
    def vapid(self) -> Vapid:
        """The server's key pair, made when it is first asked for."""
        if self._vapid is None:
            from agent.push_encryption import Vapid  # loaded by servers that push

            self._vapid = Vapid.load(self._directory / KEY_FILE)
        return self._vapid

    async def _work(self) -> None:
        while True:
            user_id, task = await self._queue.get()
            try:
                if task.browser is not None:
                    await self._push(task, task.browser)
                elif await self._is_news(task):
                    for browser in await self.subscriptions.of(task.user_id):
                        await self._push(task, browser)
            except Exception:  # the loop's edge: one push must not end the others
                log.exception("a push failed")
            finally:
                self._queue.done(user_id)

    async def _tend(self) -> None:
        while True:
            await self._sessions_ended.wait()
            self._sessions_ended.clear()
            if not self.subscriptions.holders:
                continue
            try:
                await self.subscriptions.forget_ended()
            except Exception:  # the loop's edge: tried again when the next session ends
                log.exception("subscriptions of ended sessions are still there")

    async def _is_news(self, task: _Task) -> bool:
        """Tell whether the message is still there and unread, and its reader not busy."""
        message = task.message
        row = await self._database.fetch_one(
            IS_UNREAD,
            message_id=message.id,
            user_id=task.user_id,
            room_id=message.room_id,
            now=self._clock.now(),
        )
        return row is not None

    async def _push(self, task: _Task, browser: Subscription) -> None:
        from agent.push_encryption import encrypt  # loaded by servers that push

        push = Push(kind="message", room_id=task.message.room_id, message_id=task.message.id)
        headers = {
            "Authorization": self.vapid.authorization(
                browser.endpoint, contact=self._contact, now=self._clock.time()
            ),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL),
            "Urgency": "high",
            "Topic": f"room-{push.room_id}",  # a browser that was off is woken once a room
        }
        body = encrypt(msgspec.json.encode(push), p256dh=browser.p256dh, auth=browser.auth)
        try:
            status = await deliver(
                browser.endpoint, headers, body, may_be_local=self.subscriptions.may_be_local
            )
        except (OSError, TimeoutError, ValueError):  # out of reach, or it speaks no HTTP
            status = 503
        except RefusedAddress:
            status = 410
        if status in GONE:
            await self.subscriptions.drop(browser.endpoint)
        elif (status == 429 or status >= 500) and task.attempt < len(self.retries):
            again = msgspec.structs.replace(task, browser=browser, attempt=task.attempt + 1)
            self._queue.put(task.user_id, again, after=self.retries[task.attempt])
        elif status >= 300:
            log.warning("a push service answered %d", status)


IS_UNREAD = """
    SELECT 1 FROM messages
    LEFT JOIN thread_followers ON thread_followers.thread_id = messages.thread_id
      AND thread_followers.user_id = :user_id
    LEFT JOIN message_read_status ON message_read_status.room_id = messages.room_id
      AND message_read_status.user_id = :user_id AND messages.thread_id IS NULL
    WHERE messages.id = :message_id AND messages.room_id = :room_id AND NOT is_deleted
      AND messages.id > COALESCE(
        thread_followers.last_read_message_id, message_read_status.last_read_message_id, 0)
      AND NOT EXISTS (
        SELECT 1 FROM user_presence WHERE user_presence.user_id = :user_id AND chosen = 'busy'
          AND (status_until IS NULL OR status_until > :now))
"""
