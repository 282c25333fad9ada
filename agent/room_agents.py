"""Domain agents as members of rooms: mentioned, they answer from the knowledge base."""

from __future__ import annotations

import asyncio
import logging
import re

from agent.domains import DomainAgents
from agent.errors import KnowledgeServerError
from agent.message_manager import MessageManager
from agent.models import MESSAGE_LIMIT, Answer, Domain, Message
from agent.rate_limit import TokenBuckets

log = logging.getLogger(__name__)


class RoomAgents:
    """Answers each mention at most once, however often it is heard."""

    def __init__(
        self, agents: DomainAgents, messages: MessageManager, limits: TokenBuckets
    ) -> None:
        self._limits = limits
        self._agents = agents
        self._messages = messages
        self._tasks: set[asyncio.Task[None]] = set()

    def hear(self, message: Message) -> None:
        """Start an answer for every agent that a person mentions; returns at once."""
        if message.is_agent:  # agents never wake each other
            return
        for name in message.mentions:
            if (domain := self._agents.get(name)) is not None:
                task = asyncio.create_task(self._answer(domain, message))
                self._tasks.add(task)
                # An answer is its asker's message: nobody asks an agent silent.
                self._limits.charge(message.user_id, 1)
                task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End the answers that are under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, domain: Domain, message: Message) -> None:
        name = domain.name
        question = re.sub(rf"@{re.escape(name)}\b[,:]?", "", message.content, flags=re.I).strip()
        try:
            text = _said(await self._agents.ask(question, name)) if question else domain.greeting
            self._limits.give_back(domain.user.user_id)
            await self._messages.send_message(
                message.room_id,
                domain.user,
                text[:MESSAGE_LIMIT],
                reply_to=message.id,
                thread_id=message.thread_id or None,
                client_id=f"answer-{message.id}",
            )
        except KnowledgeServerError as error:
            log.warning("agent %s could not answer: %s", name, error.detail)


def _said(answer: Answer) -> str:
    titles = list(dict.fromkeys(source.title for source in answer.sources))
    if not titles:
        return answer.answer
    return f"{answer.answer}\n\nSources: {'; '.join(titles)}"
