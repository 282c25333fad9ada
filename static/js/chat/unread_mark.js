// @ts-check
/** @import {History} from "./history.js" */
/** @import {Message, Room} from "./types.js" */

/** Where the reader had stopped when the room was entered: it stays there until the room is left. */
export class UnreadMark {
  /** The last message that was read; null: none is unread. @type {number | null} */
  #readTo = null;
  /** The first one of somebody else after it, once that is loaded. @type {number | null} */
  #first = null;
  #userId;
  /** How many were unread. */
  count = 0;

  /** @param {string} userId of the reader */
  constructor(userId) {
    this.#userId = userId;
  }

  /** The message that the divider stands before. */
  get first() {
    return this.#first;
  }

  /** @param {Room | undefined} room */
  enter(room) {
    const isUnread = Boolean(room?.is_member) && (room?.unread_count ?? 0) > 0;
    this.count = isUnread ? (room?.unread_count ?? 0) : 0;
    this.#readTo = isUnread ? (room?.last_read_message_id ?? 0) : null;
    this.#first = null;
  }

  /** From this message on all counts as unread. @param {number} messageId */
  set(messageId) {
    this.#readTo = messageId - 1;
    this.#first = messageId;
  }

  /** Whether what was not read begins before what is loaded. @param {History} history */
  isBefore(history) {
    const isOpen = this.#readTo !== null && this.#first === null && history.isReady;
    return isOpen && history.hasMore && (history.oldestId ?? 0) > (this.#readTo ?? 0);
  }

  /** Finds the first one, once: what comes later is no part of it. @param {History} history */
  settle(history) {
    if (this.#readTo === null || this.#first !== null || !history.isReady || this.isBefore(history)) return;
    this.#first = history.messages.find((message) => this.#isUnread(message))?.id ?? null;
    if (this.#first === null) this.#readTo = null;
  }

  /** @param {Message} message */
  #isUnread({ id, user_id, message_type }) {
    return id > (this.#readTo ?? 0) && user_id !== this.#userId && message_type !== "system";
  }
}
