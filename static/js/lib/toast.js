// @ts-check
import { element, find } from "./dom.js";
import { localPath } from "./links.js";

const STAY = 2_000;
const STAY_ERROR = 5_000;
const STAY_ACTION = 8_000;
const PER_CHARACTER = 50;
const MOST = 4;

/** @typedef {"info" | "success" | "warning" | "error"} Level */

/**
 * Shows a thin pill at the top centre and tells it to screen readers. It stays while the pointer or
 * the focus is on it.
 * @param {string} text
 * @param {{level?: Level, href?: string, action?: {label: string, act: () => unknown}}} [options]
 *   `href`: a path of this site to go to on a click; `action`: a button in it, which ends it.
 * @returns {HTMLElement}
 */
export function toast(text, { level = "info", href, action } = {}) {
  // The page brings the live region: screen readers miss the first text of one that is made with it.
  const list = find("[data-toasts]");
  raise(list);
  const options = { class: `toast toast-${level}`, text };
  const pill = href ? element("a", { ...options, attrs: { href: localPath(href) } }) : element("div", options);
  if (action) pill.append(actionButton(action, pill));
  list.append(pill);
  while (list.childElementCount > MOST) list.firstElementChild?.remove();
  const toBeRead = text.length * PER_CHARACTER;
  const least = action ? STAY_ACTION : level === "error" ? STAY_ERROR : STAY;
  leaveLater(pill, Math.max(toBeRead, least));
  return pill;
}

/** @param {{label: string, act: () => unknown}} action @param {HTMLElement} pill */
function actionButton({ label, act }, pill) {
  const click = () => {
    pill.remove();
    act();
  };
  return element("button", { class: "toast-action", text: label, attrs: { type: "button" }, on: { click } });
}

/**
 * An open dialog covers everything but what enters the top layer after it, as a popover does.
 * @param {HTMLElement} list
 */
function raise(list) {
  list.removeAttribute("popover");
  if (!document.querySelector("dialog[open]")) return;
  list.popover = "manual";
  list.showPopover();
}

/**
 * @param {HTMLElement} pill
 * @param {number} stay
 */
function leaveLater(pill, stay) {
  const leave = () => {
    if (pill.matches(":hover, :focus-within")) return;
    pill.classList.add("toast-leaving");
    setTimeout(() => pill.remove(), 250);
  };
  let timer = setTimeout(leave, stay);
  for (const name of ["pointerleave", "focusout"]) {
    pill.addEventListener(name, () => {
      clearTimeout(timer);
      timer = setTimeout(leave, stay);
    });
  }
}
