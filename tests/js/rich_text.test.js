// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "../../static/js/chat/rich_text.js";

/** @param {string} text @param {string} kind */
const found = (text, kind) => pieces(text).filter((piece) => piece.kind === kind).map((piece) => piece.text);

test("the pieces of a text joined again are the text", () => {
  for (const text of ["", "plain", "see https://a.example/b, @bob!\n(https://c.example)", "@@@ http:// a@b.c"]) {
    assert.equal(pieces(text).map((piece) => piece.text).join(""), text);
  }
});

test("the punctuation of the sentence stays outside of an address", () => {
  assert.deepEqual(found("Look at https://a.example/x?y=1. Then (https://b.example/z).", "link"), [
    "https://a.example/x?y=1",
    "https://b.example/z",
  ]);
  assert.deepEqual(found("https://a.example/wiki/Go_(game)", "link"), ["https://a.example/wiki/Go_(game)"]);
});

test("only http and https become links", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "https://", "http://%"]) {
    assert.deepEqual(found(text, "link"), [], text);
  }
});

test("a mention starts a word and ends before the full stop", () => {
  assert.deepEqual(found("@alice and (@bob.c). Not a@b.example, not @", "mention"), ["@alice", "@bob.c"]);
});

test("a link to a room shows its name", () => {
  assert.deepEqual(pieces("in [#Q\\[1\\]](https://a.example/chat/7)."), [
    { kind: "text", text: "in " },
    { kind: "link", text: "#Q[1]", href: "https://a.example/chat/7" },
    { kind: "text", text: "." },
  ]);
});

test("a long text of brackets and at-signs is cut up in no time", { timeout: 2000 }, () => {
  pieces("https://a.example/" + ")".repeat(7900));
  pieces("https://a.example/" + "(".repeat(4000) + ")".repeat(3900));
  pieces("[#".repeat(4000));
  pieces("@".repeat(8000));
  pieces("@a.".repeat(2600));
});
