// @ts-check
/** @import {TextEdit} from "./text_edit.js" */

/** What is selected in a text. @typedef {{text: string, start: number, end: number}} Selected */

const ITEM = /^(?<indent>\s*)(?:(?<bullet>[-*+])|(?<number>\d{1,9})(?<dot>[.)]))(?<task> \[[ xX]\])? /;
const QUOTE = /^\s{0,3}(?:> ?)+/;
const WEB = /^https?:\/\/\S+$/i;

/**
 * Puts marks around what is selected, or takes them away; spaces at its ends stay outside.
 * @param {Selected} selected @param {string} mark
 * @returns {TextEdit}
 */
export function toggled({ text, start, end }, mark) {
  const inside = text.slice(start, end);
  if (isMarked(text, start, end, mark)) {
    return { start: start - mark.length, end: end + mark.length, text: inside, select: [0, inside.length] };
  }
  if (inside.length > 2 * mark.length && isMarked(text, start + mark.length, end - mark.length, mark)) {
    const bare = inside.slice(mark.length, -mark.length);
    return { start, end, text: bare, select: [0, bare.length] };
  }
  const first = start + (inside.length - inside.trimStart().length);
  const last = Math.max(first, start + inside.trimEnd().length);
  return wrapped({ text, start: first, end: last }, mark, mark);
}

/** Code on one line, or a block of it for several. @param {Selected} selected @returns {TextEdit} */
export function codeToggled(selected) {
  const { text, start, end } = selected;
  if (!text.slice(start, end).includes("\n")) return toggled(selected, "`");
  const opening = start === 0 || text[start - 1] === "\n" ? "```\n" : "\n```\n";
  const closing = end === text.length || text[end] === "\n" ? "\n```" : "\n```\n";
  return wrapped(selected, opening, closing);
}

/** What is selected becomes the text of a link, or its address if it is one. @param {Selected} selected @returns {TextEdit} */
export function linked({ text, start, end }) {
  const inside = text.slice(start, end);
  if (WEB.test(inside)) return { start, end, text: `[](${inside})`, select: [1, 1] };
  const address = inside.length + "[](".length;
  return { start, end, text: `[${inside}](https://)`, select: [address, address + "https://".length] };
}

/** An address that is pasted over a text links it. @param {Selected} selected @param {string} pasted @returns {TextEdit | null} */
export function pastedOver({ text, start, end }, pasted) {
  const inside = text.slice(start, end);
  const address = pasted.trim();
  if (!inside.trim() || /[\n[\]]/.test(inside) || WEB.test(inside) || !WEB.test(address) || /[()]/.test(address)) return null;
  return { start, end, text: `[${inside}](${address})` };
}

/** A mark that is typed over a text stands around it. @param {Selected} selected @param {string} mark @returns {TextEdit | null} */
export function typedOver(selected, mark) {
  const isMark = "`*_~".includes(mark) && mark.length === 1;
  return isMark && selected.start < selected.end ? wrapped(selected, mark, mark) : null;
}

/**
 * The next line of a list or a quote begins as this one; after an empty item the list is over.
 * @param {string} text @param {number} caret
 * @returns {TextEdit | null}
 */
export function continued(text, caret) {
  const start = text.lastIndexOf("\n", caret - 1) + 1;
  const line = text.slice(start, caret);
  const item = ITEM.exec(line) ?? QUOTE.exec(line);
  if (!item) return null;
  if (item[0].length === line.length && text.slice(caret).split("\n", 1)[0] === "") {
    return { start, end: caret, text: "" };
  }
  return { start: caret, end: caret, text: `\n${nextMark(item)}` };
}

/** @param {RegExpExecArray} item */
function nextMark({ 0: mark, groups }) {
  if (!groups) return mark;
  const { indent, bullet, number, dot, task } = groups;
  return `${indent}${bullet ?? Number(number) + 1 + dot}${task ? " [ ]" : ""} `;
}

/** @param {Selected} selected @param {string} before @param {string} after @returns {TextEdit} */
function wrapped({ text, start, end }, before, after) {
  const inside = text.slice(start, end);
  return { start, end, text: before + inside + after, select: [before.length, before.length + inside.length] };
}

/** Two stars are not one star twice. @param {string} text @param {number} start @param {number} end @param {string} mark */
function isMarked(text, start, end, mark) {
  const isAround = text.slice(0, start).endsWith(mark) && text.slice(end).startsWith(mark);
  const isLonger = text[start - mark.length - 1] === mark[0] && text[end + mark.length] === mark[0];
  return isAround && (!isLonger || mark === "`");
}
