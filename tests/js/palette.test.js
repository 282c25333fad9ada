// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { byVisit, readQuery, sectionsOf, weightOf } from "../../static/js/chat/later/palette_goals.js";
import { DEFAULTS } from "../../static/js/chat/preferences.js";
import { posted, room } from "./chat_cast.js";

/** @param {string} kind @param {string} name @param {object} [change] @returns {any} */
const goal = (kind, name, change = {}) => ({ key: name, kind, names: [name], content: () => [], go: () => undefined, ...change });
const GOALS = [
  goal("rooms", "Garden", { unread: 0 }),
  goal("rooms", "Trading", { unread: 2 }),
  goal("rooms", "Gazette", { unread: 1_000_001 }),
  goal("people", "Gabriel"),
  goal("commands", "Go dark"),
];
const told = (/** @type {string} */ typed) => sectionsOf(GOALS, typed).map(({ title, goals }) => [title, ...goals.map(({ key }) => key)]);

test("without a query what is unread comes first, mentions before messages, then where one was", () => {
  assert.deepEqual(told(""), [["Unread", "Gazette", "Trading"], ["Recent", "Garden"], ["Commands", "Go dark"]]);
});

test("with a query the section of the best fit comes first", () => {
  assert.deepEqual(told("gab"), [["People", "Gabriel"]]);
  assert.deepEqual(told("dark"), [["Commands", "Go dark"]]);
  assert.deepEqual(told("gard"), [["Rooms", "Garden"]]);
  assert.equal(told("ga")[0][0], "Rooms");
  assert.deepEqual(told("zzz"), []);
});

test("a sign leaves one kind", () => {
  assert.deepEqual(readQuery(" @ gab "), { text: "gab", kind: "people" });
  assert.deepEqual(readQuery("gab"), { text: "gab", kind: null });
  assert.deepEqual(told("#ga"), [["Rooms", "Garden", "Gazette"]]);
  assert.deepEqual(told(">"), [["Commands", "Go dark"]]);
});

test("rooms come by when one was there last, then by what was said, and one's own before others", () => {
  const spoken = room(4, { last_message: posted(1).message });
  const rooms = [room(1), room(2), room(3), spoken, room(5, { is_member: false })];
  assert.deepEqual(byVisit(rooms, [1, 3], 1).map(({ id }) => id), [3, 4, 2, 1, 5]);
});

test("a mention weighs more than any number of messages, and a muted room nothing", () => {
  const wanted = room(1, { unread_count: 3, mention_count: 1 });
  assert.ok(weightOf(wanted, DEFAULTS) > weightOf(room(2, { unread_count: 999 }), DEFAULTS));
  const muted = { ...DEFAULTS, rooms: { 1: { level: null, muted_until: "9999-12-31T00:00:00.000Z" } } };
  assert.equal(weightOf(wanted, muted), 0);
});
