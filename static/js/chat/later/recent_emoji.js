// @ts-check

const MOST_KEPT = 16;

/** The emoji that were chosen last, the newest first; kept in this browser. */
export class RecentEmoji {
  #key;
  #storage;

  /** @param {{userId: string, storage: Storage}} options */
  constructor({ userId, storage }) {
    this.#key = `chat.emoji.${userId}`;
    this.#storage = storage;
  }

  /** @returns {string[]} */
  get all() {
    return (this.#storage.getItem(this.#key) ?? "").split(" ").filter(Boolean);
  }

  /** @param {string} emoji */
  add(emoji) {
    const kept = [emoji, ...this.all.filter((one) => one !== emoji)].slice(0, MOST_KEPT);
    try {
      this.#storage.setItem(this.#key, kept.join(" "));
    } catch {
      // A full storage: there are no recent ones.
    }
  }
}
