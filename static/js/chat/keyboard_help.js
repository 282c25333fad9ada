// @ts-check
import { find } from "../lib/dom.js";

const WRITABLE = "input, textarea, select, [contenteditable]";

/** `?` shows all keys, but not to one who is writing a question mark. */
export function bindKeyboardHelp() {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=keys]"));
  find("[data-action=keys]").addEventListener("click", () => {
    find("[data-profile-menu]").hidePopover();
    dialog.showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(WRITABLE)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    dialog.showModal();
  });
}
