// @ts-check
/** @import {Section} from "../lib/keyboard_help.js" */

/** What the keys do on this page of the host: those of its buttons, also of plugins', and of what it has. @returns {Section[]} */
export function keySections() {
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[aria-keyshortcuts][title]"));
  const ofButtons = [...buttons].map((button) => /** @type {[string[], string]} */ ([keysOf(button), button.title]));
  /** @type {Section[]} */
  const sections = [{ title: "Anywhere", keys: [[["?"], "This help"], ...ofButtons, [["Esc"], "Close what is open"]] }];
  if (document.querySelector("[data-question]")) {
    sections.push({ title: "Asking", keys: [[["Enter"], "Ask"], [["Shift", "Enter"], "New line"]] });
  }
  if (document.querySelector("[role=tablist]")) {
    sections.push({ title: "Tabs", keys: [[["← →"], "Tab before or after"], [["Home", "End"], "First or last tab"]] });
  }
  return sections;
}

/** @param {HTMLElement} button */
function keysOf(button) {
  return (button.getAttribute("aria-keyshortcuts") ?? "").replace("Control", "Ctrl").split("+");
}
