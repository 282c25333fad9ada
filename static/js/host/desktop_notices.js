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
 * @param {string} text @param {string} [href] a path of this site
 */
export async function showDesktopNotice(text, href) {
  const options = { body: text, tag: href ?? text };
  let notice;
  try {
    notice = new Notification("AGENT", options);
  } catch {
    // On Android only the service worker may, which also knows what a click means.
    const registration = await navigator.serviceWorker.getRegistration();
    return registration?.showNotification("AGENT", { ...options, data: { href: href ?? location.pathname } });
  }
  notice.addEventListener("click", () => {
    window.focus();
    if (href) location.assign(href);
    notice.close();
  });
}
