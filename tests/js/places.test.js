// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { openStore, posted, texts, updated } from "./chat_cast.js";

/** @param {number} from @param {number} to */
const page = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => posted(from + at).message);

/** A store that shows what is in the middle of a room. */
function inTheMiddle() {
  const store = openStore({ hasMore: true });
  store.restart(1, page(4, 6), { hasBefore: true, hasAfter: true });
  return store;
}

test("a place in the middle takes the place of what was loaded", () => {
  const store = inTheMiddle();
  assert.deepEqual(texts(store), ["text 4", "text 5", "text 6"]);
  assert.equal(store.history(1).hasMore, true);
});

test("what is said meanwhile makes no hole, but is counted", () => {
  const store = inTheMiddle();
  store.apply(posted(11));
  assert.deepEqual(texts(store), ["text 4", "text 5", "text 6"]);
  assert.equal(store.room(1)?.unread_count, 1);
  assert.equal(store.room(1)?.last_message?.id, 11);
});

test("changes of what is in view are shown", () => {
  const store = inTheMiddle();
  store.apply(updated(11, 5, { content: "better" }));
  assert.deepEqual(texts(store), ["text 4", "better", "text 6"]);
});

test("the end is reached only when nothing came after the last page", () => {
  const store = inTheMiddle();
  store.apply(posted(11));
  store.addNewer(1, page(7, 10), false);
  assert.equal(store.history(1).hasAfter, true);
  store.addNewer(1, [posted(11).message], false);
  assert.equal(store.history(1).hasAfter, false);
  store.apply(posted(12));
  assert.equal(texts(store).at(-1), "text 12");
});

test("a page around the end that was read before the newest message is not the end", () => {
  const store = openStore();
  store.apply(posted(11));
  store.restart(1, page(8, 10), { hasBefore: true, hasAfter: false });
  assert.equal(store.history(1).hasAfter, true);
});

test("a room that is left in the middle is entered at its end", () => {
  const store = inTheMiddle();
  store.view(null);
  assert.equal(store.history(1).isKept, false);
});
