// @ts-check

/** @typedef {{mark: string, query: string, start: number, end: number}} Word */

const LONGEST = 64;
/** What a mark must not follow, so that addresses, times, mail and paths stay what they are. */
const NAME = /(?<![\p{L}\p{N}_@#:&/.\\-])([@:/])([\p{L}\p{N}._+-]*)$/u;
/** Rooms have names of several words. */
const ROOM = /(?<![\p{L}\p{N}_@#:&/.\\-])(#)((?:[^\s#`](?:[^#`\n]*[^\s#`])?)?)$/u;
const FENCE = /^ {0,3}(?:```|~~~)/;

/**
 * The word with a mark before it that ends at the caret, such as `@bo`; none inside of code.
 * @param {string} text @param {number} caret
 * @returns {Word | null}
 */
export function wordAt(text, caret) {
  if (/^[\p{L}\p{N}_]/u.test(text.slice(caret))) return null;
  const before = text.slice(Math.max(0, caret - LONGEST), caret);
  const found = NAME.exec(before) ?? ROOM.exec(before);
  if (!found || isInCode(text, caret)) return null;
  const [, mark, query] = found;
  return { mark, query, start: caret - query.length - mark.length, end: caret };
}

/** @param {string} text @param {number} caret */
export function isInCode(text, caret) {
  if (isInFence(text, caret)) return true;
  const line = text.slice(text.lastIndexOf("\n", caret - 1) + 1, caret);
  return line.split("`").length % 2 === 0;
}

/** Whether the caret is in a block of code that has been opened and not closed. @param {string} text @param {number} caret */
export function isInFence(text, caret) {
  const lines = text.slice(0, caret).split("\n");
  return lines.filter((line) => FENCE.test(line)).length % 2 === 1;
}
