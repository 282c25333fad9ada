// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesAfter } from "../../static/js/chat/poll.js";

test("a click chooses one answer, or one more, and takes the own one back", () => {
  assert.deepEqual(choicesAfter(1, [], false), [1]);
  assert.deepEqual(choicesAfter(1, [0], false), [1]);
  assert.deepEqual(choicesAfter(1, [0], true), [0, 1]);
  assert.deepEqual(choicesAfter(0, [0, 1], true), [1]);
  assert.deepEqual(choicesAfter(0, [0], false), []);
});
