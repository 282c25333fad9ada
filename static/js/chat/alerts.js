// @ts-check
/** @import {Outbox} from "./outbox.js" */
/** @import {Store} from "./store.js" */
/** @import {OutboxEntry} from "./types.js" */
import { toast } from "../lib/toast.js";
import { UNASKED, later } from "./later.js";
import { titleOf } from "./room_title.js";

const desktop = later(() => import("../host/desktop_notices.js"));
const push = later(() => import("../host/push.js"));
const tone = later(() => import("../lib/tone.js"));

/** @typedef {{level: import("../lib/toast.js").Level, text: string, href?: string, room_id?: number | null}} Notice */

/** A toast for what the server says to this user, but for what they have before their eyes. @param {Store} store */
export function showToasts(store) {
  onNotice(store, ({ level, text, href }) => toast(text, { level, href }));
}

/**
 * A tone for who wants one, and a notice of the desktop for who looks elsewhere. The server has weighed
 * levels, mutes and hours without disturbance already.
 * @param {Store} store
 */
export function alertElsewhere(store) {
  onNotice(store, ({ text, href, room_id }) => {
    if (!room_id) return;
    if (store.preferences.now.sounds) tone(({ playTone }) => playTone(), UNASKED);
    if (!document.hidden) return;
    push(({ pushStanding }) => {
      if (pushStanding() !== "on") notifyDesktop(text, href);
    }, UNASKED);
  });
}

/** What was refused in a room that is not in view. @param {Store} store @param {Outbox} outbox */
export function tellFailures(store, outbox) {
  outbox.addEventListener("failed", (event) => {
    const { room_id: roomId, failure } = /** @type {CustomEvent<OutboxEntry>} */ (event).detail;
    const room = store.room(roomId);
    if (roomId === store.currentId || !room) return;
    toast(`Not sent in ${titleOf(room)}: ${failure?.detail}`, { level: "error", href: `/chat/${roomId}` });
  });
}

/** @param {string} text @param {string | undefined} href */
function notifyDesktop(text, href) {
  desktop(({ desktopNotices, showDesktopNotice }) => {
    if (desktopNotices() === "on") showDesktopNotice(text, href);
  }, UNASKED);
}

/** @param {Store} store @param {(notice: Notice) => void} show */
function onNotice(store, show) {
  store.addEventListener("notice", (event) => {
    const notice = /** @type {CustomEvent<Notice>} */ (event).detail;
    const isSeen = notice.room_id && notice.room_id === store.reading && !document.hidden;
    if (!isSeen) show(notice);
  });
}
