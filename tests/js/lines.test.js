// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "../../static/js/chat/lines.js";
import { ALICE, BOB } from "./chat_cast.js";

const NOON = new Date(2025, 0, 15, 12, 0);

/** @param {number} id @param {number} minute @param {object} [change] @returns {any} */
function row(id, minute, change = {}) {
  return {
    key: `id:${id}`, id, own: false, author: BOB, text: `text ${id}`, system: false, status: "stored",
    timestamp: new Date(NOON.getTime() + minute * 60_000).toISOString(), ...change,
  };
}

/** @param {any[]} rows @param {number | null} [firstNew] */
function drawn(rows, firstNew = null) {
  return linesOf(rows, { firstNew, now: NOON }).map((line) =>
    line.kind === "row" ? `${line.row.id}${line.isFirst ? " first" : ""}${line.isLast ? " last" : ""}` : line.text,
  );
}

test("rows of one author within five minutes are one group", () => {
  assert.deepEqual(drawn([row(1, 0), row(2, 4), row(3, 10)]), ["Today", "1 first", "2 last", "3 first last"]);
});

test("another author, a system message and a new day end a group", () => {
  const rows = [row(1, 0), row(2, 1, { author: ALICE }), row(3, 2, { system: true }), row(4, 3)];
  assert.deepEqual(drawn(rows), ["Today", "1 first last", "2 first last", "3 first last", "4 first last"]);
  assert.deepEqual(drawn([row(1, -24 * 60), row(2, 0)]), ["Yesterday", "1 first last", "Today", "2 first last"]);
});

test("the divider stands before the first unread message while that is drawn", () => {
  const rows = [row(1, 0), row(2, 1, { own: true, author: ALICE }), row(3, 2), row(4, 3)];
  assert.deepEqual(drawn(rows, 3), ["Today", "1 first last", "2 first last", "New", "3 first", "4 last"]);
  assert.ok(!drawn(rows, 99).includes("New"));
});

test("only the newest stored text of one's own says that it was delivered", () => {
  const own = { own: true, author: ALICE };
  const rows = [row(1, 0, own), row(2, 1, own), row(3, 2, { ...own, status: "sending" })];
  const lines = linesOf(rows, { now: NOON });
  assert.deepEqual(lines.flatMap((line) => (line.kind === "row" && line.isDelivered ? [line.row.id] : [])), [2]);
});
