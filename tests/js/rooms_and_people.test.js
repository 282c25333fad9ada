// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { matching } from "../../static/js/chat/people.js";
import { plainText } from "../../static/js/chat/plain_text.js";
import { may, mayPost, rightsOverMember } from "../../static/js/chat/room_rights.js";
import { titleOf } from "../../static/js/chat/room_title.js";
import { excerpt, highlighted } from "../../static/js/chat/later/search_results.js";
import { ALICE, BOB, heard, openStore, room } from "./chat_cast.js";

/** @param {string} role @returns {any} */
const bobAs = (role) => ({ ...BOB, role, status: "online", joined_at: null, last_seen: null, is_agent: false });
const ADMIN = { ...ALICE, role: "admin" };

test("new settings of a room keep what concerns the reader", () => {
  const store = openStore({ rooms: [room(1, { unread_count: 3, role: "admin" })] });
  const settings = { id: 1, name: "Renamed", topic: "New", epoch: 1, seq: 11, member_count: 2 };
  store.apply({ type: "room_updated", room_id: 1, seq: 11, room: settings });
  const { name, topic, unread_count, role, is_member } = store.room(1) ?? room(1);
  assert.deepEqual([name, topic, unread_count, role, is_member], ["Renamed", "New", 3, "admin", true]);
});

test("a room that becomes private is gone for one who only looked on", () => {
  const store = openStore({ rooms: [room(1, { is_member: false, role: null })] });
  const removed = heard(store, "removed");
  store.apply({ type: "room_updated", room_id: 1, seq: 11, room: { id: 1, room_type: "private" } });
  assert.equal(store.room(1), undefined);
  assert.deepEqual([removed[0].reason, removed[0].isReadable], ["private", false]);
});

test("a new role is the member's, and the reader's own one the room's", () => {
  const store = openStore({ members: [bobAs("member")] });
  store.apply({ type: "member_updated", room_id: 1, seq: 11, member: bobAs("moderator") });
  assert.equal(store.members(1)?.[0].role, "moderator");
  store.apply({ type: "member_updated", room_id: 1, seq: 12, member: { ...bobAs("owner"), ...ALICE, role: "owner" } });
  assert.equal(store.room(1)?.role, "owner");
});

test("the people of a new direct room are asked for", () => {
  const store = openStore();
  const asked = heard(store, "stale");
  store.apply({ type: "room_added", room: room(2, { room_type: "direct" }) });
  store.apply({ type: "room_added", room: room(3, { room_type: "direct", participants: [BOB] }) });
  assert.equal(asked.length, 1);
});

test("a direct room is called after the others in it", () => {
  assert.equal(titleOf(room(1, { room_type: "direct", name: "dm:1", participants: [BOB, ALICE] })), "Bob, Alice");
  assert.equal(titleOf(room(1, { name: "General" })), "General");
});

test("one rules over lower ranks only", () => {
  const owner = room(1, { role: "owner" });
  const moderator = room(1, { role: "moderator" });
  assert.deepEqual(rightsOverMember(owner, bobAs("member"), ALICE), {
    roles: ["admin", "moderator"],
    mute: true,
    kick: true,
    ban: true,
    handOver: true,
  });
  assert.deepEqual(rightsOverMember(room(1, { role: "admin" }), bobAs("member"), ALICE).roles, ["moderator"]);
  const byModerator = { roles: [], mute: true, kick: true, ban: false, handOver: false };
  assert.deepEqual(rightsOverMember(moderator, bobAs("member"), ALICE), byModerator);
  assert.equal(rightsOverMember(moderator, bobAs("moderator"), ALICE).kick, false);
});

test("who runs the server rules in public rooms, not in private or direct ones", () => {
  assert.equal(may(room(1, { role: null }), ADMIN, "delete"), true);
  assert.equal(may(room(1, { role: null, room_type: "private" }), ADMIN, "update"), false);
  assert.equal(may(room(1, { role: "owner", room_type: "direct" }), ADMIN, "update"), false);
  assert.equal(may(room(1, { room_type: "private" }), ALICE, "invite"), false);
});

test("a room may be for the texts of moderators alone", () => {
  const quiet = { who_may_post: "moderators" };
  assert.equal(mayPost(room(1, quiet), ALICE), false);
  assert.equal(mayPost(room(1, { ...quiet, role: "moderator" }), ALICE), true);
  assert.equal(mayPost(room(1), ALICE), true);
});

test("a preview says what Markdown says, without its marks", () => {
  assert.equal(plainText("## Plan\n**ship** _it_ ~~now~~ with `make`"), "Plan ship it now with make");
  assert.equal(plainText("> quoted\n\n- [x] done\n* open"), "quoted - done - open");
  assert.equal(plainText("see [the docs](https://example.org) ```\nx = 1\n```"), "see the docs ``` x = 1");
  assert.equal(plainText("| a | b |\n|---|---|\n| 1 | 2 |"), "a | b 1 | 2");
  assert.equal(plainText("snake_case_name and 2 * 3 * 4"), "snake_case_name and 2 * 3 * 4");
});

test("names are found by their beginning first, then by letters in order", () => {
  const names = ["Robert", "Bob Jones", "Bob", "Élodie", "Zoe"];
  const found = (/** @type {string} */ query) => matching(names, query, (name) => [name]);
  assert.deepEqual(found("bob"), ["Bob", "Bob Jones"]);
  assert.deepEqual(found("jon"), ["Bob Jones"]);
  assert.deepEqual(found("elo"), ["Élodie"]);
  assert.deepEqual(found("rbt"), ["Robert"]);
  assert.deepEqual(found(""), names);
});

test("found words are marked where they begin", () => {
  const marked = (/** @type {string} */ text, /** @type {string} */ query) =>
    highlighted(text, query).filter((part) => part.isHit).map((part) => part.text);
  assert.deepEqual(marked("Needles, needle and pinneedle", "needl"), ["Needl", "needl"]);
  assert.deepEqual(marked("a.b (c)", "(.*"), []);
  assert.equal(highlighted("as it was", "it").map((part) => part.text).join(""), "as it was");
});

test("an excerpt begins near the first word that was found", () => {
  const text = `${"hay ".repeat(100)}needle ${"hay ".repeat(100)}`;
  const cut = excerpt(text, "needle");
  assert.match(cut, /^…hay.*needle.*…$/);
  assert.ok(cut.length < 280);
});
