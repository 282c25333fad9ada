// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { readCommand } from "../../static/js/chat/commands.js";

const COMMANDS = [{ name: "me", usage: "/me waves", summary: "" }];

test("an order is told from a message", () => {
  assert.deepEqual(readCommand("/me waves", COMMANDS), { kind: "command", text: "/me waves" });
  assert.deepEqual(readCommand("/me", COMMANDS), { kind: "command", text: "/me" });
  assert.deepEqual(readCommand("/meh", COMMANDS), { kind: "unknown", name: "meh" });
  for (const text of ["/usr/bin", "/", "/ me", "a /me", "/Me x", "/1"]) {
    assert.deepEqual(readCommand(text, COMMANDS), { kind: "message", text });
  }
});

test("two strokes post what looks like an order", () => {
  assert.deepEqual(readCommand("//me waves", COMMANDS), { kind: "message", text: "/me waves" });
});
