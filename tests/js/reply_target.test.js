// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyTarget } from "../../static/js/chat/reply_target.js";
import { MemoryStorage, deleted, hello, openStore, posted } from "./chat_cast.js";

/** @param {{storage?: any, store?: any, stored?: any[], isOnline?: boolean}} [options] */
function replying({ storage = new MemoryStorage(), store = openStore(), stored = [], isOnline = true } = {}) {
  const asked = /** @type {number[]} */ ([]);
  const net = { isOnline };
  const message = async (/** @type {number} */ _room, /** @type {number} */ id) => {
    asked.push(id);
    return net.isOnline ? { message: stored.find((one) => one.id === id) ?? null } : null;
  };
  const target = new ReplyTarget({ store, loader: /** @type {any} */ ({ message }), storage });
  target.enter(1);
  return { target, store, storage, asked, net };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("what is replied to outlives the page, and each room has its own", () => {
  const { target, storage } = replying();
  target.set(posted(9).message);
  target.enter(2);
  assert.equal(target.id, null);
  const again = replying({ storage }).target;
  assert.equal(again.message?.id, 9);
  assert.equal(again.drop(), true);
  assert.equal(replying({ storage }).target.id, null);
});

test("one that is not among the loaded messages is asked for", async () => {
  const { target, storage } = replying();
  target.set(posted(3).message);
  const { target: again, asked } = replying({ storage, stored: [posted(3).message] });
  assert.deepEqual([again.id, again.message, asked], [3, null, [3]]);
  await settled();
  assert.equal(again.message?.content, "text 3");
});

test("without an answer it stays, and is asked for again once there is a connection", async () => {
  const { target, storage } = replying();
  target.set(posted(3).message);
  const { target: again, store, asked, net } = replying({ storage, stored: [posted(3).message], isOnline: false });
  await settled();
  assert.deepEqual([again.id, again.message], [3, null]);
  net.isOnline = true;
  store.apply(hello(10));
  await settled();
  assert.deepEqual([again.message?.id, asked], [3, [3, 3]]);
});

test("it is forgotten when it was deleted meanwhile, in view or not", async () => {
  const { target, store, storage } = replying();
  target.set(posted(9).message);
  store.apply(deleted(11, 9));
  target.look();
  assert.deepEqual([target.id, storage.length], [null, 0]);
  target.set(posted(3).message);
  const { target: again } = replying({ storage, stored: [posted(3, { is_deleted: true }).message] });
  await settled();
  again.look();
  assert.deepEqual([again.id, storage.length], [null, 0]);
});

test("it is known also when the history in view is another piece of the room", () => {
  const { target, store } = replying();
  target.set(posted(9).message);
  store.restart(1, [posted(30).message], { hasBefore: true, hasAfter: false });
  target.look();
  assert.equal(target.message?.content, "text 9");
});
