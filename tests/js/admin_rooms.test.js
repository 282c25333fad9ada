// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { actsOn, fits, stateOf } from "../../static/js/chat/later/admin_room_row.js";

/** @param {object} [change] @returns {any} */
const room = (change = {}) => ({
  id: 1, name: "Den", room_type: "public", created_by: "u-bob", creator: "bob", archived_at: null, deleted_at: null,
  is_member: false, ...change,
});
const THEN = "2025-01-01T09:00:00.000Z";

test("an administrator is offered what the server would let them do, and no more", () => {
  assert.deepEqual(actsOn(room()), ["enter", "archive", "delete"]);
  assert.deepEqual(actsOn(room({ is_member: true, archived_at: THEN })), ["reopen", "delete"]);
  assert.deepEqual(actsOn(room({ room_type: "private" })), ["enter", "delete"]);
  assert.deepEqual(actsOn(room({ room_type: "private", is_member: true })), ["archive", "delete"]);
  assert.deepEqual(actsOn(room({ deleted_at: THEN, archived_at: THEN })), ["restore"]);
  assert.deepEqual(actsOn(room({ room_type: "private", is_member: true, created_by: "system" })), ["archive"]);
});

test("rooms are found by name, type, state and who made them", () => {
  const den = room({ room_type: "private", archived_at: THEN });
  for (const word of ["den", "private", "archived", "bob"]) assert.ok(fits(den, word), word);
  assert.equal(fits(den, "active"), false);
  assert.equal(stateOf(room({ archived_at: THEN, deleted_at: THEN })), "Deleted");
});
