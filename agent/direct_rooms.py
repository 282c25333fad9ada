"""Direct messages: the one room of exactly these people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from agent.errors import Forbidden, Invalid
from agent.models import User
from agent.ports import AfterCommit, Clock, Database, Transaction, run_all
from agent.room_limits import RoomLimits
from agent.room_membership import Membership
from agent.room_names import RoomDraft, insert_room
from agent.user_rows import active_user

MOST_PEOPLE = 8
"""People in a direct room besides the one who opens it."""


class DirectRooms:
    """Finds or makes direct rooms; their members do not change."""

    def __init__(
        self, database: Database, membership: Membership, clock: Clock, limits: RoomLimits
    ) -> None:
        self._limits = limits
        self._database = database
        self._membership = membership
        self._clock = clock

    async def open(self, user: User, usernames: Sequence[str]) -> int:
        """Return the id of the room of the user and these people.

        Raises NotFound for an unknown name, Invalid for nobody else, Forbidden for guests,
        RateLimited when somebody opens too many.
        """
        if user.role == "guest":
            raise Forbidden("Guests do not open direct rooms.")

        def act(transaction: Transaction) -> tuple[int, list[AfterCommit | None]]:
            people = {user.user_id: user}
            for name in usernames:
                person = active_user(transaction, name)
                people[person.user_id] = person
            if len(people) == 1:
                raise Invalid("Name somebody else.", field="usernames")
            name = f"dm:{_key(people)}"
            found = transaction.fetch_one(BY_NAME, name=name)
            if found is not None:
                return found["id"], []
            self._limits.require_new_room(user)
            draft = RoomDraft(name=name, room_type="direct", max_members=len(people))
            room_id = insert_room(
                transaction, draft, created_by=user.user_id, now=self._clock.now()
            )
            return room_id, [
                self._membership.add(transaction, room_id, person, role="member")
                for person in people.values()
            ]

        room_id, _ = await self._database.write(act, then=lambda result: run_all(result[1]))
        return room_id


BY_NAME = "SELECT id FROM rooms WHERE name = :name"


def _key(user_ids: Sequence[str] | dict[str, User]) -> str:
    """Return a name for a set of people that is the same in any order."""
    return hashlib.sha256("\n".join(sorted(user_ids)).encode()).hexdigest()[:32]
