// @ts-check
import { element } from "../lib/dom.js";
import { webLink } from "../lib/links.js";

/** @typedef {{kind: "text" | "link" | "mention", text: string, href?: string}} Piece */

const MARKS =
  /\[(?<room>#(?:[^\]\\\n]|\\.){1,200})\]\((?<to>https?:\/\/[^\s()]+)\)|(?<link>https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}_@.-])@[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9_-])?/giu;
/** Mentions of many. */
export const WIDE = ["room", "here"];
const OPENERS = new Map([[")", "("], ["]", "["], ["}", "{"]]);
const BRACKETS = [...OPENERS.keys(), ...OPENERS.values()];

/**
 * Cuts a text into plain parts, web addresses and mentions; joined again they are the text, but for links to rooms.
 * @param {string} text
 * @returns {Piece[]}
 */
export function pieces(text) {
  /** @type {Piece[]} */
  const found = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    const piece = pieceOf(match);
    if (!piece) continue;
    if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
    found.push(piece);
    end = match.index + (match.groups?.room ? match[0] : piece.text).length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

/** @param {RegExpMatchArray} match @returns {Piece | null} */
function pieceOf({ 0: text, groups = {} }) {
  const { room, to, link } = groups;
  if (link) return linkPiece(link);
  if (!room) return { kind: "mention", text };
  const href = webLink(to);
  return href ? { kind: "link", text: room.replace(/\\(.)/g, "$1"), href } : null;
}

/** @param {string} raw @returns {Piece | null} */
function linkPiece(raw) {
  const text = withoutTail(raw);
  const href = webLink(text);
  return href ? { kind: "link", text, href } : null;
}

/**
 * The punctuation after an address belongs to the sentence, a bracket only if it opened outside.
 * @param {string} raw
 */
function withoutTail(raw) {
  // Counted once: a message can be thousands of brackets long.
  const counts = new Map(BRACKETS.map((bracket) => [bracket, raw.split(bracket).length - 1]));
  const countOf = (/** @type {string} */ bracket) => counts.get(bracket) ?? 0;
  let end = raw.length;
  while (end > 0) {
    const last = raw[end - 1];
    const opener = OPENERS.get(last);
    const isTail = opener ? countOf(last) > countOf(opener) : ".,;:!?'*_~".includes(last);
    if (!isTail) break;
    if (opener) counts.set(last, countOf(last) - 1);
    end -= 1;
  }
  return raw.slice(0, end);
}

/**
 * @param {string} text @param {string} username of the reader
 * @returns {Node[]}
 */
export function richText(text, username) {
  return pieces(text).map((piece) => {
    if (piece.kind === "link") {
      const attrs = { href: piece.href, target: "_blank", rel: "noopener noreferrer nofollow" };
      return element("a", { class: "message-link", text: piece.text, attrs });
    }
    if (piece.kind === "mention") {
      const name = piece.text.slice(1).toLowerCase();
      /** @type {Record<string, string>} */
      const data = WIDE.includes(name) ? {} : { message: "profile", username: name };
      return element("span", { class: name === username ? "mention mention-me" : "mention", text: piece.text, data });
    }
    return document.createTextNode(piece.text);
  });
}
