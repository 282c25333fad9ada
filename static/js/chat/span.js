// @ts-check
/** @typedef {{id: number}} Numbered */

/** Rows that are drawn at most, and how many more come in at one end at a time. */
export const MOST = 300;
export const STEP = 100;

/**
 * Which of the loaded messages are drawn: one piece of them, that moves with the reader. An end that is
 * open takes in what comes next to it.
 */
export class Span {
  /** The first message that is drawn; null: the first one of all. @type {number | null} */
  #first = null;
  /** The last one; null: the last one of all. @type {number | null} */
  #last = null;

  /**
   * The piece to draw now. One that has grown too long is cut off at the end that is not being read.
   * @param {Numbered[]} messages oldest first @param {boolean} isAtEnd whether the reader follows the end
   * @returns {{from: number, to: number}}
   */
  of(messages, isAtEnd) {
    const { from, to } = this.#piece(messages);
    if (to - from <= MOST) return { from, to };
    if (isAtEnd && this.#last === null) return this.#set(messages, to - MOST, to);
    return this.#set(messages, from, from + MOST);
  }

  /** Takes in earlier messages. @param {Numbered[]} messages @returns {boolean} whether there are any */
  older(messages) {
    const { from, to } = this.#piece(messages);
    if (from === 0) return false;
    const start = Math.max(0, from - STEP);
    this.#set(messages, start, Math.min(to, start + MOST));
    return true;
  }

  /** Takes in later messages. @param {Numbered[]} messages @returns {boolean} whether there are any */
  newer(messages) {
    const { from, to } = this.#piece(messages);
    if (to === messages.length) return false;
    const end = Math.min(messages.length, to + STEP);
    this.#set(messages, Math.max(from, end - MOST), end);
    return true;
  }

  /** Goes to the end. @param {Numbered[]} messages */
  toEnd(messages) {
    this.#set(messages, Math.max(0, messages.length - STEP), messages.length);
  }

  /** Goes to where a message is drawn. @param {Numbered[]} messages @param {number} id */
  around(messages, id) {
    const { from, to } = this.#piece(messages);
    const at = placeOf(messages, id);
    if (at >= from && at < to) return;
    this.#set(messages, Math.max(0, at - STEP / 2), Math.min(messages.length, at + STEP / 2));
  }

  /** @param {Numbered[]} messages */
  #piece(messages) {
    return {
      from: this.#first === null ? 0 : placeOf(messages, this.#first),
      to: this.#last === null ? messages.length : placeOf(messages, this.#last + 1),
    };
  }

  /** @param {Numbered[]} messages @param {number} from @param {number} to */
  #set(messages, from, to) {
    this.#first = from === 0 ? null : messages[from].id;
    this.#last = to === messages.length ? null : messages[to - 1].id;
    return { from, to };
  }
}

/** Where in the order the first message stands whose id is not lower. @param {Numbered[]} messages @param {number} id */
function placeOf(messages, id) {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle].id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
