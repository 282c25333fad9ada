"""A user's preferences over HTTP."""

from __future__ import annotations

from starlette.responses import Response

from agent.chat import Chat
from agent.models import Preferences
from agent.preferences import PreferencesChange
from api.operations import Call, Operation, answer


class PreferencesApi:
    """One address for all that a user prefers."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def get(self, call: Call) -> Response:
        return answer({"preferences": await self._chat.preferences.of(call.user)})

    async def change(self, call: Call) -> Response:
        """Change the fields that are given; the user's other devices follow."""
        found = await self._chat.preferences.change(call.user, call.body)
        return answer({"preferences": found})

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/api/preferences",
                handler=self.get,
                summary="Get one's preferences",
                answer={"preferences": Preferences},
            ),
            Operation(
                method="PUT",
                path="/api/preferences",
                handler=self.change,
                summary="Change one's preferences",
                answer={"preferences": Preferences},
                body=PreferencesChange,
                others=(404,),
            ),
        ]
