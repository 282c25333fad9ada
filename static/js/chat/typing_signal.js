// @ts-check

const REPEAT_MS = 3000;

/** Tells a room that one is typing, no more often than needed. */
export class TypingSignal {
  /** @type {number | null} the room that was told */
  #roomId = null;
  #toldAt = -Infinity;
  #send;
  #now;

  /** @param {{send: (command: object) => boolean, now?: () => number}} options */
  constructor({ send, now = () => performance.now() }) {
    this.#send = send;
    this.#now = now;
  }

  /** The text of a room was changed by hand. @param {number} roomId @param {string} text */
  wrote(roomId, text) {
    if (!text.trim()) return this.stop();
    if (this.#roomId !== null && this.#roomId !== roomId) this.stop();
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
}
