"""Everything that can go wrong in the domain, by name.

Each error has a stable `code` that clients read; `api/problems.py` gives the HTTP status.
"""

from __future__ import annotations


class KnowledgeServerError(Exception):
    """The base: `detail` is one sentence for a person."""

    code = "internal"
    default_detail = "Something went wrong."

    def __init__(
        self,
        detail: str | None = None,
        *,
        field: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.detail = detail or self.default_detail
        self.field = field
        self.retry_after = retry_after
        super().__init__(self.detail)


class Malformed(KnowledgeServerError):
    """Not JSON, or not UTF-8."""

    code = "malformed"
    default_detail = "The body is not valid JSON in UTF-8."


class Invalid(KnowledgeServerError):
    """Well-formed, but a field is missing, unknown, of the wrong type or out of range."""

    code = "invalid"
    default_detail = "A field is not valid."


class NotSignedIn(KnowledgeServerError):
    """No session, or one that has ended."""

    code = "not_signed_in"
    default_detail = "Sign in first."


class WrongPassword(NotSignedIn):
    """The same answer for an unknown user, a wrong password and a disabled account."""

    code = "wrong_password"
    default_detail = "Wrong username or password."


class Forbidden(KnowledgeServerError):
    """Visible, but not allowed."""

    code = "forbidden"
    default_detail = "You may not do this."


class CrossOrigin(Forbidden):
    """A cookie session used from another site."""

    code = "cross_origin"
    default_detail = "This request did not come from this site."


class NotAMember(Forbidden):
    """A room that one may read, but not write to."""

    code = "not_a_member"
    default_detail = "Join the room first."


class Muted(Forbidden):
    """A moderator has silenced this member for a while."""

    code = "muted"
    default_detail = "You are muted in this room."


class RoomArchived(Forbidden):
    """The room can be read, and changes no more."""

    code = "room_archived"
    default_detail = "This room is archived: it can be read only."


class NotFound(KnowledgeServerError):
    """Absent or invisible: the answer is the same."""

    code = "not_found"
    default_detail = "There is no such thing, or it is not yours to see."


class NotAllowed(KnowledgeServerError):
    """The address exists, the method does not."""

    code = "method_not_allowed"
    default_detail = "This address does not take that method."


class Conflict(KnowledgeServerError):
    """The state forbids it; the subclasses say which state."""

    code = "conflict"


class NameTaken(Conflict):
    code = "name_taken"
    default_detail = "This name is taken."


class RoomFull(Conflict):
    code = "room_full"
    default_detail = "The room is full."


class LastOwner(Conflict):
    code = "last_owner"
    default_detail = "The last owner has to stay."


class ClientIdReused(Conflict):
    code = "client_id_reused"
    default_detail = "This client_id was used for another message."


class SetupDone(Conflict):
    code = "setup_done"
    default_detail = "This server has an owner already."


class TooLarge(KnowledgeServerError):
    code = "too_large"
    default_detail = "The body is larger than 1 MiB."


class UnsupportedMedia(KnowledgeServerError):
    code = "unsupported_media_type"
    default_detail = "Send JSON with the content type application/json."


class RateLimited(KnowledgeServerError):
    """Too often; `retry_after` says in how many seconds it may work."""

    code = "rate_limited"
    default_detail = "Too many at once. Try again shortly."


class Busy(KnowledgeServerError):
    code = "busy"
    default_detail = "The server is busy. Try again."


class StorageFull(KnowledgeServerError):
    """The disk is full or does not take writes; nothing was stored."""

    code = "storage_full"
    default_detail = "The server cannot store anything now: its disk is full or failing."


class StartError(KnowledgeServerError):
    """The server or a command cannot start; the detail is one line for the terminal."""

    code = "cannot_start"
