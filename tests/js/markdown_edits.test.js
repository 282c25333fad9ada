// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeToggled, continued, linked, pastedOver, toggled, typedOver } from "../../static/js/chat/markdown_edits.js";

/** @param {string} drawn a text with [ and ] around what is selected, or | where the caret is */
function selected(drawn) {
  const start = drawn.search(/[«|]/);
  const end = drawn.includes("»") ? drawn.indexOf("»") - 1 : start;
  return { text: drawn.replace(/[«»|]/g, ""), start, end };
}

/** The text after an edit, drawn as before. @param {{text: string}} before @param {any} edit */
function after({ text }, edit) {
  const [from, to] = (edit.select ?? [edit.text.length, edit.text.length]).map((/** @type {number} */ at) => edit.start + at);
  const changed = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  if (from === to) return `${changed.slice(0, from)}|${changed.slice(from)}`;
  return `${changed.slice(0, from)}«${changed.slice(from, to)}»${changed.slice(to)}`;
}

/** @param {string} drawn @param {(selected: any) => any} edit */
function edited(drawn, edit) {
  const before = selected(drawn);
  const change = edit(before);
  return change && after(before, change);
}

const bold = (/** @type {any} */ part) => toggled(part, "**");
const italic = (/** @type {any} */ part) => toggled(part, "_");

test("marks are put around what is selected, spaces stay outside, and are taken away again", () => {
  assert.equal(edited("a «word » here", bold), "a **«word»**  here");
  assert.equal(edited("a **«word»** here", bold), "a «word» here");
  assert.equal(edited("a «**word**» here", bold), "a «word» here");
  assert.equal(edited("«word»", italic), "_«word»_");
  assert.equal(edited("a **«word»** here", italic), "a **_«word»_** here");
  assert.equal(edited("say |", bold), "say **|**");
  assert.equal(edited("say **|**", bold), "say |");
});

test("code of one line has one mark, of several lines it is a block", () => {
  assert.equal(edited("run «make»", codeToggled), "run `«make»`");
  assert.equal(edited("run `«make»`", codeToggled), "run «make»");
  assert.equal(edited("«a\nb»", codeToggled), "```\n«a\nb»\n```");
  assert.equal(edited("see «a\nb» now", codeToggled), "see \n```\n«a\nb»\n```\n now");
});

test("what is selected becomes the text of a link, an address its address", () => {
  assert.equal(edited("the «docs»", linked), "the [docs](«https://»)");
  assert.equal(edited("«https://a.example»", linked), "[|](https://a.example)");
  assert.equal(edited("the «docs» say", (part) => pastedOver(part, " https://a.example/x\n")), "the [docs](https://a.example/x)| say");
});

test("what is pasted over a text replaces it unless it is one address", () => {
  for (const [drawn, pasted] of [
    ["the «docs»", "some text"], ["the docs|", "https://a.example"], ["«https://b.example»", "https://a.example"],
    ["«two\nlines»", "https://a.example"], ["the «docs»", "https://a.example/(x)"],
  ]) assert.equal(edited(drawn, (part) => pastedOver(part, pasted)), null, drawn);
});

test("a mark that is typed over a text stands around it, twice as well", () => {
  assert.equal(edited("a «word»", (part) => typedOver(part, "*")), "a *«word»*");
  assert.equal(edited("a *«word»*", (part) => typedOver(part, "*")), "a **«word»**");
  assert.equal(edited("a «word»", (part) => typedOver(part, "x")), null);
  assert.equal(edited("a word|", (part) => typedOver(part, "*")), null);
});

test("lists and quotes go on in the next line, and end after an empty one", () => {
  const next = (/** @type {string} */ drawn) => edited(drawn, ({ text, start }) => continued(text, start));
  assert.equal(next("- milk|"), "- milk\n- |");
  assert.equal(next("  * milk|"), "  * milk\n  * |");
  assert.equal(next("9. milk|"), "9. milk\n10. |");
  assert.equal(next("1) milk|"), "1) milk\n2) |");
  assert.equal(next("- [x] milk|"), "- [x] milk\n- [ ] |");
  assert.equal(next("> said|"), "> said\n> |");
  assert.equal(next("- milk\n- |"), "- milk\n|");
  assert.equal(next("- mi|lk"), "- mi\n- |lk");
  for (const drawn of ["plain|", "-milk|", "a - b|", "```|"]) assert.equal(next(drawn), null, drawn);
});
