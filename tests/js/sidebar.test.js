// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { publicRooms } from "../../static/js/chat/later/browse_rooms.js";
import { nameProblem } from "../../static/js/chat/later/create_room.js";
import { DEFAULTS } from "../../static/js/chat/preferences.js";
import { Folds } from "../../static/js/chat/room_folds.js";
import { groupsMatching, groupsOf, roomsInOrder } from "../../static/js/chat/room_groups.js";
import { placeWish, starWish, stepWish } from "../../static/js/chat/room_moves.js";
import { previewOf } from "../../static/js/chat/room_row.js";
import { ALICE, BOB, MemoryStorage, posted, room } from "./chat_cast.js";

const CAROL = { user_id: "u-carol", username: "carol", display_name: "Carol", role: "member" };
const direct = (/** @type {number} */ id, /** @type {object[]} */ ...participants) =>
  room(id, { room_type: "direct", name: `dm:${id}`, participants });
const foreign = (/** @type {number} */ id, change = {}) => room(id, { is_member: false, role: null, ...change });
const said = (/** @type {number} */ id, /** @type {string} */ timestamp) =>
  room(id, { last_message: posted(1, { timestamp }).message });
const ROOMS = [room(1), room(2), room(3), direct(4, CAROL), direct(5, BOB), foreign(6)];

/** @param {any[]} groups */
const shown = (groups) => Object.fromEntries(groups.map(({ name, rooms }) => [name, rooms.map((/** @type {any} */ one) => one.id)]));

/** @param {object} [change] @returns {any} */
const prefer = (change) => ({ ...DEFAULTS, ...change });

test("rooms, direct rooms and rooms to join stand apart, and starred ones before them all", () => {
  assert.deepEqual(shown(groupsOf(ROOMS, prefer())), { starred: [], rooms: [1, 2, 3], direct: [5, 4], open: [6] });
  const starred = prefer({ starred: [4, 2, 99] });
  assert.deepEqual(shown(groupsOf(ROOMS, starred)), { starred: [4, 2], rooms: [1, 3], direct: [5], open: [6] });
  assert.deepEqual(roomsInOrder(ROOMS, starred).map(({ id }) => id), [4, 2, 1, 3, 5]);
});

test("by activity what was said last comes first, and a silent room counts from its beginning", () => {
  const rooms = [room(1, { created_at: "2025-02-02T00:00:00.000Z" }), said(2, "2025-02-01T00:00:00.000Z"), said(3, "2025-02-03T00:00:00.000Z")];
  assert.deepEqual(shown(groupsOf(rooms, prefer({ room_order: "activity" }))).rooms, [3, 1, 2]);
});

test("in the reader's own order rooms that came later stand at the end", () => {
  const order = prefer({ room_order: "manual", order: [3, 1] });
  assert.deepEqual(shown(groupsOf(ROOMS, order)).rooms, [3, 1, 2]);
});

test("of many rooms to join the newest are shown, and the one in view in any case", () => {
  const rooms = Array.from({ length: 9 }, (_, at) => foreign(at + 1, { created_at: `2025-01-0${at + 1}T00:00:00.000Z` }));
  const open = groupsOf(rooms, prefer(), 1)[3];
  assert.deepEqual(open.rooms.map(({ id }) => id), [9, 8, 7, 6, 5, 4, 1]);
  assert.equal(open.more, 2);
});

test("the filter finds rooms by name and direct rooms by who is in them, also those not listed", () => {
  const rooms = [...ROOMS, ...Array.from({ length: 9 }, (_, at) => foreign(at + 10, { name: `Team ${at}` }))];
  assert.deepEqual(shown(groupsMatching(rooms, prefer({ starred: [5] }), "bob")).starred, [5]);
  assert.equal(shown(groupsMatching(rooms, prefer(), "team")).open.length, 9);
  assert.ok(groupsMatching(rooms, prefer(), "nowhere").every((group) => group.rooms.length === 0));
});

test("a step changes the place among its like, and ends at the end", () => {
  const groups = groupsOf(ROOMS, prefer());
  assert.deepEqual(stepWish(groups, prefer(), 1, 1), { room_order: "manual", order: [2, 1, 3, 5, 4] });
  assert.equal(stepWish(groups, prefer(), 1, -1), null);
  assert.equal(stepWish(groups, prefer(), 6, 1), null);
});

test("beside a starred room a room is starred, and away from them it is not", () => {
  const preferences = prefer({ starred: [2, 3] });
  const groups = groupsOf(ROOMS, preferences);
  assert.deepEqual(placeWish(groups, preferences, 3, { beside: 2, isAfter: false }), { starred: [3, 2] });
  assert.deepEqual(placeWish(groups, preferences, 5, { beside: 2, isAfter: true }), { starred: [2, 5, 3] });
  const back = placeWish(groups, preferences, 2, { beside: 1, isAfter: false });
  assert.deepEqual([back?.starred, back?.order?.slice(0, 2)], [[3], [2, 1]]);
  assert.equal(placeWish(groups, preferences, 2, { beside: 5, isAfter: true }), null);
  assert.equal(placeWish(groups, preferences, 1, { beside: 6, isAfter: true }), null);
});

test("a star is set and taken, and keeps the places of those that are not shown", () => {
  assert.deepEqual(starWish(prefer({ starred: [99, 1] }), 2), { starred: [99, 1, 2] });
  assert.deepEqual(starWish(prefer({ starred: [99, 1] }), 1), { starred: [99] });
});

test("a preview tells of a draft before who types, and of both before what was said", () => {
  const view = { room: room(1, { last_message: posted(1).message }), user: ALICE, isActive: false, isMuted: false, draft: "", typists: [] };
  assert.deepEqual(previewOf(view), { kind: "text", text: "Bob: text 1" });
  assert.deepEqual(previewOf({ ...view, typists: ["bob"] }), { kind: "typing", text: "bob is typing…" });
  assert.deepEqual(previewOf({ ...view, typists: ["bob"], draft: "*so*" }), { kind: "draft", text: "so" });
  assert.equal(previewOf({ ...view, draft: "so", isActive: true }).kind, "text");
  assert.equal(previewOf({ ...view, room: { ...direct(1, BOB), last_message: posted(1).message } }).text, "text 1");
  assert.equal(previewOf({ ...view, room: foreign(1, { topic: "Plans" }) }).text, "Plans");
});

test("what is folded away stays so on this device", () => {
  const storage = new MemoryStorage();
  new Folds({ userId: "u", storage }).toggle("direct");
  const folds = new Folds({ userId: "u", storage });
  assert.deepEqual([folds.has("direct"), folds.has("rooms")], [true, false]);
  folds.toggle("direct");
  assert.equal(new Folds({ userId: "u", storage }).has("direct"), false);
});

test("public rooms are found by name before description, and one's own come last", () => {
  const rooms = [
    foreign(1, { name: "Trees", member_count: 1 }),
    foreign(2, { name: "Garden", description: "Plants and trees", member_count: 9 }),
    room(3, { name: "Own", member_count: 20 }),
    room(4, { room_type: "private", name: "Trees too" }),
  ];
  assert.deepEqual(publicRooms(rooms, "trees").map(({ id }) => id), [1, 2]);
  assert.deepEqual(publicRooms(rooms, "", new Set([3])).map(({ id }) => id), [2, 1, 3]);
});

test("the name of a new room is checked while one writes it, as far as one can know", () => {
  const rooms = [room(1, { name: "Café" }), direct(2, BOB)];
  assert.equal(nameProblem("  ", rooms, 9)?.field, "name");
  assert.match(nameProblem("x".repeat(10), rooms, 9)?.detail ?? "", /at most 9/);
  assert.match(nameProblem(" cafe ", rooms, 9)?.detail ?? "", /There is a room of this name/);
  assert.equal(nameProblem("dm:2", rooms, 9), null);
  assert.equal(nameProblem("Cafés", rooms, 9), null);
});
