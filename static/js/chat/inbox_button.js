// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Place} from "./permalinks.js" */
import { find, takesText } from "../lib/dom.js";
import { later } from "./later.js";

const MOST_SHOWN = 99;

/**
 * How many entries the list behind the bell has: mentions, direct rooms and threads with something unread.
 * @param {Store} store
 */
export function waitingFor(store) {
  const mine = store.rooms.filter((room) => room.is_member);
  const direct = mine.filter((room) => room.room_type === "direct" && room.unread_count > 0);
  const mentions = mine.filter((room) => room.room_type !== "direct").map((room) => room.mention_count);
  return mentions.reduce((sum, count) => sum + count, direct.length + store.threads.count);
}

/**
 * The bell in the header; its list is loaded when it is first opened.
 * @param {Store} store @param {(place: Place) => void} [go] without it, a page is loaded
 */
export function bindInbox(store, go) {
  const button = find("[data-inbox-button]");
  const menu = find("[data-inbox]");
  const count = find("[data-count]", button);
  const inbox = later(async () => new (await import("./later/inbox.js")).Inbox(menu, { store, go }));
  const draw = () => {
    const waiting = waitingFor(store);
    count.hidden = waiting === 0;
    count.textContent = waiting > MOST_SHOWN ? `${MOST_SHOWN}+` : String(waiting);
    button.setAttribute("aria-label", waiting ? `Notifications, ${waiting} new` : "Notifications");
  };
  for (const topic of ["rooms", "threads"]) store.addEventListener(topic, draw);
  menu.addEventListener("toggle", (event) => {
    const isOpen = /** @type {ToggleEvent} */ (event).newState === "open";
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) inbox((list) => list.open());
  });
  document.addEventListener("keydown", (event) => {
    if (!isChord(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    menu.togglePopover();
  });
  draw();
}

/** Alt with N; but on a Mac that begins a letter such as ñ in what one writes. @param {KeyboardEvent} event */
function isChord({ altKey, ctrlKey, metaKey, shiftKey, key, code, target }) {
  if (!altKey || ctrlKey || metaKey || shiftKey || code !== "KeyN") return false;
  return key.toLowerCase() === "n" || !takesText(target);
}
