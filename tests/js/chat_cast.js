// @ts-check
import { Outbox } from "../../static/js/chat/outbox.js";
import { Store } from "../../static/js/chat/store.js";

export const ALICE = { user_id: "u-alice", username: "alice", display_name: "Alice", role: "member" };
export const BOB = { user_id: "u-bob", username: "bob", display_name: "Bob", role: "member" };

/** A Storage in memory. */
export class MemoryStorage {
  #items = new Map();

  get length() {
    return this.#items.size;
  }

  clear() {
    this.#items.clear();
  }

  /** @param {number} at */
  key(at) {
    return [...this.#items.keys()][at] ?? null;
  }

  /** @param {string} key */
  getItem(key) {
    return this.#items.get(key) ?? null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    this.#items.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.#items.delete(key);
  }
}

/** @param {number} id @param {object} [change] @returns {any} */
export function room(id, change = {}) {
  return {
    id, name: `Room ${id}`, description: "", topic: "", icon: "", room_type: "public", created_by: "system",
    created_at: "2025-01-01T09:00:00.000Z", member_count: 2, epoch: 1, seq: 10, is_member: true, role: "member",
    unread_count: 0, mention_count: 0, last_read_message_id: null, last_message: null, ...change,
  };
}

/** @param {number} seq @param {object} [change] @returns {any} the event of a new message whose id is its number */
export function posted(seq, change = {}) {
  const message = {
    id: seq, room_id: 1, seq, ...BOB, is_agent: false, content: `text ${seq}`, message_type: "text",
    reply_to_id: null, timestamp: "2025-01-01T12:00:00.000Z", client_id: null, mentions: [], ...change,
  };
  return { type: "message", room_id: message.room_id, seq, message };
}

/** @param {number} seq @param {number} id @param {object} [change] @returns {any} the event of a message that changed */
export function updated(seq, id, change = {}) {
  const { message } = posted(id, change);
  return { type: "message_updated", room_id: message.room_id, seq, change: "edited", message };
}

/** @param {number} seq @param {number} id @param {object} [change] @returns {any} */
export function deleted(seq, id, change = {}) {
  return { ...updated(seq, id, { content: "", is_deleted: true, ...change }), change: "deleted" };
}

/** @param {number} seq @param {object} [counts] @returns {any} */
export function hello(seq, counts = {}) {
  return { type: "hello", rooms: [{ id: 1, epoch: 1, seq, unread_count: 0, mention_count: 0, ...counts }] };
}

/** @param {Partial<{storage: any, send: (command: any) => boolean, schedule: any, now: () => number}>} [options] */
export function outbox(options = {}) {
  let made = 0;
  return new Outbox({
    userId: ALICE.user_id,
    storage: options.storage ?? new MemoryStorage(),
    send: options.send ?? (() => true),
    schedule: options.schedule ?? (() => undefined),
    now: options.now ?? (() => 1000),
    makeId: () => `c${(made += 1)}`,
  });
}

/**
 * A store that shows room 1 with two messages.
 * @param {{
 *   rooms?: any[], box?: Outbox, members?: any[], hasMore?: boolean, schedule?: (run: () => void) => unknown
 * }} [options]
 */
export function openStore({ rooms = [room(1)], box = outbox(), members = [], hasMore = false, schedule } = {}) {
  const messages = [posted(9).message, posted(10).message];
  const limits = { text: 8000, name: 100 };
  return new Store(
    { user: ALICE, limits, rooms, room_id: 1, messages, has_more: hasMore, members },
    box,
    { schedule: schedule ?? (() => undefined) },
  );
}

/** Collects the details of a store's requests. @param {EventTarget} target @param {string} name @returns {any[]} */
export function heard(target, name) {
  /** @type {any[]} */
  const details = [];
  target.addEventListener(name, (event) => details.push(/** @type {CustomEvent} */ (event).detail));
  return details;
}

/** @param {Store} store */
export function texts(store) {
  return store.rows(1).map((row) => row.text);
}
