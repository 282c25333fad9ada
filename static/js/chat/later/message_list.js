// @ts-check
/** @import {Message} from "../types.js" */
import { avatar } from "../../lib/avatar.js";
import { element } from "../../lib/dom.js";
import { timeElement } from "../../lib/time_element.js";
import { plainText, shortened } from "../plain_text.js";

/**
 * Messages as entries to choose from.
 * @param {{message: Message, room: string, note?: string, badge?: number}[]} entries
 * @param {{label: string, empty: string, chosen: (message: Message) => void}} options
 */
export function messageList(entries, { label, empty, chosen }) {
  if (!entries.length) return element("p", { class: "side-empty", text: empty });
  const items = entries.map((entry) => element("li", {}, drawEntry(entry, chosen)));
  return element("ul", { class: "side-list", attrs: { "aria-label": label } }, ...items);
}

/** @param {{message: Message, room: string, note?: string, badge?: number}} entry @param {(message: Message) => void} chosen */
function drawEntry({ message, room, note, badge = 0 }, chosen) {
  return element(
    "button",
    { class: "side-entry", attrs: { type: "button" }, on: { click: () => chosen(message) } },
    avatar(message),
    element(
      "span",
      { class: "entry-text" },
      element(
        "span",
        { class: "entry-head" },
        element("bdi", { class: "entry-author", text: message.display_name }),
        timeElement(message.last_reply_at ?? message.timestamp, "short"),
      ),
      element("span", { class: "entry-quote", text: shortened(plainText(message.content)) || "Deleted message", attrs: { dir: "auto" } }),
      element("span", { class: "entry-note" }, [room && `#${room}`, note].filter(Boolean).join(" · ")),
    ),
    badge > 0 && element("span", { class: "entry-badge", text: String(badge), attrs: { "aria-label": `${badge} unread` } }),
  );
}
