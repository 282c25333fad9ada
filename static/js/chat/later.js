// @ts-check
import { toast } from "../lib/toast.js";

/**
 * A part of the page that is loaded when it is first needed, so that the first paint waits for less.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {(use: (part: T) => void) => Promise<void>}
 */
export function later(load) {
  /** One for all who ask while it is on its way. @type {Promise<T> | null} */
  let loading = null;
  return async (use) => {
    let part;
    try {
      loading ??= load();
      part = await loading;
    } catch {
      loading = null;
      toast("This part of the page could not be loaded. Check your connection.", { level: "error" });
      return;
    }
    use(part);
  };
}

/** @param {() => void} toggle what Ctrl or Cmd with K does */
export function bindPalette(toggle) {
  document.addEventListener("keydown", (event) => {
    const isChord = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!isChord || event.shiftKey || event.altKey) return;
    event.preventDefault();
    toggle();
  });
}
