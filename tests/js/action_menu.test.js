// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeInMenu } from "../../static/js/chat/later/action_menu.js";

test("arrows go round in a menu", () => {
  const to = (/** @type {string} */ key, /** @type {number} */ at) => placeInMenu(key, { at, length: 3 });
  assert.deepEqual([to("ArrowDown", -1), to("ArrowDown", 0), to("ArrowDown", 2)], [0, 1, 0]);
  assert.deepEqual([to("ArrowUp", -1), to("ArrowUp", 0), to("ArrowUp", 2)], [2, 2, 1]);
  assert.deepEqual([to("Home", 1), to("End", 1), to("ArrowLeft", 1), to("x", 1)], [0, 2, undefined, undefined]);
});

test("what stands in one line is left by the arrows up and down, and walked by the others", () => {
  const to = (/** @type {string} */ key, /** @type {number} */ at) => placeInMenu(key, { at, length: 6, inRow: 4 });
  assert.deepEqual([to("ArrowRight", 3), to("ArrowLeft", 0), to("ArrowDown", 1), to("ArrowUp", 1)], [0, 3, 4, 5]);
  assert.deepEqual([to("ArrowUp", 4), to("ArrowUp", 5), to("ArrowDown", 5), to("ArrowLeft", 5)], [0, 4, 0, undefined]);
});
