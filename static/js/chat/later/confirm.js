// @ts-check
import { find } from "../../lib/dom.js";

/**
 * Asks before something that cannot be taken back.
 * @param {{title: string, text: string, label: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, label }) {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=confirm]"));
  find("[data-title]", dialog).textContent = title;
  find("[data-text]", dialog).textContent = text;
  find("[value=yes]", dialog).textContent = label;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
