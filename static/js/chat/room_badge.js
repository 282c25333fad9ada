// @ts-check
/** @import {Room} from "./types.js" */
import { element } from "../lib/dom.js";
import { counted } from "../lib/language.js";

const MOST_COUNTED = 99;

/** How much is unread in a room of one's own. @param {Room} room @param {string} [style] a class */
export function badge({ is_member, unread_count: unread, mention_count: mentions }, style = "room-badge") {
  if (!is_member || (!mentions && !unread)) return null;
  const name = mentions ? `${counted(mentions, { one: "# mention", other: "# mentions" })}, ${unread} unread` : `${unread} unread`;
  return element(
    "span",
    { class: `${style}${mentions ? " is-mention" : ""}` },
    element("span", { text: mentions ? `@${capped(mentions)}` : capped(unread), attrs: { "aria-hidden": true } }),
    element("span", { class: "visually-hidden", text: name }),
  );
}

/** @param {number} count */
function capped(count) {
  return count > MOST_COUNTED ? `${MOST_COUNTED}+` : String(count);
}
