// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALICE, BOB, heard, hello, openStore, outbox, posted, room, texts } from "./chat_cast.js";

test("a repeated event changes nothing", () => {
  const store = openStore();
  store.apply(posted(11));
  store.apply(posted(11, { content: "again" }));
  store.apply(posted(9, { content: "older" }));
  assert.deepEqual(texts(store), ["text 9", "text 10", "text 11"]);
  assert.equal(store.room(1)?.unread_count, 1);
});

test("a jump asks for the gap once and shows nothing out of turn", () => {
  const store = openStore();
  const gaps = heard(store, "gap");
  store.apply(posted(13));
  store.apply(posted(14));
  assert.deepEqual(gaps, [{ roomId: 1 }]);
  assert.deepEqual(store.position(1), [1, 10]);
  assert.deepEqual(texts(store), ["text 9", "text 10"]);
});

test("a resume merges what was missed with what arrived meanwhile, each once", () => {
  const store = openStore();
  store.apply(posted(13));
  store.apply(posted(11));
  store.apply(posted(15));
  store.apply(posted(12));
  store.apply(posted(13));
  store.apply(posted(14));
  store.apply({ type: "resumed", room_id: 1, recovered: true, epoch: 1, seq: 14 });
  assert.deepEqual(texts(store), ["text 9", "text 10", "text 11", "text 12", "text 13", "text 14", "text 15"]);
  assert.deepEqual(store.position(1), [1, 15]);
  assert.equal(store.room(1)?.unread_count, 5);
});

test("a gap that remains after a resume is asked for again", () => {
  const store = openStore();
  const gaps = heard(store, "gap");
  store.apply(posted(13));
  store.apply(posted(17));
  store.apply({ type: "resumed", room_id: 1, recovered: true, epoch: 1, seq: 14 });
  assert.equal(gaps.length, 2);
});

test("a resume that can not recover drops the room and asks to load it afresh", () => {
  const store = openStore();
  const reloads = heard(store, "reload");
  store.apply(posted(13));
  store.apply({ type: "resumed", room_id: 1, recovered: false, epoch: 2, seq: 40 });
  assert.deepEqual(reloads, [{ roomId: 1 }]);
  assert.deepEqual(texts(store), []);
  assert.equal(store.members(1), null);
  assert.deepEqual(store.position(1), [2, 40]);
});

test("a loaded room that fell behind is resumed from its own position", () => {
  const store = openStore();
  const gaps = heard(store, "gap");
  store.apply(hello(20, { unread_count: 4 }));
  assert.deepEqual(gaps, [{ roomId: 1 }]);
  assert.deepEqual(store.position(1), [1, 10]);
});

test("a room whose messages are not loaded takes the position of hello", () => {
  const store = openStore({ rooms: [room(1), room(2)] });
  const gaps = heard(store, "gap");
  store.apply({ type: "hello", rooms: [...hello(10).rooms, { ...hello(30).rooms[0], id: 2 }] });
  assert.deepEqual(gaps, []);
  assert.deepEqual(store.position(2), [1, 30]);
});

test("rooms beyond those of hello are met right behind it, and the list is not asked for again", () => {
  const store = openStore({ rooms: [room(1), room(2, { unread_count: 3 })] });
  const stale = heard(store, "stale");
  const gaps = heard(store, "gap");
  store.apply({ ...hello(10), more_rooms: 1 });
  store.apply({ type: "hello_rooms", rooms: [{ ...hello(10, { unread_count: 3 }).rooms[0], id: 2 }] });
  assert.deepEqual([stale, gaps], [[], []]);
  assert.equal(store.unreadTotal, 3);
  store.apply({ type: "hello_rooms", rooms: [{ ...hello(30, { unread_count: 3 }).rooms[0], id: 2 }] });
  assert.deepEqual(store.position(2), [1, 30]);
  assert.equal(stale.length, 1);
});

test("what was read or marked unread elsewhere while the connection was down is asked for", () => {
  const store = openStore();
  const stale = heard(store, "stale");
  store.apply(hello(10));
  store.apply({ type: "read_marker", room_id: 1, message_id: 10, unread_count: 0, mention_count: 0 });
  store.apply(hello(10, { unread_count: 2 }));
  assert.equal(stale.length, 1);
  store.setRooms([room(1, { unread_count: 2, last_read_message_id: 8 })]);
  assert.equal(store.room(1)?.last_read_message_id, 8);
});

test("threads of a room that one has left are not unread any more", () => {
  const store = openStore();
  for (const [room_id, thread_id] of [[1, 9], [2, 5]]) {
    store.apply({ type: "thread_marker", room_id, thread_id, message_id: 9, unread_count: 1, mention_count: 0, is_following: true });
  }
  store.apply({ type: "room_removed", room_id: 1, reason: "left" });
  assert.equal(store.threads.count, 1);
});

test("a new connection asks again for a resume that the old one never answered", () => {
  const store = openStore();
  const gaps = heard(store, "gap");
  store.apply(posted(13));
  store.apply(hello(13));
  assert.equal(gaps.length, 2);
});

test("a message counts as unread once although hello, resume and the live event all bring it", () => {
  const store = openStore();
  store.apply(hello(12, { unread_count: 2, mention_count: 1 }));
  store.apply(posted(13));
  store.apply(posted(11, { mentions: ["alice"] }));
  store.apply(posted(12));
  store.apply(posted(13));
  store.apply({ type: "resumed", room_id: 1, recovered: true, epoch: 1, seq: 13 });
  assert.equal(store.room(1)?.unread_count, 3);
  assert.equal(store.room(1)?.mention_count, 1);
});

test("only texts and files of others count as unread", () => {
  const store = openStore();
  store.apply(posted(11, { message_type: "system" }));
  assert.equal(store.unreadTotal, 0);
  store.apply(posted(12, { mentions: [ALICE.username] }));
  store.apply(posted(13, { message_type: "file" }));
  assert.deepEqual([store.room(1)?.unread_count, store.room(1)?.mention_count], [2, 1]);
  store.apply(posted(14, { ...ALICE }));
  assert.deepEqual([store.room(1)?.unread_count, store.room(1)?.mention_count], [0, 0]);
});

test("a message that arrives before the reader's eyes is not unread", () => {
  const store = openStore();
  store.reading = 1;
  store.apply(posted(11));
  assert.equal(store.unreadTotal, 0);
});

test("a read marker sets the counts, and moves back when something is marked unread", () => {
  const store = openStore();
  store.apply(posted(11));
  store.apply(posted(12));
  store.apply({ type: "read_marker", room_id: 1, message_id: 12, unread_count: 0, mention_count: 0 });
  store.apply({ type: "read_marker", room_id: 1, message_id: 11, unread_count: 1, mention_count: 0 });
  assert.equal(store.room(1)?.unread_count, 1);
  assert.equal(store.room(1)?.last_read_message_id, 11);
});

test("a list of rooms that was read earlier does not turn the counts back", () => {
  const store = openStore();
  store.apply(posted(11));
  store.setRooms([room(1, { seq: 10, unread_count: 0 })]);
  assert.equal(store.room(1)?.unread_count, 1);
  assert.equal(store.room(1)?.last_message?.id, 11);
});

test("one's own pending line is replaced by its stored form, not doubled", () => {
  const box = outbox();
  const store = openStore({ box });
  box.add(1, "hi");
  const pending = store.rows(1).at(-1);
  store.apply(posted(11, { ...ALICE, content: "hi", client_id: "c1" }));
  assert.deepEqual(texts(store), ["text 9", "text 10", "hi"]);
  assert.equal(store.rows(1).at(-1)?.key, pending?.key);
  assert.equal(store.rows(1).at(-1)?.status, "stored");
});

test("somebody else's message with the same client id settles nothing", () => {
  const box = outbox();
  const store = openStore({ box });
  box.add(1, "mine");
  store.apply(posted(11, { ...BOB, content: "theirs", client_id: "c1" }));
  assert.deepEqual(texts(store), ["text 9", "text 10", "theirs", "mine"]);
});

test("the stored message that answers a repeated send settles it without moving the position", () => {
  const box = outbox();
  const store = openStore({ box });
  box.add(1, "text 9");
  store.apply(posted(9, { ...ALICE, client_id: "c1" }));
  assert.equal(box.entries().length, 0);
  assert.deepEqual(store.position(1), [1, 10]);
});

test("a room that is added appears and a private one that is removed is gone", () => {
  const store = openStore();
  const removed = heard(store, "removed");
  store.apply({ type: "room_added", room: room(5, { room_type: "private", name: "Plans" }) });
  assert.equal(store.room(5)?.is_member, true);
  store.apply(posted(11, { room_id: 5 }));
  assert.equal(store.room(5)?.unread_count, 1);
  store.apply({ type: "room_removed", room_id: 5, reason: "kicked" });
  assert.equal(store.room(5), undefined);
  assert.equal(removed[0].isReadable, false);
  assert.equal(store.unreadTotal, 0);
});

test("a public room that one has left stays to be joined", () => {
  const store = openStore();
  store.apply({ type: "room_removed", room_id: 1, reason: "left" });
  assert.equal(store.room(1)?.is_member, false);
  assert.deepEqual(texts(store), ["text 9", "text 10"]);
});

test("members come, go and change their presence", () => {
  const store = openStore();
  const carol = { user_id: "u-carol", username: "carol", display_name: "Carol", role: "member", status: "offline" };
  store.apply({ type: "user_joined", room_id: 1, seq: 11, ...carol, member: carol, member_count: 3 });
  store.apply({ type: "presence_update", user_id: "u-carol", username: "carol", status: "away", current_room: 1 });
  assert.equal(store.members(1)?.[0]?.status, "away");
  assert.equal(store.room(1)?.member_count, 3);
  store.apply({ type: "user_left", room_id: 1, seq: 12, user_id: "u-carol", username: "carol", member_count: 2 });
  assert.deepEqual(store.members(1), []);
  assert.equal(store.room(1)?.member_count, 2);
});

test("a list of members that is older than a change is refused", () => {
  const store = openStore();
  const version = store.membersVersion(1);
  store.apply({ type: "user_left", room_id: 1, seq: 11, user_id: "u-bob", username: "bob", member_count: 1 });
  assert.equal(store.setMembers(1, [], version), false);
});

test("a heartbeat that knows more asks for the difference", () => {
  const store = openStore();
  const gaps = heard(store, "gap");
  store.apply({ type: "heartbeat", positions: { 1: 10 } });
  assert.deepEqual(gaps, []);
  store.apply({ type: "heartbeat", positions: { 1: 12 } });
  assert.deepEqual(gaps, [{ roomId: 1 }]);
});

test("an older page comes before what is shown, without doubles", () => {
  const store = openStore();
  store.addPage(1, [posted(7).message, posted(8).message, posted(9).message], true);
  assert.deepEqual(texts(store), ["text 7", "text 8", "text 9", "text 10"]);
  assert.equal(store.history(1).hasMore, true);
});

test("what arrives while a room is loading is kept", () => {
  const store = openStore({ rooms: [room(1), room(2)] });
  store.setHistoryState(2, "loading");
  store.apply(posted(11, { room_id: 2 }));
  store.addPage(2, [posted(10, { room_id: 2 }).message], false);
  assert.deepEqual(store.rows(2).map((row) => row.text), ["text 10", "text 11"]);
});

test("what is said in a thread takes a number and is not in the room", () => {
  const store = openStore();
  store.apply(posted(11, { thread_id: 9 }));
  assert.deepEqual(texts(store), ["text 9", "text 10"]);
  assert.deepEqual(store.position(1), [1, 11]);
  assert.equal(store.room(1)?.unread_count, 0);
});

test("a line of the server is shown, and is neither unread nor a preview", () => {
  const store = openStore();
  store.apply(posted(11));
  store.apply(posted(12, { message_type: "system" }));
  assert.deepEqual(texts(store), ["text 9", "text 10", "text 11", "text 12"]);
  assert.equal(store.room(1)?.unread_count, 1);
  assert.equal(store.room(1)?.last_message?.id, 11);
});

test("a message to everybody mentions the reader", () => {
  const store = openStore();
  store.apply(posted(11, { mentions: ["room"] }));
  assert.equal(store.room(1)?.mention_count, 1);
});
