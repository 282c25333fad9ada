// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
import { element, icon } from "../../lib/dom.js";
import { badge } from "../room_badge.js";
import { roomIcon, titleOf } from "../room_title.js";

const MOST_SHOWN = 12;

/**
 * One's rooms as links in a row, those with something unread first. They keep their places while the page
 * is open: what one is about to press does not move away.
 * @param {HTMLElement} root @param {Store} store
 */
export function showRoomStrip(root, store) {
  /** @type {Map<number, HTMLAnchorElement>} */
  const links = new Map();
  const all = element("a", { class: "room-chip", attrs: { href: "/chat" } }, "All rooms", icon("chevron-right"));
  const chips = element("div", { class: "room-chips" });
  root.append(chips, all);
  const draw = () => {
    const rooms = new Map(store.rooms.filter((room) => room.is_member).map((room) => [room.id, room]));
    for (const [id, link] of links) {
      if (rooms.has(id)) continue;
      link.remove();
      links.delete(id);
    }
    for (const room of [...rooms.values()].sort((a, b) => weight(b) - weight(a))) {
      if (!links.has(room.id) && links.size >= MOST_SHOWN) break;
      const link = links.get(room.id) ?? element("a", { class: "room-chip", attrs: { href: `/chat/${room.id}` } });
      if (!links.has(room.id)) chips.append(link);
      links.set(room.id, link);
      link.replaceChildren(roomIcon(room), element("bdi", { text: titleOf(room) }), badge(room, "chip-badge") ?? "");
    }
  };
  store.addEventListener("rooms", draw);
  draw();
}

/** @param {Room} room */
function weight(room) {
  return (room.mention_count > 0 ? 2 : 0) + (room.unread_count > 0 ? 1 : 0);
}
