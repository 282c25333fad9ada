"""What happens to a message after it was posted, as everybody in the room learns it."""

from __future__ import annotations

from agent.message_changes import EDITS_SHOWN, KEEP_TEXT
from agent.ports import Transaction
from tests.cast import House


async def den(house: House) -> int:
    room: int = (await house.alice.room("Den"))["id"]
    return room


async def test_an_edit_reaches_everyone_and_keeps_the_earlier_text(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice, house.carol.socket() as carol:
        posted = await carol.post(room, "Helo @bob", client_id="once")
        await carol.say("edit_message", message_id=posted["id"], content="Hello @alice")
        changed = await alice.event("message_updated", change="edited")
        assert changed["message"]["content"] == "Hello @alice"
        assert changed["message"]["mentions"] == ["alice"]
        assert changed["message"]["edited_at"] is not None
        assert (changed["message"]["seq"], changed["seq"]) == (posted["seq"], posted["seq"] + 1)
        edits = await house.alice.get(f"/api/messages/{posted['id']}/edits")
        assert [edit["content"] for edit in edits["edits"]] == ["Helo @bob"]
        # The same client_id again is still the same message, not another text.
        await carol.say("send_message", room_id=room, content="Helo @bob", client_id="once")
        assert (await carol.event("message"))["message"]["content"] == "Hello @alice"
        bobs = await house.bob.room("Den")
        assert (bobs["mention_count"], bobs["unread_count"]) == (0, 1)
        assert (await house.alice.room("Den"))["mention_count"] == 1


async def test_of_a_text_that_is_edited_without_end_the_last_ones_are_shown(house: House) -> None:
    async with house.alice.socket() as alice:
        message_id = (await alice.post(await den(house), "now"))["id"]
    written = {"message_id": message_id, "written_at": "2025-01-31T00:00:00Z"}

    def act(transaction: Transaction) -> None:
        for number in range(EDITS_SHOWN + 1):
            transaction.execute(KEEP_TEXT, content=f"{number}", **written)

    await house.host.database.write(act)
    edits = (await house.alice.get(f"/api/messages/{message_id}/edits"))["edits"]
    assert [edit["content"] for edit in edits] == [f"{1 + at}" for at in range(EDITS_SHOWN)]


async def test_only_the_author_edits_and_only_moderators_delete_what_others_wrote(
    house: House,
) -> None:
    room = await den(house)
    async with house.carol.socket() as carol, house.alice.socket() as alice:
        hers, theirs = await carol.post(room, "mine"), await alice.post(room, "yours")
        for command in ("edit_message", "delete_message"):
            fields = {"content": "other"} if command == "edit_message" else {}
            await carol.say(command, message_id=theirs["id"], **fields)
            assert (await carol.event("error"))["code"] == "forbidden"
        answer = await house.bob.call("PUT", f"/api/messages/{hers['id']}", {"content": "x"})
        assert answer.status_code == 403
        answer = await house.bob.call("DELETE", f"/api/messages/{hers['id']}")
        assert answer.status_code == 204
        gone = await carol.event("message_updated", change="deleted")
        assert (gone["message"]["content"], gone["message"]["is_deleted"]) == ("", True)


async def test_a_deleted_text_is_gone_from_history_previews_reactions_and_counts(
    house: House,
) -> None:
    room = await den(house)
    async with house.carol.socket() as carol, house.alice.socket() as alice:
        secret = await carol.post(room, "the canary @bob")
        await carol.say("edit_message", message_id=secret["id"], content="the canary, @bob")
        await alice.say("react", message_id=secret["id"], emoji="👍")
        reply = await alice.post(room, "what?", reply_to=secret["id"])
        await carol.say("delete_message", message_id=secret["id"])
        quoted = await alice.event("message_updated", change="preview")
        assert quoted["message"]["id"] == reply["id"]
        assert quoted["message"]["reply_preview"]["content"] == ""
        history = await house.bob.call("GET", f"/api/rooms/{room}/messages")
        assert "canary" not in history.text
        assert "👍" not in history.text
        rows = await house.host.database.fetch_all("SELECT content FROM message_edits")
        assert list(rows) == []
        again = await house.bob.room("Den")
        assert (again["unread_count"], again["mention_count"]) == (1, 0)
        for method, path in (("PUT", ""), ("DELETE", ""), ("POST", "/react"), ("GET", "/edits")):
            body = {"PUT": {"content": "x"}, "POST": {"emoji": "👍"}}.get(method)
            answer = await house.carol.call(method, f"/api/messages/{secret['id']}{path}", body)
            assert answer.status_code == 404, method


async def test_a_deleted_reply_does_not_keep_the_text_that_it_answered(house: House) -> None:
    room = await den(house)
    async with house.carol.socket() as carol:
        asked = await carol.post(room, "the canary?")
        reply = await carol.post(room, "yes", reply_to=asked["id"])
        for gone in (reply, asked):
            await carol.say("delete_message", message_id=gone["id"])
            await carol.event("message_updated", change="deleted")
        told = await carol.event("message_updated", change="preview")
        assert (told["message"]["id"], told["message"]["is_deleted"]) == (reply["id"], True)
        assert told["message"]["reply_preview"]["content"] == ""


async def test_reactions_toggle_and_name_who_gave_them(house: House) -> None:
    room = await den(house)
    async with house.carol.socket() as carol, house.alice.socket() as alice:
        message = (await carol.post(room, "lunch?"))["id"]
        for talk in (alice, carol):
            await talk.say("react", message_id=message, emoji="🍲")
            reacted = await carol.event("message_updated", change="reacted")
        assert reacted["message"]["reactions"] == [
            {"emoji": "🍲", "count": 2, "usernames": ["alice", "carol"]}
        ]
        await alice.say("react", message_id=message, emoji="🍲")
        taken = await carol.event("message_updated", change="reacted")
        assert taken["message"]["reactions"][0]["usernames"] == ["carol"]
        # What changes nothing takes no number.
        await carol.say("react", message_id=message, emoji="🍲", on=True)
        assert (await carol.settled()) == []
        for word in ("lol", "", "👍" * 40, "<b>"):
            await carol.say("react", message_id=message, emoji=word)
            assert (await carol.event("error"))["field"] == "emoji"


async def test_a_client_that_was_away_gets_what_changed_as_it_is_now(house: House) -> None:
    room = await den(house)
    async with house.alice.socket() as alice:
        one, two = await alice.post(room, "one"), await alice.post(room, "two")
        position = two["seq"]
        await alice.say("edit_message", message_id=one["id"], content="ONE")
        await alice.say("delete_message", message_id=two["id"])
        await alice.say("react", message_id=one["id"], emoji="👍")
        await alice.event("message_updated", change="reacted")
        async with house.carol.socket() as carol:
            await carol.say("resume", positions={str(room): [1, position]})
            await carol.event("resumed")
            first, second = [one for one in carol.heard if one["type"] == "message_updated"]
        assert [first["change"], second["change"]] == ["deleted", "edited"]
        assert (second["message"]["content"], len(second["message"]["reactions"])) == ("ONE", 1)
        assert first["seq"] < second["seq"]


async def test_somebody_outside_can_do_nothing_to_a_message_and_learns_nothing(
    house: House,
) -> None:
    room = await den(house)
    async with house.alice.socket() as alice, house.mallory.socket() as mallory:
        message = (await alice.post(room, "private"))["id"]
        for identifier in (message, 999_999):
            answers = [
                await house.mallory.call("PUT", f"/api/messages/{identifier}", {"content": "x"}),
                await house.mallory.call("DELETE", f"/api/messages/{identifier}"),
                await house.mallory.call(
                    "POST", f"/api/messages/{identifier}/react", {"emoji": "👍"}
                ),
                await house.mallory.call("GET", f"/api/messages/{identifier}/edits"),
            ]
            assert {answer.status_code for answer in answers} == {404}
            assert len({answer.text for answer in answers}) == 1
        heard = await mallory.settled()
        assert [one for one in heard if one["type"] != "presence_update"] == []
