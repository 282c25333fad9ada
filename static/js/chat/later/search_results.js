// @ts-check
/** @import {Message} from "../types.js" */
import { element } from "../../lib/dom.js";
import { timeElement } from "../../lib/time_element.js";
import { plainText } from "../plain_text.js";

const BEFORE = 60;
const SHOWN = 260;

/**
 * Cuts a text where one of the words begins, as the search finds them: whole words, the last a beginning.
 * @param {string} text @param {string} query
 * @returns {{text: string, isHit: boolean}[]} joined again they are the text
 */
export function highlighted(text, query) {
  const words = query.match(/[\p{L}\p{N}_]+/gu) ?? [];
  if (!words.length) return [{ text, isHit: false }];
  // Letters, digits and underscores alone: nothing in them is an expression.
  const found = new RegExp(`(?<![\\p{L}\\p{N}_])(${words.join("|")})`, "giu");
  return text
    .split(found)
    .map((part, at) => ({ text: part, isHit: at % 2 === 1 }))
    .filter((part) => part.text);
}

/** The part of a text around the first of the words. @param {string} content @param {string} query */
export function excerpt(content, query) {
  const pieces = highlighted(content, query);
  const start = pieces[0]?.isHit || pieces.length < 2 ? 0 : Math.max(0, pieces[0].text.length - BEFORE);
  const from = start && content.indexOf(" ", start) > 0 ? content.indexOf(" ", start) + 1 : start;
  const cut = plainText(content.slice(from, from + SHOWN));
  return `${from ? "…" : ""}${cut}${from + SHOWN < content.length ? "…" : ""}`;
}

/** @param {Message} message @param {string} room @param {string} query */
export function drawResult(message, room, query) {
  const text = highlighted(excerpt(message.content, query), query).map(({ text: part, isHit }) =>
    isHit ? element("mark", { text: part }) : part,
  );
  return [
    element(
      "div",
      { class: "result-head" },
      element("bdi", { class: "result-author", text: message.display_name }),
      element("bdi", { class: "result-room", text: room }),
      timeElement(message.timestamp, "day"),
    ),
    element("div", { class: "result-text", attrs: { dir: "auto" } }, ...text),
  ];
}
