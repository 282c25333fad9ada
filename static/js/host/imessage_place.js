// @ts-check

/**
 * Where one was on the start page, for who comes back to it in this tab: the text that was not sent, and
 * how far up one had read.
 */
export class AskPlace {
  #storage;
  #key;

  /** @param {string} userId @param {string} domain @param {Storage} storage */
  constructor(userId, domain, storage) {
    this.#storage = storage;
    this.#key = `ask:place:${userId}:${domain}`;
  }

  /** @returns {{draft: string, top: number | null}} `top` is null at the end */
  get now() {
    const { draft = "", top = null } = JSON.parse(this.#storage.getItem(this.#key) ?? "{}");
    return { draft, top };
  }

  /** @param {Partial<{draft: string, top: number | null}>} change */
  keep(change) {
    try {
      this.#storage.setItem(this.#key, JSON.stringify({ ...this.now, ...change }));
    } catch (error) {
      // A full storage costs only the way back.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}
