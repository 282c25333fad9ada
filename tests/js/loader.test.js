// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { Loader } from "../../static/js/chat/loader.js";
import { BOB, hello, openStore } from "./chat_cast.js";

/** @param {import("node:test").TestContext} t @param {number} members */
function page(t, members) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 0.5);
  /** @type {string[]} */
  const asked = [];
  t.mock.method(globalThis, "fetch", async (/** @type {string} */ path) => {
    asked.push(path);
    return new Response(JSON.stringify({ users: [], members: [], rooms: [] }));
  });
  const people = Array.from({ length: members }, (_, number) => ({ ...BOB, user_id: `u-${number}` }));
  const store = openStore({ members: people });
  new Loader(store);
  return { store, asked };
}

test("a page asks who is there with its first greeting", (t) => {
  const { store, asked } = page(t, 2000);
  store.apply(hello(10));
  assert.deepEqual(asked, ["/api/users/online"]);
});

test("after a restart the pages of a large room ask who is there one after the other", (t) => {
  const { store, asked } = page(t, 2000);
  store.apply(hello(10));
  asked.length = 0;
  store.apply(hello(10));
  t.mock.timers.tick(24_999);
  assert.deepEqual(asked, []);
  t.mock.timers.tick(1);
  assert.ok(asked.includes("/api/rooms/1/members"), `${asked}`);
});

test("nobody waits longer than a minute for it", (t) => {
  const { store, asked } = page(t, 10_000);
  store.apply(hello(10));
  store.apply(hello(10));
  t.mock.timers.tick(30_000);
  assert.ok(asked.includes("/api/rooms/1/members"));
});

test("in a small room nobody waits for it", (t) => {
  const { store, asked } = page(t, 2);
  store.apply(hello(10));
  store.apply(hello(10));
  t.mock.timers.tick(25);
  assert.ok(asked.includes("/api/rooms/1/members"));
});

test("what could not be loaded without a connection is loaded once there is one", (t) => {
  const { store, asked } = page(t, 2);
  store.setHistoryState(1, "failed");
  store.apply(hello(10));
  assert.ok(asked.includes("/api/rooms/1/messages?limit=50"), `${asked}`);
});
