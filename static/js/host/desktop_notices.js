// @ts-check
const KEY = "desktop-notices";

/** @typedef {"unsupported" | "blocked" | "on" | "off"} Standing */

/** Whether this browser may show notices outside the page, and wants to. @returns {Standing} */
export function desktopNotices() {
  if (!("Notification" in window)) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  return Notification.permission === "granted" && localStorage.getItem(KEY) === "on" ? "on" : "off";
}

/** Asks the browser for permission: only to be called from a click. @param {boolean} isWanted */
export async function wantDesktopNotices(isWanted) {
  if (isWanted && Notification.permission === "default") await Notification.requestPermission();
  localStorage.setItem(KEY, isWanted && Notification.permission === "granted" ? "on" : "off");
  document.dispatchEvent(new Event("desktop-notices"));
}

/**
 * Several open tabs show one notice, because it has one tag.
 * @param {string} text @param {string | undefined} href a path of this site
 */
export function showDesktopNotice(text, href) {
  const notice = new Notification("AGENT", { body: text, tag: href ?? text });
  notice.addEventListener("click", () => {
    window.focus();
    if (href) location.assign(href);
    notice.close();
  });
}
