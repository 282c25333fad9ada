// @ts-check

/** The groups of rooms that are folded away, as this device remembers them. Emits "change". */
export class Folds extends EventTarget {
  #key;
  #storage;
  /** @type {Set<string>} */
  #names;

  /** @param {{userId: string, storage: Storage}} options */
  constructor({ userId, storage }) {
    super();
    this.#key = `chat.folded.${userId}`;
    this.#storage = storage;
    this.#names = new Set((storage.getItem(this.#key) ?? "").split(" ").filter(Boolean));
  }

  /** @param {string} name */
  has(name) {
    return this.#names.has(name);
  }

  /** @param {string} name */
  toggle(name) {
    if (!this.#names.delete(name)) this.#names.add(name);
    try {
      this.#storage.setItem(this.#key, [...this.#names].join(" "));
    } catch {
      // A full storage: it holds for this page.
    }
    this.dispatchEvent(new Event("change"));
  }
}
