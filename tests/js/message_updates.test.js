// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "../../static/js/chat/lines.js";
import { rightsOver } from "../../static/js/chat/message_rights.js";
import { reactors } from "../../static/js/chat/reactions.js";
import { ALICE, deleted, heard, hello, openStore, outbox, posted, room, texts, updated } from "./chat_cast.js";

const SMILE = [{ emoji: "🙂", count: 1, usernames: ["bob"] }];

test("an edited message has its new text in its old place", () => {
  const store = openStore();
  store.apply(updated(11, 9, { content: "better", edited_at: "2025-01-01T12:01:00.000Z" }));
  assert.deepEqual(texts(store), ["better", "text 10"]);
  assert.equal(store.rows(1)[0].isEdited, true);
  assert.deepEqual(store.position(1), [1, 11]);
});

test("a change that is repeated or older never moves a message back", () => {
  const store = openStore();
  store.apply(updated(11, 9, { content: "first" }));
  store.apply(updated(12, 9, { content: "second" }));
  store.apply(updated(11, 9, { content: "first" }));
  assert.deepEqual(texts(store), ["second", "text 10"]);
});

test("a jump in the changes asks for the gap, and the resume brings the last state", () => {
  const store = openStore();
  const gaps = heard(store, "gap");
  store.apply(updated(13, 10, { content: "live" }));
  assert.deepEqual(gaps, [{ roomId: 1 }]);
  assert.deepEqual(texts(store), ["text 9", "text 10"]);
  store.apply(updated(12, 9, { content: "missed" }));
  store.apply(updated(13, 10, { content: "live" }));
  store.apply({ type: "resumed", room_id: 1, recovered: true, epoch: 1, seq: 13 });
  assert.deepEqual(texts(store), ["missed", "live"]);
});

test("an unread message that is deleted counts no more", () => {
  const store = openStore();
  store.apply(posted(11, { mentions: ["alice"] }));
  store.apply(posted(12));
  store.apply(deleted(13, 11));
  store.apply(deleted(13, 11));
  assert.deepEqual([store.room(1)?.unread_count, store.room(1)?.mention_count], [1, 0]);
});

test("a message that was read, one's own and a reaction change no count", () => {
  const store = openStore({ rooms: [room(1, { last_read_message_id: 10, unread_count: 0 })] });
  store.apply(posted(11));
  store.apply(deleted(12, 9));
  store.apply(deleted(13, 10, ALICE));
  store.apply(updated(14, 11, { reactions: SMILE }));
  assert.equal(store.room(1)?.unread_count, 1);
});

test("replies in the thread of a deleted message change no count of a room that is not loaded", () => {
  const store = openStore({ rooms: [room(1), room(2, { unread_count: 2, mention_count: 1 })] });
  const asked = heard(store, "stale");
  const root = deleted(11, 5, { room_id: 2 });
  store.apply({ ...root, change: "thread" });
  store.apply({ ...root, seq: 12, change: "thread" });
  assert.deepEqual([store.room(2)?.unread_count, store.room(2)?.mention_count, asked.length], [2, 1, 0]);
});

test("an edit that adds the reader's name is a mention", () => {
  const store = openStore();
  store.apply(posted(11));
  store.apply(updated(12, 11, { mentions: ["alice"] }));
  assert.equal(store.room(1)?.mention_count, 1);
  store.apply(updated(13, 11));
  assert.equal(store.room(1)?.mention_count, 0);
});

test("the counts of hello include the deletions that the resume tells", () => {
  const store = openStore();
  store.apply(posted(11));
  store.apply(posted(12));
  store.apply(hello(14, { unread_count: 1 }));
  store.apply(deleted(13, 11));
  store.apply({ ...posted(14), seq: 14 });
  store.apply({ type: "resumed", room_id: 1, recovered: true, epoch: 1, seq: 14 });
  assert.equal(store.room(1)?.unread_count, 1);
});

test("a resume that tells an old message late counts each new one once", () => {
  const store = openStore();
  store.apply(posted(15));
  store.apply(posted(12));
  store.apply({ ...posted(11, { reactions: SMILE }), seq: 14 });
  store.apply({ ...posted(13, { is_deleted: true, content: "" }), seq: 15 });
  store.apply({ type: "resumed", room_id: 1, recovered: true, epoch: 1, seq: 15 });
  assert.equal(store.room(1)?.unread_count, 3);
  assert.equal(store.room(1)?.last_message?.id, 15);
});

test("the preview follows an edit, and a deletion shows what was said before", () => {
  const store = openStore({ rooms: [room(1, { last_message: posted(10).message })] });
  store.apply(updated(11, 10, { content: "better" }));
  assert.equal(store.room(1)?.last_message?.content, "better");
  store.apply(deleted(12, 10));
  assert.equal(store.room(1)?.last_message?.content, "text 9");
});

test("a room whose only message is deleted has no preview, and the server is not asked for it", () => {
  const store = openStore({ rooms: [room(1, { last_message: posted(10).message })] });
  const asked = heard(store, "stale");
  store.apply(deleted(11, 9));
  store.apply(deleted(12, 10));
  assert.deepEqual([store.room(1)?.last_message, asked.length], [null, 0]);
});

test("what only the server knows is asked for", () => {
  const last_message = posted(10, { room_id: 2 }).message;
  const store = openStore({ rooms: [room(1), room(2, { last_message, unread_count: 1, mention_count: 1 })] });
  const asked = heard(store, "stale");
  store.apply(deleted(11, 10, { room_id: 2 }));
  assert.equal(store.room(2)?.unread_count, 0);
  assert.equal(asked.length, 1);
});

test("a change of a message that is not loaded makes no hole, and is not undone by its page", () => {
  const store = openStore({ hasMore: true });
  store.apply(updated(11, 3, { content: "better" }));
  assert.deepEqual(texts(store), ["text 9", "text 10"]);
  store.addPage(1, [posted(3).message, posted(8).message], false);
  assert.deepEqual(texts(store), ["better", "text 8", "text 9", "text 10"]);
});

test("a deleted message keeps its place and its author's group", () => {
  const store = openStore();
  store.apply(deleted(11, 9));
  const lines = linesOf(store.rows(1));
  assert.deepEqual(
    lines.map((line) => (line.kind === "row" ? [line.row.isDeleted, line.isFirst, line.isLast] : line.kind)),
    ["day", [true, true, false], [false, false, true]],
  );
});

test("a pending reply shows what it answers", () => {
  const box = outbox();
  const store = openStore({ box });
  box.add(1, "yes", 9);
  assert.equal(store.rows(1).at(-1)?.reply?.content, "text 9");
});

test("who may do what with a message follows the room role and the server role", () => {
  const { message } = posted(9);
  const own = posted(9, ALICE).message;
  const may = (/** @type {any} */ change, /** @type {any} */ user = ALICE) =>
    rightsOver(room(1, change), message, user).delete;
  assert.equal(rightsOver(room(1), own, ALICE).edit, true);
  assert.equal(rightsOver(room(1), own, ALICE).delete, true);
  assert.equal(rightsOver(room(1, { role: "owner" }), message, ALICE).edit, false);
  assert.equal(may({}), false);
  assert.equal(may({ role: "moderator" }), true);
  assert.equal(may({}, { ...ALICE, role: "admin" }), true);
  assert.equal(may({ room_type: "private" }, { ...ALICE, role: "admin" }), false);
  assert.equal(may({ room_type: "direct", role: "owner" }), false);
  assert.equal(may({ is_member: false, role: null }, { ...ALICE, role: "owner" }), false);
  const gone = rightsOver(room(1), { ...own, is_deleted: true }, ALICE);
  assert.deepEqual([gone.copy, gone.profile], [false, true]);
});

test("those who reacted are named, the reader first", () => {
  assert.equal(reactors(["bob"], "alice"), "bob");
  assert.equal(reactors(["bob", "alice", "carol"], "alice"), "You, bob and carol");
  const many = Array.from({ length: 15 }, (_, at) => `user${at}`);
  assert.match(reactors(many, "alice"), /user11 and 3 more$/);
});
