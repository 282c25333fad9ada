// @ts-check
/** @import {ConnectionState} from "./types.js" */
import { counted } from "../lib/language.js";

/**
 * @typedef {"open" | "connecting" | "waiting" | "offline" | "stopped"} Shown
 * @typedef {{shown: Shown, text: string, queue: string, isSending: boolean, act: "retry" | "sign-in" | "unsent" | null}} StatusWords
 */

/**
 * What the status bar says.
 * @param {ConnectionState} connection
 * @param {{isOnline: boolean, wasOpen: boolean, waiting: number, failed: number}} about how many texts wait, or were refused
 * @returns {StatusWords}
 */
export function statusWords(connection, { isOnline, wasOpen, waiting, failed }) {
  // A dead network closes nothing: that a text waits tells it from a network without the world.
  const shown = shownOf(connection.state, isOnline, waiting > 0);
  const texts = counted(waiting, { one: "# message", other: "# messages" });
  const isSending = shown === "open" && waiting > 0 && failed === 0;
  const queue = waiting ? counted(waiting, { one: "# message waits", other: "# messages wait" }) : "";
  switch (shown) {
    case "open":
      if (failed) return { shown, text: unsent(failed), queue: "", isSending, act: "unsent" };
      return { shown, text: waiting ? `Sending ${texts}…` : "Connected", queue: "", isSending, act: null };
    case "offline":
      return { shown, text: queue ? `Offline: ${queue}` : "Offline", queue: "", isSending, act: null };
    case "stopped":
      return { shown, text: "Signed out", queue, isSending, act: "sign-in" };
    case "waiting":
      return { shown, text: "Reconnecting", queue, isSending, act: "retry" };
    default:
      return { shown, text: wasOpen ? "Reconnecting…" : "Connecting…", queue, isSending, act: null };
  }
}

/** @param {string} state @param {boolean} isOnline @param {boolean} isWaiting @returns {Shown} */
function shownOf(state, isOnline, isWaiting) {
  if (state === "stopped" || (state === "open" && (isOnline || !isWaiting))) return state;
  if (!isOnline) return "offline";
  return state === "waiting" ? "waiting" : "connecting";
}

/** @param {number} failed */
function unsent(failed) {
  return counted(failed, { one: "# message was not sent", other: "# messages were not sent" });
}
