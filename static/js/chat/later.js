// @ts-check
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
