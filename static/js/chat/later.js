// @ts-check
import { find } from "../lib/dom.js";
import { toast } from "../lib/toast.js";

/**
 * How a part is asked for, once it is there. `isAsked` is looked at when it could not be loaded: whether
 * somebody waits for it, who is to be told.
 * @template T
 * @typedef {(use: (part: T) => void, options?: {isAsked?: () => boolean}) => Promise<void>} Part
 */

/** For what the page does by itself. */
export const UNASKED = { isAsked: () => false };

/**
 * A part of the page that is loaded when it is first needed, so that the first paint waits for less.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Part<T>}
 */
export function later(load) {
  /** One for all who ask while it is on its way. @type {Promise<T> | null} */
  let loading = null;
  return async (use, { isAsked = () => true } = {}) => {
    let part;
    try {
      loading ??= load();
      part = await loading;
    } catch {
      loading = null;
      if (isAsked()) toast("This part of the page could not be loaded. Check your connection.", { level: "error" });
      return;
    }
    use(part);
  };
}

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
