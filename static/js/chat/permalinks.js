// @ts-check
/** @import {Loader} from "./loader.js" */
/** @import {Navigation} from "./navigation.js" */
/** @import {Store} from "./store.js" */
/** @import {Timeline} from "./timeline.js" */
/** @import {Message} from "./types.js" */
import { toast } from "../lib/toast.js";

/** @typedef {{roomId: number, messageId: number | null, threadId?: number | null}} Place  `threadId`: the message is in that thread */

/**
 * The place in the rooms that an address names; null for any other address.
 * @param {string} href @param {string} origin of this site
 * @returns {Place | null}
 */
export function placeOf(href, origin) {
  if (!URL.canParse(href, origin)) return null;
  const url = new URL(href, origin);
  const roomId = Number(/^\/chat\/(\d{1,16})$/.exec(url.pathname)?.[1]);
  if (url.origin !== origin || !roomId) return null;
  const number = (/** @type {string} */ name) => Number(url.searchParams.get(name)) || null;
  return { roomId, messageId: number("message"), threadId: number("thread") };
}

/** The address of a message. @param {{room_id: number, id: number, thread_id?: number}} message @param {string} origin */
export function linkTo({ room_id, id, thread_id }, origin) {
  return `${origin}/chat/${room_id}?message=${id}${thread_id ? `&thread=${thread_id}` : ""}`;
}

/** @typedef {(root: Message, replyId: number | null) => void} OpenThread */

/** Links to rooms and messages of this site lead there without loading a page. */
export class Permalinks {
  #parts;

  /** @param {{store: Store, loader: Loader, navigation: Navigation, timeline: Timeline, openThread: OpenThread}} parts */
  constructor(parts) {
    this.#parts = parts;
    document.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Says so where there is nothing that one may see, and stays. @param {Place} place */
  go = async ({ roomId, messageId, threadId = null }) => {
    const { store, loader, navigation, timeline, openThread } = this.#parts;
    if (!store.room(roomId) && !(await loader.room(roomId))) {
      toast("This leads to a room that is not open to you, or no longer there.", { level: "warning" });
      return;
    }
    await navigation.open(roomId);
    const inRoom = threadId ?? messageId;
    if (inRoom === null) return;
    const isShown = await timeline.show(inRoom);
    const root = store.history(roomId).find(inRoom);
    if (!isShown) toast("This message is not to be found here any more.", { level: "warning" });
    else if (threadId !== null && root) openThread(root, messageId);
  };

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!(link instanceof HTMLAnchorElement) || !isPlain || event.defaultPrevented || link.download) return;
    const place = placeOf(link.href, location.origin);
    // A toast about the page itself means to load it anew.
    const isAnew = link.closest("[data-toasts]") && link.href === location.href;
    if (!place || isAnew) return;
    event.preventDefault();
    this.go(place);
  }
}
