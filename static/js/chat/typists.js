// @ts-check

const LASTS_MS = 7000;

/** Who is typing in each room; what is not repeated ends. */
export class Typists {
  /** @type {Map<number, string[]>} */
  #rooms = new Map();
  #expired;
  #schedule;

  /** @param {{expired: (roomId: number) => void, schedule: (run: () => void, ms: number) => unknown}} options */
  constructor({ expired, schedule }) {
    this.#expired = expired;
    this.#schedule = schedule;
  }

  /** @param {number | null} roomId @returns {string[]} usernames */
  of(roomId) {
    return this.#rooms.get(roomId ?? -1) ?? [];
  }

  /** @param {number} roomId @param {string[]} names */
  set(roomId, names) {
    this.#rooms.delete(roomId);
    if (!names.length) return;
    this.#rooms.set(roomId, names);
    this.#schedule(() => this.#rooms.get(roomId) === names && this.#expired(roomId), LASTS_MS);
  }

  clear() {
    this.#rooms.clear();
  }
}
