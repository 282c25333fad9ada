// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { actsOn } from "../../static/js/chat/later/member_acts.js";
import { ALICE, BOB, room } from "./chat_cast.js";

const NOW = Date.parse("2026-11-28T12:00:00Z");

/** @param {object} [change] @returns {any} */
function bob(change = {}) {
  return { ...BOB, status: "online", joined_at: null, last_seen: null, is_agent: false, ...change };
}

/** @param {any} inRoom @param {any} member */
function offered(inRoom, member) {
  /** @type {string[]} */
  const calls = [];
  const request = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body) => {
    calls.push(`${method} ${path}${body ? ` ${JSON.stringify(body)}` : ""}`);
  };
  return { acts: actsOn(inRoom, member, ALICE, { request, now: NOW }), calls };
}

test("each act is offered to those who may do it", () => {
  const labels = (/** @type {any} */ inRoom, /** @type {any} */ member) =>
    offered(inRoom, member).acts.map(({ label }) => label);
  assert.deepEqual(labels(room(1, { role: "owner" }), bob()), [
    "Make admin", "Make moderator", "Hand the room over", "Mute for a while…", "Remove from room…", "Ban from room…",
  ]);
  assert.deepEqual(labels(room(1, { role: "moderator" }), bob()), ["Mute for a while…", "Remove from room…"]);
  assert.deepEqual(labels(room(1), bob()), []);
  const agent = bob({ is_agent: true });
  assert.deepEqual(labels(room(1, { role: "owner" }), agent), ["Mute for a while…", "Remove from room…", "Ban from room…"]);
});

test("who is muted can be let write again, and not once the mute has ended by itself", () => {
  const moderated = room(1, { role: "moderator" });
  const [mute] = offered(moderated, bob({ muted_until: "2026-11-28T12:10:00Z" })).acts;
  assert.equal(mute.label, "Let write again");
  const [over] = offered(moderated, bob({ muted_until: "2026-11-28T11:00:00Z" })).acts;
  assert.equal(over.label, "Mute for a while…");
});

test("a ban that is undone gives the room and the role back", async () => {
  const { acts, calls } = offered(room(1, { role: "owner" }), bob({ role: "moderator" }));
  const ban = acts.find(({ label }) => label === "Ban from room…");
  await ban?.run({ seconds: 0, reason: "Spam" });
  await ban?.undo?.();
  assert.deepEqual(calls, [
    'POST /api/rooms/1/ban {"username":"bob","reason":"Spam"}',
    "DELETE /api/rooms/1/ban/bob",
    'POST /api/rooms/1/invite {"username":"bob"}',
    'PUT /api/rooms/1/members/bob {"role":"moderator"}',
  ]);
});
