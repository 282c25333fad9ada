// @ts-check
import { element } from "../lib/dom.js";

/** The emoji of a status; one of the server's own is a picture, or its name where it is gone. @param {string} emoji */
export function drawStatusEmoji(emoji) {
  if (!emoji.startsWith(":")) return element("span", { class: "status-emoji", text: emoji });
  const attrs = { src: `/api/emoji/${emoji.slice(1, -1)}`, alt: emoji, title: emoji };
  return element("img", { class: "status-emoji", attrs });
}
