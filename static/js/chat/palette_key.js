// @ts-check
import { find } from "../lib/dom.js";

/**
 * Ctrl or Cmd with K. The field is there at once, and takes what is typed while the rest is loaded; Enter as well.
 * @param {() => Promise<void>} fill
 */
export function bindPalette(fill) {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=palette]"));
  const field = /** @type {HTMLInputElement} */ (find("input", dialog));
  document.addEventListener("keydown", async (event) => {
    const isChord = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!isChord || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (dialog.open) return dialog.close();
    if (document.querySelector("dialog[open]")) return;
    field.value = "";
    dialog.showModal();
    field.focus();
    /** @type {KeyboardEvent | null} */
    let enter = null;
    const note = (/** @type {KeyboardEvent} */ pressed) => {
      if (pressed.key === "Enter") enter = pressed;
    };
    field.addEventListener("keydown", note);
    await fill();
    field.removeEventListener("keydown", note);
    if (enter && dialog.open) field.dispatchEvent(new KeyboardEvent("keydown", enter));
  });
}
