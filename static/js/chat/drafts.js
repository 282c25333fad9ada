// @ts-check

/** The unsent text of each room, kept across reloads. */
export class Drafts extends EventTarget {
  #prefix;
  #storage;

  /** @param {{userId: string, storage: Storage}} options */
  constructor({ userId, storage }) {
    super();
    this.#prefix = `chat.draft.${userId}.`;
    this.#storage = storage;
  }

  /** @param {number} roomId */
  read(roomId) {
    return this.#storage.getItem(this.#prefix + roomId) ?? "";
  }

  /** Another tab wrote one. @param {string | null} key */
  heard(key) {
    if (key?.startsWith(this.#prefix)) this.dispatchEvent(new Event("change"));
  }

  /** @param {number} roomId @param {string} text */
  write(roomId, text) {
    if (text === this.read(roomId)) return;
    try {
      if (text.trim()) this.#storage.setItem(this.#prefix + roomId, text);
      else this.#storage.removeItem(this.#prefix + roomId);
    } catch {
      return; // a full storage: the text stays in the field
    }
    this.dispatchEvent(new Event("change"));
  }
}
