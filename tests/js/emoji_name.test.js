// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkName, nameFrom } from "../../static/js/chat/later/emoji_name.js";

const known = { own: ["party"], taken: (/** @type {string} */ name) => name === "smile" };

test("the name of an emoji is checked as the server does", () => {
  assert.equal(checkName("ship-it", known).problem, "");
  for (const name of ["", "a", "12", "Ship", "a b", "x".repeat(33)]) assert.notEqual(checkName(name, known).problem, "");
  assert.match(checkName("smile", known).problem, /every keyboard/);
  assert.match(checkName("party", known).note, /gets this picture instead/);
});

test("a file's name becomes a name", () => {
  assert.equal(nameFrom("Party Parrot (1).gif"), "party_parrot_1");
  assert.equal(nameFrom("😀.png"), "");
});
