// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { typingText } from "../../static/js/chat/typing_line.js";
import { TypingSignal } from "../../static/js/chat/typing_signal.js";
import { ALICE, BOB, heard, hello, openStore, room } from "./chat_cast.js";

const MEMBER = { ...BOB, status: "offline", joined_at: null, last_seen: null, is_agent: false };

/** @param {string} status @param {string} [text] @returns {any} */
function presence(status, text = "", user = BOB) {
  return { type: "presence_update", ...user, status, text, current_room: null };
}

/** @param {string[]} users @param {number} [roomId] @returns {any} */
function typing(users, roomId = 1) {
  return { type: "typing_indicator", room_id: roomId, users };
}

test("who types is shown for each room, and never oneself", () => {
  const store = openStore({ rooms: [room(1), room(2)] });
  store.apply(typing(["alice", "bob"]));
  store.apply(typing(["carol"], 2));
  assert.deepEqual(store.typists.of(1), ["bob"]);
  store.apply(typing(["alice"]));
  assert.deepEqual(store.typists.of(1), []);
  assert.deepEqual(store.typists.of(2), ["carol"]);
});

test("typing that is not repeated ends, or is asked for where one looks", () => {
  /** @type {(() => void)[]} */
  const timers = [];
  const store = openStore({ rooms: [room(1), room(2)], schedule: (run) => timers.push(run) });
  const asked = heard(store, "typing-stale");
  store.apply(typing(["bob"], 2));
  timers[0]();
  assert.deepEqual(store.typists.of(2), []);
  store.apply(typing(["bob"]));
  store.apply(typing(["bob", "carol"]));
  timers[1]();
  assert.deepEqual(asked, []);
  timers[2]();
  assert.deepEqual(asked, [{ roomId: 1 }]);
});

test("nobody types once the connection is lost", () => {
  const store = openStore();
  store.apply(typing(["bob"]));
  store.setConnection({ state: "waiting" });
  assert.deepEqual(store.typists.of(1), []);
});

test("one, two and several people are told of in words", () => {
  assert.equal(typingText(["bob"]), "bob is typing…");
  assert.equal(typingText(["bob", "carol"]), "bob and carol are typing…");
  assert.equal(typingText(["bob", "carol", "dave"]), "Several people are typing…");
});

test("who pauses for five seconds is told to type no more, with one timer for all keys", () => {
  /** @type {any[]} */
  const sent = [];
  /** @type {{run: () => void, ms: number}[]} */
  const timers = [];
  let now = 0;
  const schedule = (/** @type {() => void} */ run, /** @type {number} */ ms) => timers.push({ run, ms });
  const signal = new TypingSignal({ send: (command) => sent.push(command.type) > 0, now: () => now, schedule });
  for (now of [0, 1000, 2000]) signal.wrote(1, "text");
  now = 5000;
  timers[0].run();
  assert.deepEqual(timers.map(({ ms }) => ms), [5000, 2000]);
  assert.deepEqual(sent, ["typing_start"]);
  now = 7000;
  timers[1].run();
  assert.deepEqual(sent, ["typing_start", "typing_stop"]);
  assert.equal(timers.length, 2);
});

test("typing is told at most every three seconds and its end once", () => {
  /** @type {any[]} */
  const sent = [];
  let now = 0;
  const schedule = () => undefined;
  const signal = new TypingSignal({ send: (command) => sent.push(command) > 0, now: () => now, schedule });
  for (now of [0, 1000, 2900]) signal.wrote(1, "text");
  assert.deepEqual(sent, [{ type: "typing_start", room_id: 1 }]);
  now = 3100;
  signal.wrote(1, "text");
  signal.wrote(1, "  ");
  signal.stop();
  assert.deepEqual(sent.slice(1).map(({ type }) => type), ["typing_start", "typing_stop"]);
  signal.wrote(2, "at once");
  assert.deepEqual(sent.at(-1), { type: "typing_start", room_id: 2 });
});

test("a status and its text reach the list of members", () => {
  const store = openStore({ members: [MEMBER] });
  store.apply(presence("busy", "reviewing"));
  assert.deepEqual([store.members(1)?.[0].status, store.members(1)?.[0].text], ["busy", "reviewing"]);
  store.apply(presence("busy", ""));
  assert.equal(store.members(1)?.[0].text, "");
});

test("the end of a status reaches the list of members, and goes with the status", () => {
  const store = openStore({ members: [MEMBER] });
  store.apply({ ...presence("busy", "lunch"), until: "2026-11-28T12:00:00.000Z" });
  assert.equal(store.members(1)?.[0].until, "2026-11-28T12:00:00.000Z");
  store.apply(presence("busy", "lunch"));
  assert.equal(store.members(1)?.[0].until, null);
});

test("one's own status comes with the events, and a connected user whom nobody sees is invisible", () => {
  const store = openStore();
  const greeted = heard(store, "greeted");
  store.apply(hello(10));
  assert.equal(greeted.length, 1);
  store.apply(presence("busy", "reviewing", ALICE));
  assert.deepEqual(store.ownStatus, { status: "busy", text: "reviewing" });
  store.setOnline([], store.presenceVersion);
  assert.equal(store.ownStatus.status, "offline");
});

test("an answer that was overtaken by an event does not turn a status back", () => {
  const store = openStore({ members: [MEMBER] });
  const version = store.presenceVersion;
  store.apply(presence("online", "", ALICE));
  store.apply(presence("busy", "reviewing"));
  store.setOnline([{ ...BOB, status: "online", text: "" }], version);
  assert.equal(store.ownStatus.status, "online");
  assert.equal(store.members(1)?.[0].status, "busy");
});
