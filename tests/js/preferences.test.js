// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULTS, Preferences } from "../../static/js/chat/preferences.js";

/** A server that answers when it is told to. */
function slowServer() {
  /** @type {{body: any, answer: (told: object) => void, refuse: () => void}[]} */
  const calls = [];
  const request = (/** @type {string} */ _method, /** @type {string} */ _path, /** @type {any} */ body) =>
    new Promise((resolve, reject) => {
      calls.push({
        body,
        answer: (told) => resolve({ preferences: told }),
        refuse: () => reject(new Error("refused")),
      });
    });
  return { calls, request };
}

test("a wish shows at once, and another device's older state does not undo it", async () => {
  const { calls, request } = slowServer();
  const preferences = new Preferences(DEFAULTS, { request });
  const done = preferences.change({ theme: "dark", rooms: { 7: { level: "nothing", muted_until: null } } });
  preferences.take({ ...DEFAULTS, sounds: true });
  const { theme, sounds, rooms } = preferences.now;
  assert.deepEqual([theme, sounds, rooms[7]?.level], ["dark", true, "nothing"]);
  await Promise.resolve();
  calls[0].answer({ ...DEFAULTS, theme: "dark" });
  await done;
  assert.equal(preferences.now.theme, "dark");
});

test("an answer that was overtaken by its own event and a newer one does not turn that one back", async () => {
  const { calls, request } = slowServer();
  const preferences = new Preferences(DEFAULTS, { request });
  const done = preferences.change({ clock: "12h" });
  await Promise.resolve();
  preferences.take({ ...DEFAULTS, clock: "12h" });
  preferences.take({ ...DEFAULTS, clock: "24h" });
  calls[0].answer({ ...DEFAULTS, clock: "12h" });
  await done;
  assert.equal(preferences.now.clock, "24h");
});

test("a refused wish is taken back and those after it stay, in their order", async () => {
  const { calls, request } = slowServer();
  const preferences = new Preferences(DEFAULTS, { request });
  const refused = preferences.change({ starred: [1] });
  const kept = preferences.change({ starred: [2] });
  await Promise.resolve();
  assert.equal(calls.length, 1);
  calls[0].refuse();
  await assert.rejects(refused);
  assert.deepEqual(preferences.now.starred, [2]);
  assert.deepEqual(calls[1].body, { starred: [2] });
  calls[1].answer({ ...DEFAULTS, starred: [2] });
  await kept;
  assert.deepEqual(preferences.now.starred, [2]);
});
