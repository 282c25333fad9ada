// @ts-check

const REPEAT_MS = 3000;
/** Sooner than the server forgets: gone in time for those who watch, too. */
const PAUSE_MS = 5000;

/** Tells a room that one is typing, no more often than needed, and that one has paused. */
export class TypingSignal {
  /** @type {number | null} the room that was told */
  #roomId = null;
  #toldAt = -Infinity;
  #wroteAt = -Infinity;
  #isWatching = false;
  #send;
  #now;
  #schedule;

  /**
   * @param {{
   *   send: (command: object) => boolean, now?: () => number, schedule?: (run: () => void, ms: number) => unknown
   * }} options
   */
  constructor({ send, now = () => performance.now(), schedule = (run, ms) => setTimeout(run, ms) }) {
    this.#send = send;
    this.#now = now;
    this.#schedule = schedule;
  }

  /** The text of a room was changed by hand. @param {number} roomId @param {string} text */
  wrote(roomId, text) {
    if (!text.trim()) return this.stop();
    if (this.#roomId !== null && this.#roomId !== roomId) this.stop();
    this.#wroteAt = this.#now();
    this.#watch(PAUSE_MS);
    if (this.#now() - this.#toldAt < REPEAT_MS) return;
    if (!this.#send({ type: "typing_start", room_id: roomId })) return;
    this.#roomId = roomId;
    this.#toldAt = this.#now();
  }

  stop() {
    if (this.#roomId !== null) this.#send({ type: "typing_stop", room_id: this.#roomId });
    this.#roomId = null;
    this.#toldAt = -Infinity;
  }

  /** One timer, however many keys. @param {number} ms */
  #watch(ms) {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#schedule(() => {
      this.#isWatching = false;
      const left = this.#wroteAt + PAUSE_MS - this.#now();
      if (this.#roomId === null) return;
      if (left > 0) this.#watch(left);
      else this.stop();
    }, ms);
  }
}
