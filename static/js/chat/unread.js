// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Socket} from "../lib/socket.js" */
/** @import {Message} from "./types.js" */
import { toast } from "../lib/toast.js";
import { mentionsUser } from "./room_counts.js";
import { titleOf } from "./room_title.js";

const MOST_SHOWN = 99;

/**
 * Keeps the badge of the navigation and the count in the page's title at the true total.
 * @param {Store} store @param {() => string} [titleOf] the title without the count
 */
export function showUnread(store, titleOf = bareTitle) {
  const draw = () => {
    const total = store.unreadTotal;
    const text = total > MOST_SHOWN ? `${MOST_SHOWN}+` : String(total);
    const badge = document.querySelector('[data-nav="/chat"] .nav-badge');
    if (badge instanceof HTMLElement) {
      badge.textContent = total ? text : "";
      badge.hidden = total === 0;
    }
    document.title = total ? `(${text}) ${titleOf()}` : titleOf();
  };
  for (const topic of ["rooms", "current"]) store.addEventListener(topic, draw);
  draw();
}

function bareTitle() {
  return document.title.replace(/^\(\d+\+?\) /, "");
}

/**
 * A toast for a mention that one does not see arriving. Listen after the store has applied the event.
 * @param {Store} store @param {Socket} socket
 */
export function announceMentions(store, socket) {
  /** @type {Map<number, number>} */
  const newest = new Map();
  socket.addEventListener("event", (event) => {
    const { type, message } = /** @type {CustomEvent<{type: string, message: Message}>} */ (event).detail;
    if (type !== "message" || !mentionsUser(message, store.user) || message.user_id === store.user.user_id) return;
    const room = store.room(message.room_id);
    const isOld = message.id <= (newest.get(message.room_id) ?? room?.last_read_message_id ?? 0);
    if (!room?.is_member || isOld || store.reading === room.id) return;
    newest.set(room.id, message.id);
    const where = room.room_type === "direct" ? "a direct message" : titleOf(room);
    toast(`${message.display_name} mentioned you in ${where}`, { href: `/chat/${room.id}` });
  });
}
