// @ts-check
import { unsentPrefix } from "../lib/unsent.js";

/** @typedef {number | `thread-${number}`} Place  a room, or a thread by its first message */

/**
 * The unsent text of each room and thread, kept across reloads. Emits "change", and "elsewhere" with the place when
 * another tab wrote.
 */
export class Drafts extends EventTarget {
  #prefix;
  #storage;

  /** @param {{userId: string, storage: Storage}} options */
  constructor({ userId, storage }) {
    super();
    this.#prefix = unsentPrefix(userId, "draft");
    this.#storage = storage;
  }

  /** @param {Place} place */
  read(place) {
    return this.#storage.getItem(this.#prefix + place) ?? "";
  }

  /** Another tab wrote one. @param {string | null} key */
  heard(key) {
    if (!key?.startsWith(this.#prefix)) return;
    this.dispatchEvent(new Event("change"));
    this.dispatchEvent(new CustomEvent("elsewhere", { detail: key.slice(this.#prefix.length) }));
  }

  /** @param {Place} place @param {string} text */
  write(place, text) {
    if (text === this.read(place)) return;
    try {
      if (text.trim()) this.#storage.setItem(this.#prefix + place, text);
      else this.#storage.removeItem(this.#prefix + place);
    } catch {
      return; // a full storage: the text stays in the field
    }
    this.dispatchEvent(new Event("change"));
  }
}
