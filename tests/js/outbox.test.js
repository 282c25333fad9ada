// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALICE, MemoryStorage, heard, openStore, outbox, posted } from "./chat_cast.js";

test("texts leave in the order of writing, one at a time in a room", () => {
  /** @type {any[]} */
  const sent = [];
  const box = outbox({ send: (command) => sent.push(command) > 0 });
  box.add(1, "one");
  box.add(1, "two");
  box.add(2, "elsewhere");
  assert.deepEqual(sent.map((command) => command.content), ["one", "elsewhere"]);
  box.acknowledge("c1");
  assert.deepEqual(sent.map((command) => command.content), ["one", "elsewhere", "two"]);
});

test("what was not confirmed survives a reload and leaves in the same order", () => {
  const storage = new MemoryStorage();
  const before = outbox({ storage, send: () => false });
  for (const text of ["one", "two", "three"]) before.add(1, text);
  /** @type {any[]} */
  const sent = [];
  const after = outbox({ storage, send: (command) => sent.push(command) > 0 });
  after.flush();
  for (const id of ["c1", "c2", "c3"]) after.acknowledge(id);
  assert.deepEqual(sent.map((command) => command.content), ["one", "two", "three"]);
  assert.equal(storage.length, 0);
});

test("a new connection sends again what was under way, with the same client id", () => {
  /** @type {any[]} */
  const sent = [];
  const box = outbox({ send: (command) => sent.push(command) > 0 });
  box.add(1, "one");
  box.flush();
  assert.deepEqual(sent.map((command) => command.client_id), ["c1", "c1"]);
});

test("a refused text says why, lets the next one pass, and can be retried or discarded", () => {
  /** @type {any[]} */
  const sent = [];
  const box = outbox({ send: (command) => sent.push(command.content) > 0 });
  const store = openStore({ box });
  box.add(1, "one");
  box.add(1, "two");
  store.apply({ type: "error", code: "not_member", detail: "Join the room to write.", client_id: "c1" });
  assert.deepEqual(sent, ["one", "two"]);
  const failed = store.rows(1).find((row) => row.clientId === "c1");
  assert.deepEqual([failed?.status, failed?.failure], ["failed", "Join the room to write."]);
  store.apply(posted(11, { ...ALICE, content: "two", client_id: "c2" }));
  box.retry("c1");
  assert.deepEqual(sent, ["one", "two", "one"]);
  box.discard("c1");
  assert.equal(box.entries().length, 0);
});

test("a text says that it is being sent only while it can be", () => {
  const box = outbox();
  const store = openStore({ box });
  const changes = /** @type {string[]} */ ([]);
  store.addEventListener("connection", () => changes.push(store.rows(1).at(-1)?.status ?? ""));
  box.add(1, "one");
  assert.equal(store.rows(1).at(-1)?.status, "waiting");
  store.setConnection({ state: "open" });
  store.setNetwork(false);
  store.setNetwork(true);
  store.setConnection({ state: "waiting", retryAt: 2000 });
  assert.deepEqual(changes, ["sending", "waiting", "sending", "waiting"]);
  box.fail("c1", { code: "muted", detail: "You are muted." });
  assert.equal(store.rows(1).at(-1)?.status, "failed");
});

test("what the server has refused is told once", () => {
  const box = outbox();
  const failed = heard(box, "failed");
  box.add(1, "one");
  box.fail("c1", { code: "busy", detail: "Busy." });
  assert.deepEqual(failed, []);
  box.flush();
  box.fail("c1", { code: "muted", detail: "You are muted." });
  assert.deepEqual(failed.map(({ room_id: roomId, failure }) => [roomId, failure.detail]), [[1, "You are muted."]]);
});

test("a text over the rate waits as long as the server says and keeps its place", () => {
  /** @type {any[]} */
  const sent = [];
  /** @type {{run: () => void, ms: number}[]} */
  const timers = [];
  const box = outbox({
    send: (command) => sent.push(command.content) > 0,
    schedule: (/** @type {() => void} */ run, /** @type {number} */ ms) => timers.push({ run, ms }),
  });
  box.add(1, "one");
  box.add(1, "two");
  box.fail("c1", { code: "rate_limited", detail: "Too fast.", retry_after: 3 });
  box.add(1, "three");
  assert.deepEqual(sent, ["one"]);
  assert.equal(timers[0]?.ms, 3000);
  timers[0]?.run();
  box.acknowledge("c1");
  assert.deepEqual(sent, ["one", "one", "two"]);
});

test("a text that another tab confirmed is forgotten here", () => {
  const storage = new MemoryStorage();
  outbox({ storage, send: () => false }).add(1, "one");
  const other = outbox({ storage, send: () => false });
  other.heard(storage.key(0), null);
  assert.equal(other.entries().length, 0);
});

/** Two tabs of one browser; the first one is offline. */
function twoTabs() {
  const storage = new MemoryStorage();
  /** @type {string[]} */
  const sent = [];
  /** @type {(() => void)[]} */
  const timers = [];
  const first = outbox({ storage, send: () => false });
  const schedule = (/** @type {() => void} */ run) => timers.push(run);
  const second = outbox({ storage, schedule, send: (command) => sent.push(command.client_id) > 0 });
  const hear = (/** @type {string} */ id) => {
    const key = `unsent.${ALICE.user_id}.message.${id}`;
    second.heard(key, storage.getItem(key));
  };
  return { first, second, sent, timers, hear };
}

test("what another tab writes is shown at once and sent from here only when that tab does not", () => {
  const { first, second, sent, timers, hear } = twoTabs();
  first.add(1, "one");
  hear("c1");
  assert.equal(second.waitingCount, 1);
  assert.deepEqual(sent, []);
  timers[0]();
  assert.deepEqual(sent, ["c1"]);
  second.acknowledge("c1");
  assert.equal(second.waitingCount, 0);
});

test("what another tab sent in time is not sent again", () => {
  const { first, second, sent, timers, hear } = twoTabs();
  first.add(1, "one");
  hear("c1");
  first.acknowledge("c1");
  hear("c1");
  timers[0]();
  assert.equal(second.waitingCount, 0);
  assert.deepEqual(sent, []);
});

test("a new connection sends what other tabs have left, and a failure there is seen here", () => {
  const { first, second, sent, hear } = twoTabs();
  first.add(1, "one");
  hear("c1");
  second.flush();
  assert.deepEqual(sent, ["c1"]);
  second.acknowledge("c1");
  first.add(2, "two");
  first.fail("c2", { code: "muted", detail: "You are muted." });
  hear("c2");
  assert.deepEqual(second.entries().map(({ failure }) => failure?.detail), ["You are muted."]);
  second.retry("c2");
  assert.deepEqual(sent, ["c1", "c2"]);
});

test("a full storage loses no text", () => {
  const storage = new MemoryStorage();
  storage.setItem = () => {
    throw new Error("full");
  };
  const box = outbox({ storage, send: () => false });
  box.add(1, "one");
  assert.equal(box.waitingCount, 1);
});

test("unreadable entries of the storage are passed over", () => {
  const storage = new MemoryStorage();
  storage.setItem(`unsent.${ALICE.user_id}.message.x`, "{");
  storage.setItem(`unsent.${ALICE.user_id}.message.y`, "null");
  assert.equal(outbox({ storage }).entries().length, 0);
});

test("a text that would have to wait long is refused with its reason", () => {
  const box = outbox();
  box.add(1, "slow");
  box.fail("c1", { code: "rate_limited", detail: "This room is in slow mode.", retry_after: 299.5 });
  assert.equal(box.entries(1)[0].failure?.detail, "This room is in slow mode. Wait 5 min.");
});
