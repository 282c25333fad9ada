// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULTS } from "../../static/js/chat/preferences.js";
import { FOR_GOOD, momentText, mutedUntil, roomWish } from "../../static/js/chat/room_mute.js";
import { heirsOf } from "../../static/js/chat/room_rights.js";
import { room } from "./chat_cast.js";

const NOW = Date.parse("2026-05-04T12:00:00Z");
/** @param {string | null} until @param {string | null} [level] */
const muted = (until, level = null) => ({ ...DEFAULTS, rooms: { 1: { level, muted_until: until } } });

test("a mute that is over is none", () => {
  assert.equal(mutedUntil(muted("2026-05-04T11:59:59Z"), 1, NOW), null);
  assert.equal(mutedUntil(muted("2026-05-04T12:00:01Z"), 1, NOW), "2026-05-04T12:00:01Z");
  assert.equal(mutedUntil(muted(FOR_GOOD), 1, NOW), FOR_GOOD);
  assert.equal(mutedUntil(muted(FOR_GOOD), 2, NOW), null);
});

test("one wish for a room keeps the other, and none left takes all back", () => {
  const both = roomWish(muted(FOR_GOOD), 1, { level: "nothing" });
  assert.deepEqual(both, { rooms: { 1: { level: "nothing", muted_until: FOR_GOOD } } });
  assert.deepEqual(roomWish(muted(FOR_GOOD), 1, { muted_until: null }), { rooms: { 1: null } });
  assert.deepEqual(roomWish(DEFAULTS, 3, { level: "everything" }).rooms[3]?.muted_until, null);
});

test("a moment of today is a time, another one has its day", () => {
  assert.match(momentText("2026-05-04T12:30:00Z", new Date(NOW)), /^\d\d:\d\d$/);
  assert.match(momentText("2026-05-09T12:30:00Z", new Date(NOW)), /^9 May, \d\d:\d\d$/);
});

test("the only owner hands over to the highest of the people, never to an agent or a guest", () => {
  const one = (/** @type {string} */ username, /** @type {string} */ role, is_agent = false) =>
    /** @type {any} */ ({ username, display_name: username, role, is_agent });
  const members = [one("a", "owner"), one("z", "admin"), one("m", "member"), one("d", "admin", true), one("g", "guest")];
  const { isLastOwner, heirs } = heirsOf(room(1, { role: "owner" }), members);
  assert.deepEqual([isLastOwner, heirs.map((heir) => heir.username)], [true, ["z", "m"]]);
  assert.equal(heirsOf(room(1, { role: "owner" }), [...members, one("b", "owner")]).isLastOwner, false);
  assert.equal(heirsOf(room(1, { role: "member" }), members).isLastOwner, false);
});
