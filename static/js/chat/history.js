// @ts-check
/** @import {Message} from "./types.js" */

/** The loaded messages of one room, oldest first, each id once. */
export class History {
  /** @type {"empty" | "loading" | "ready" | "failed"} */
  state = "empty";
  hasMore = false;
  /** @type {Message[]} */
  messages = [];
  /** @type {Map<number, number>} number of the change that each row shows */
  #changedSeq = new Map();
  /** @type {Set<string>} */
  #clientIds = new Set();

  get isReady() {
    return this.state === "ready";
  }

  /** Whether rows are kept here, so that a change must not be skipped. */
  get isKept() {
    return this.state === "ready" || this.state === "loading";
  }

  get oldestId() {
    return this.messages[0]?.id ?? null;
  }

  /** Whether this author-chosen id is already among the stored rows. @param {string} clientId */
  holds(clientId) {
    return this.#clientIds.has(clientId);
  }

  /**
   * Puts the message in its place unless a later state of it is already shown.
   * @param {Message} message @param {number} changedSeq @param {string} userId
   * @returns {boolean} whether anything changed
   */
  upsert(message, changedSeq, userId) {
    if (!this.isKept) return false;
    const shown = this.#changedSeq.get(message.id);
    if (shown === undefined && this.#liesInUnloadedPast(message)) return false;
    if (shown !== undefined && shown >= changedSeq) return false;
    this.#place(message, changedSeq, userId);
    return true;
  }

  /**
   * @param {Message[]} messages a page, oldest first
   * @param {boolean} hasMore whether older ones exist
   * @param {string} userId
   */
  merge(messages, hasMore, userId) {
    for (const message of messages) {
      if (!this.#changedSeq.has(message.id)) this.#place(message, message.seq, userId);
    }
    this.hasMore = hasMore;
    this.state = "ready";
  }

  /** @param {Message} message */
  #liesInUnloadedPast(message) {
    return this.hasMore && this.oldestId !== null && message.id < this.oldestId;
  }

  /** @param {Message} message @param {number} changedSeq @param {string} userId */
  #place(message, changedSeq, userId) {
    let at = this.messages.length;
    while (at > 0 && this.messages[at - 1].id > message.id) at -= 1;
    const replaces = at > 0 && this.messages[at - 1].id === message.id;
    this.messages.splice(replaces ? at - 1 : at, replaces ? 1 : 0, message);
    this.#changedSeq.set(message.id, changedSeq);
    if (message.client_id && message.user_id === userId) this.#clientIds.add(message.client_id);
  }
}
