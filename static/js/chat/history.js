// @ts-check
/** @import {Message} from "./types.js" */

/** @typedef {{message: Message, changedSeq: number}} Later */

/** The loaded messages of one room, oldest first, each id once. */
export class History {
  /** @type {"empty" | "loading" | "ready" | "failed"} */
  state = "empty";
  hasMore = false;
  /** Whether newer messages exist that are not loaded: these here are from the middle of the room. */
  hasAfter = false;
  /** @type {Message[]} */
  messages = [];
  /** @type {Map<number, number>} number of the change that each row shows */
  #changedSeq = new Map();
  /** The newest one that was ever told of. */
  #newestTold = 0;
  /** @type {Set<string>} */
  #clientIds = new Set();
  /**
   * States of messages that are not loaded: a page under way may have been read before them.
   * @type {Map<number, Later>}
   */
  #later = new Map();

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

  get newestId() {
    return this.messages.at(-1)?.id ?? 0;
  }

  /** @param {number} id @returns {Message | undefined} */
  find(id) {
    return this.messages.find((message) => message.id === id);
  }

  /**
   * The first message since a moment, or the newest where nothing was said since; undefined where only the
   * server knows.
   * @param {string} moment @returns {Message | undefined}
   */
  firstSince(moment) {
    const at = this.messages.findIndex(({ timestamp }) => timestamp >= moment);
    if (at > 0 || (at === 0 && !this.hasMore)) return this.messages[at];
    return at < 0 && !this.hasAfter ? this.messages.at(-1) : undefined;
  }

  /**
   * The newest message of a kind; null where there is none in the room, undefined where only the server knows.
   * @param {(message: Message) => boolean} isMeant @returns {Message | null | undefined}
   */
  newest(isMeant) {
    if (!this.isReady || this.hasAfter) return undefined;
    return this.messages.findLast(isMeant) ?? (this.hasMore ? undefined : null);
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
    this.#newestTold = Math.max(this.#newestTold, message.id);
    const shown = this.#changedSeq.get(message.id);
    if (shown === undefined && this.#liesInHole(message)) return false;
    if (shown !== undefined && shown >= changedSeq) return false;
    this.#place(message, changedSeq, userId);
    return true;
  }

  /**
   * Takes the new state of a message; one that is not loaded makes no hole in the order.
   * @param {Message} message @param {number} changedSeq @param {string} userId
   * @returns {boolean} whether anything changed
   */
  update(message, changedSeq, userId) {
    if (this.#changedSeq.has(message.id)) return this.upsert(message, changedSeq, userId);
    const later = this.#later.get(message.id);
    if (this.isKept && (later?.changedSeq ?? 0) < changedSeq) this.#later.set(message.id, { message, changedSeq });
    return false;
  }

  /**
   * @param {Message[]} messages a page, oldest first
   * @param {boolean} hasMore whether older ones exist
   * @param {string} userId
   */
  merge(messages, hasMore, userId) {
    this.#placeAll(messages, userId);
    this.hasMore = hasMore;
    this.state = "ready";
  }

  /**
   * Takes what follows the newest loaded message.
   * @param {Message[]} messages @param {boolean} hasMore @param {string} userId
   */
  mergeAfter(messages, hasMore, userId) {
    this.#placeAll(messages, userId);
    this.hasAfter = hasMore || this.#newestTold > this.newestId;
  }

  /**
   * Starts anew with a page from anywhere: what was loaded before need not adjoin it.
   * @param {Message[]} messages @param {{hasBefore: boolean, hasAfter: boolean}} around @param {string} userId
   */
  restart(messages, { hasBefore, hasAfter }, userId) {
    this.messages = [];
    this.#changedSeq.clear();
    this.#clientIds.clear();
    this.merge(messages, hasBefore, userId);
    this.hasAfter = hasAfter || this.#newestTold > this.newestId;
  }

  /** @param {Message[]} messages @param {string} userId */
  #placeAll(messages, userId) {
    for (const message of messages) {
      const { changedSeq = message.seq, message: newest = message } = this.#later.get(message.id) ?? {};
      this.#later.delete(message.id);
      if (!this.#changedSeq.has(message.id)) this.#place(newest, changedSeq, userId);
    }
  }

  /** @param {Message} message */
  #liesInHole(message) {
    const isOlder = this.hasMore && this.oldestId !== null && message.id < this.oldestId;
    return isOlder || (this.hasAfter && message.id > this.newestId);
  }

  /** @param {Message} message @param {number} changedSeq @param {string} userId */
  #place(message, changedSeq, userId) {
    this.#newestTold = Math.max(this.#newestTold, message.id);
    let at = this.messages.length;
    while (at > 0 && this.messages[at - 1].id > message.id) at -= 1;
    const replaces = at > 0 && this.messages[at - 1].id === message.id;
    this.messages.splice(replaces ? at - 1 : at, replaces ? 1 : 0, message);
    this.#changedSeq.set(message.id, changedSeq);
    if (message.client_id && message.user_id === userId) this.#clientIds.add(message.client_id);
  }
}
