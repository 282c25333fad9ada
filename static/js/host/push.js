// @ts-check
import { request } from "../lib/http.js";

/** Whose wish it is that this browser be woken: another account does not inherit it. */
const KEY = "push";

/** @typedef {"unsupported" | "install" | "blocked" | "on" | "off"} Standing */

/** Whether this browser can be woken while no page is open, and is. @returns {Standing} */
export function pushStanding() {
  if (!("serviceWorker" in navigator)) return "unsupported";
  if (!("PushManager" in window)) return isApple() ? "install" : "unsupported";
  if (Notification.permission === "denied") return "blocked";
  return Notification.permission === "granted" && localStorage.getItem(KEY) !== null ? "on" : "off";
}

/**
 * Only to be called from a click.
 * @param {boolean} isWanted @param {string} userId
 * @throws {Problem | DOMException} when the server or the browser's push service does not answer
 */
export async function wantPush(isWanted, userId) {
  if (!isWanted) await sleep();
  else if ((await Notification.requestPermission()) === "granted") {
    localStorage.setItem(KEY, userId);
    await subscribe().catch((error) => {
      localStorage.removeItem(KEY);
      throw error;
    });
  }
  document.dispatchEvent(new Event("push"));
}

/**
 * The server forgets a browser whose session ended, and browsers renew what they gave: says it again.
 * @param {string} userId
 */
export async function renewPush(userId) {
  if (pushStanding() !== "on") return;
  if (localStorage.getItem(KEY) === userId) await subscribe();
  else await sleep();
}

async function subscribe() {
  const { key } = await request("GET", "/api/push");
  const { pushManager } = await navigator.serviceWorker.ready;
  let subscription = await pushManager.getSubscription();
  if (subscription && encoded(subscription.options.applicationServerKey) !== key) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = subscription.toJSON();
  await request("PUT", "/api/push", { endpoint, keys });
}

async function sleep() {
  localStorage.removeItem(KEY);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  await request("DELETE", "/api/push");
}

/** base64url without padding, as the server writes its key. @param {ArrayBuffer | null} bytes */
function encoded(bytes) {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** There push comes with the installed app only. */
function isApple() {
  return /iPhone|iPad/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
}
