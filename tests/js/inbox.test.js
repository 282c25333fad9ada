// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { waitingFor } from "../../static/js/chat/inbox_button.js";
import { markersOf } from "../../static/js/chat/later/inbox_markers.js";
import { hello, openStore, room } from "./chat_cast.js";

test("the bell counts mentions, direct rooms and threads, and only one's own", () => {
  const direct = room(2, { room_type: "direct", unread_count: 4, mention_count: 2 });
  const foreign = room(3, { is_member: false, mention_count: 1 });
  const store = openStore({ rooms: [room(1, { unread_count: 9, mention_count: 2 }), direct, foreign] });
  assert.equal(waitingFor(store), 3);
  store.apply({ type: "thread_marker", thread_id: 7, unread_count: 3, is_following: true });
  assert.equal(waitingFor(store), 4);
  store.apply({ type: "thread_marker", thread_id: 7, unread_count: 3, is_following: false });
  assert.equal(waitingFor(store), 3);
});

test("a new connection says which threads are unread; those read meanwhile elsewhere are not", () => {
  const store = openStore();
  store.apply({ ...hello(10), threads: [{ thread_id: 7, unread_count: 1 }, { thread_id: 8, unread_count: 2 }] });
  assert.equal(store.threads.count, 2);
  store.apply({ ...hello(10), threads: [{ thread_id: 8, unread_count: 2 }] });
  assert.equal(store.threads.count, 1);
  store.apply(hello(10));
  assert.equal(store.threads.count, 0);
});

test("reading all takes one marker a room and one a thread, at the newest message of each", () => {
  const messages = [{ id: 9, room_id: 1 }, { id: 12, room_id: 1 }, { id: 11, room_id: 1, thread_id: 3 }, { id: 4, room_id: 2 }];
  assert.deepEqual(markersOf(messages), [
    { room_id: 1, message_id: 12 },
    { room_id: 1, message_id: 11, thread_id: 3 },
    { room_id: 2, message_id: 4 },
  ]);
  assert.deepEqual(markersOf([]), []);
});
