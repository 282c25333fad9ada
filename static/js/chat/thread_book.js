// @ts-check

/** @typedef {{room_id: number, thread_id: number, unread_count: number, mention_count: number, is_following?: boolean}} ThreadMark */

/** The threads that one follows and has not read to the end. */
export class ThreadBook {
  /** @type {Map<number, ThreadMark>} */
  #unread = new Map();

  /** @param {ThreadMark[]} marks all of them */
  replace(marks) {
    this.#unread = new Map(marks.map((mark) => [mark.thread_id, mark]));
  }

  /** @param {ThreadMark} mark */
  take(mark) {
    if (mark.unread_count > 0 && mark.is_following !== false) this.#unread.set(mark.thread_id, mark);
    else this.#unread.delete(mark.thread_id);
  }

  /** Nobody follows the threads of a room that they are no member of. @param {number} roomId */
  forget(roomId) {
    for (const mark of this.#unread.values()) if (mark.room_id === roomId) this.#unread.delete(mark.thread_id);
  }

  /** How many threads have something new. */
  get count() {
    return this.#unread.size;
  }
}
