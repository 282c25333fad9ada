// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { inView } from "../../static/js/chat/anchor.js";
import { dateText, startOf, startOfDate } from "../../static/js/chat/later/days.js";
import { History } from "../../static/js/chat/history.js";
import { rightsIn, rightsOver } from "../../static/js/chat/message_rights.js";
import { linkTo, placeOf } from "../../static/js/chat/permalinks.js";
import { MOST, STEP, Span } from "../../static/js/chat/span.js";
import { UnreadMark } from "../../static/js/chat/unread_mark.js";
import { ALICE, hello, openStore, posted, room } from "./chat_cast.js";

/** @param {number} from @param {number} to the last one */
const messages = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => ({ id: from + at }));

/** @param {Span} span @param {{id: number}[]} all @param {boolean} [isAtEnd] the first and the last id that is drawn */
function drawn(span, all, isAtEnd = true) {
  const { from, to } = span.of(all, isAtEnd);
  return [all[from].id, all[to - 1].id];
}

test("what is loaded is drawn whole up to 300 rows, then its end", () => {
  assert.deepEqual(drawn(new Span(), messages(1, MOST)), [1, MOST]);
  assert.deepEqual(drawn(new Span(), messages(1, MOST + 1)), [2, MOST + 1]);
});

test("new messages do not take away the rows of one who reads above", () => {
  const span = new Span();
  span.of(messages(1, MOST), false);
  assert.deepEqual(drawn(span, messages(1, MOST + 5), false), [1, MOST]);
  assert.deepEqual(drawn(span, messages(1, MOST + 9), false), [1, MOST]);
});

test("going up and down again draws what is loaded and never more than 300", () => {
  const all = messages(1, 1_000);
  const span = new Span();
  assert.deepEqual(drawn(span, all), [701, 1_000]);
  while (span.older(all)) assert.ok(drawn(span, all, false)[1] - drawn(span, all, false)[0] < MOST);
  assert.deepEqual(drawn(span, all, false), [1, MOST]);
  while (span.newer(all)) assert.ok(drawn(span, all, false)[1] - drawn(span, all, false)[0] < MOST);
  assert.deepEqual(drawn(span, all, false), [701, 1_000]);
  assert.deepEqual(drawn(span, messages(1, 1_001)), [702, 1_001]);
});

test("what is put in above is drawn when the reader gets near to it", () => {
  const span = new Span();
  span.of(messages(101, 500), true);
  assert.deepEqual(drawn(span, messages(51, 500)), [201, 500]);
  assert.ok(span.older(messages(51, 500)));
  assert.deepEqual(drawn(span, messages(51, 500), false), [201 - STEP, 400]);
});

test("a place that is not drawn is drawn with its surroundings, and the end with what comes", () => {
  const all = messages(1, 1_000);
  const span = new Span();
  span.of(all, true);
  span.around(all, 990);
  assert.deepEqual(drawn(span, all), [701, 1_000]);
  span.around(all, 400);
  assert.deepEqual(drawn(span, all, false), [350, 449]);
  span.toEnd(all);
  assert.deepEqual(drawn(span, messages(1, 1_001)), [901, 1_001]);
});

test("the row at a third of the height is held first, then those nearest to it", () => {
  const boxes = Array.from({ length: 12 }, (_, at) => ({ top: at * 50, bottom: at * 50 + 40 }));
  const tops = inView(boxes, { top: 100, bottom: 400 }).map(({ top }) => top);
  assert.deepEqual(tops, [200, 150, 250, 100, 300, 350]);
  assert.deepEqual(inView([{ top: -500, bottom: 900 }], { top: 0, bottom: 300 }).length, 1);
});

/** @param {number} from @param {number} to @param {boolean} hasMore */
function history(from, to, hasMore) {
  const loaded = new History();
  loaded.merge(messages(from, to).map(({ id }) => posted(id).message), hasMore, ALICE.user_id);
  return loaded;
}

/** @param {object} counts */
function entered(counts) {
  const mark = new UnreadMark(ALICE.user_id);
  mark.enter(room(1, counts));
  return mark;
}

test("the first unread message is fixed when the room is entered", () => {
  const mark = entered({ unread_count: 3, last_read_message_id: 17 });
  const loaded = history(10, 20, true);
  mark.settle(loaded);
  assert.equal(mark.first, 18);
  assert.equal(mark.count, 3);
  loaded.merge([posted(21).message], true, ALICE.user_id);
  mark.settle(loaded);
  assert.equal(mark.first, 18);
});

test("what is one's own or the server's is not the first unread message", () => {
  const mark = entered({ unread_count: 1, last_read_message_id: 9 });
  const loaded = new History();
  const all = [posted(10, ALICE), posted(11, { message_type: "system" }), posted(12)];
  loaded.merge(all.map((event) => event.message), false, ALICE.user_id);
  mark.settle(loaded);
  assert.equal(mark.first, 12);
});

test("unread messages before the loaded ones have to be loaded first", () => {
  const mark = entered({ unread_count: 300, last_read_message_id: 5 });
  const loaded = history(100, 150, true);
  assert.ok(mark.isBefore(loaded));
  mark.settle(loaded);
  assert.equal(mark.first, null);
  loaded.merge(messages(1, 99).map(({ id }) => posted(id).message), false, ALICE.user_id);
  mark.settle(loaded);
  assert.equal(mark.first, 6);
});

test("where all is read nothing that comes later is divided off", () => {
  const mark = entered({ unread_count: 0, last_read_message_id: 17 });
  mark.settle(history(10, 20, true));
  assert.equal(mark.first, null);
});

test("texts on their way stand only after the very last message", () => {
  const store = openStore();
  store.outbox.add(1, "on its way", null);
  assert.deepEqual(store.rows(1, { from: 1, to: 2 }).map((row) => row.text), ["text 10", "on its way"]);
  assert.deepEqual(store.rows(1, { from: 0, to: 1 }).map((row) => row.text), ["text 9"]);
});

test("days begin at the reader's midnight, also where a clock changes", () => {
  const noon = new Date(2025, 2, 31, 12);
  assert.equal(startOf(0, noon), new Date(2025, 2, 31).toISOString());
  assert.equal(startOf(7, noon), new Date(2025, 2, 24).toISOString());
  assert.equal(startOfDate("2025-03-01"), new Date(2025, 2, 1).toISOString());
  for (const text of ["", "0002-01-01", "tomorrow"]) assert.equal(startOfDate(text), null);
  assert.equal(dateText(new Date(2025, 0, 5)), "2025-01-05");
});

test("the first message since a moment is known where it cannot be further up", () => {
  const at = (/** @type {number} */ id) => `2025-01-0${id}T12:00:00.000Z`;
  const loaded = (/** @type {boolean} */ hasMore) => {
    const kept = new History();
    kept.merge([3, 4, 5].map((id) => posted(id, { timestamp: at(id) }).message), hasMore, ALICE.user_id);
    return kept;
  };
  assert.equal(loaded(true).firstSince("2025-01-04T00:00:00.000Z")?.id, 4);
  assert.equal(loaded(true).firstSince("2025-01-01T00:00:00.000Z"), undefined);
  assert.equal(loaded(false).firstSince("2025-01-01T00:00:00.000Z")?.id, 3);
  assert.equal(loaded(true).firstSince("2025-01-09T00:00:00.000Z")?.id, 5);
});

test("an address names a place here only if it is of this site and of a room", () => {
  const origin = "https://chat.example";
  const link = linkTo({ room_id: 4, id: 9 }, origin);
  const reply = linkTo({ room_id: 4, id: 9, thread_id: 7 }, origin);
  assert.deepEqual(placeOf(link, origin), { roomId: 4, messageId: 9, threadId: null });
  assert.deepEqual(placeOf(reply, origin), { roomId: 4, messageId: 9, threadId: 7 });
  assert.deepEqual(placeOf("/chat/4", origin), { roomId: 4, messageId: null, threadId: null });
  for (const other of ["https://evil.example/chat/4", "/chat/", "/chat/4/x", "/admin", "javascript:alert(1)", "http://["]) {
    assert.equal(placeOf(other, origin), null, other);
  }
});

test("a thread counts as new until it is read to its end or followed no more", () => {
  const store = openStore();
  const mark = { room_id: 1, thread_id: 9, message_id: 0, unread_count: 2, mention_count: 0 };
  store.apply({ ...hello(10), threads: [mark] });
  assert.equal(store.threads.count, 1);
  store.apply({ type: "thread_marker", ...mark, thread_id: 10, is_following: true });
  assert.equal(store.threads.count, 2);
  store.apply({ type: "thread_marker", ...mark, unread_count: 0, is_following: true });
  store.apply({ type: "thread_marker", ...mark, thread_id: 10, is_following: false });
  assert.equal(store.threads.count, 0);
});

test("messages are pinned by moderators, in direct rooms by both", () => {
  const { message } = posted(10);
  const mayPin = (/** @type {object} */ change) => rightsOver(room(1, change), message, ALICE).pin;
  assert.ok(!mayPin({ role: "member" }));
  assert.ok(mayPin({ role: "moderator" }));
  assert.ok(mayPin({ role: "member", room_type: "direct" }));
  assert.ok(rightsOver(room(1, { role: "owner" }), { ...message, pinned_at: "2025-01-01" }, ALICE).unpin);
  assert.ok(!rightsIn(room(1, { role: "owner" }), { ...message, thread_id: 9 }, ALICE, { isThread: true }).reply);
});
