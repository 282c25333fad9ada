// @ts-check
/** @import {HelloRoom, Message, Room, RoomEvent, User} from "./types.js" */
import { afterChange, afterNew } from "./room_counts.js";

/** The changes of a message that can change counts; a reaction or a reply in its thread do not. */
const REWRITING = new Set(["edited", "deleted"]);

/** The rooms one may see, in the server's order, with exact unread counts. */
export class RoomBook {
  /** @type {Map<number, Room>} */
  #rooms = new Map();
  /** @type {Map<number, number>} newest change that each room's counts include */
  #countedSeq = new Map();
  /** @type {Map<number, number>} how far the reader was told to have read each room, since the last hello */
  #readTo = new Map();
  #user;

  /** @param {User} user */
  constructor(user) {
    this.#user = user;
  }

  /** @returns {Room[]} */
  get all() {
    return [...this.#rooms.values()];
  }

  /** @param {number | null} roomId */
  get(roomId) {
    return roomId === null ? undefined : this.#rooms.get(roomId);
  }

  /** Takes the server's list as the whole truth. @param {Room[]} rooms @returns {Room[]} those that are gone */
  replace(rooms) {
    const before = this.#rooms;
    this.#rooms = new Map();
    for (const room of rooms) this.#rooms.set(room.id, this.#newer(before.get(room.id), room));
    return [...before.values()].filter((room) => !this.#rooms.has(room.id));
  }

  /** @param {Room} room */
  put(room) {
    this.#rooms.set(room.id, this.#newer(this.#rooms.get(room.id), room));
  }

  /** @param {number} roomId @param {Partial<Room>} change */
  amend(roomId, change) {
    const room = this.#rooms.get(roomId);
    if (room) this.#rooms.set(roomId, { ...room, ...change });
    if (change.last_read_message_id) this.#readTo.set(roomId, change.last_read_message_id);
  }

  /** @param {number} roomId */
  remove(roomId) {
    this.#rooms.delete(roomId);
    this.#countedSeq.delete(roomId);
    this.#readTo.delete(roomId);
  }

  /**
   * How far one has read may have been set back meanwhile: only the server's list tells.
   * @param {HelloRoom} hello @returns {boolean} whether the counts are others
   */
  adoptCounts({ id, seq, unread_count, mention_count }) {
    const known = this.#rooms.get(id);
    this.#readTo.delete(id);
    this.#countedSeq.set(id, seq);
    this.amend(id, { unread_count, mention_count });
    return known?.unread_count !== unread_count || known.mention_count !== mention_count;
  }

  /**
   * Brings counts and previews up to these changes of messages, each once, whatever way it came.
   * @param {number} roomId @param {RoomEvent[]} events in order of change
   * @param {{isBeingRead: boolean, before: Map<number, Message>, previous: () => Message | null | undefined}} known
   *   `before`: the messages as they were; `previous`: the newest one that is left
   * @returns {boolean} false when only the server knows the counts now
   */
  settle(roomId, events, { isBeingRead, before, previous }) {
    const since = this.#countedSeq.get(roomId) ?? 0;
    let isExact = true;
    for (const { message, isRewritten } of lastStates(events, since)) {
      const room = this.#rooms.get(roomId);
      if (!room) return true;
      const known = before.get(message.id) ?? (room.last_message?.id === message.id ? room.last_message : undefined);
      const counted =
        message.seq > since
          ? afterNew(room, message, this.#user, isBeingRead)
          : afterChange(room, message, this.#user, { before: known, previous, isRewritten });
      this.amend(roomId, counted.change);
      isExact &&= counted.isExact;
    }
    this.#countedSeq.set(roomId, Math.max(since, ...events.map((event) => event.seq)));
    return isExact;
  }

  /**
   * A list that was read before the newest event or read marker arrived must not turn the counts back.
   * @param {Room | undefined} shown @param {Room} room @returns {Room}
   */
  #newer(shown, room) {
    const counted = this.#countedSeq.get(room.id) ?? -1;
    const readFurther = (this.#readTo.get(room.id) ?? 0) > (room.last_read_message_id ?? 0);
    if (shown && shown.epoch === room.epoch && (room.seq < counted || readFurther)) {
      const { unread_count, mention_count, last_message, last_read_message_id } = shown;
      return { ...room, unread_count, mention_count, last_message, last_read_message_id };
    }
    this.#countedSeq.set(room.id, room.seq);
    return room;
  }
}

/**
 * @param {RoomEvent[]} events @param {number} since
 * @returns {{message: Message, isRewritten: boolean}[]} by age, each as it is in the end, and whether its text changed
 */
function lastStates(events, since) {
  /** @type {Map<number, {message: Message, isRewritten: boolean}>} */
  const states = new Map();
  for (const { seq, message, change = "" } of events) {
    if (!message || seq <= since) continue;
    const isRewritten = REWRITING.has(change) || Boolean(states.get(message.id)?.isRewritten);
    states.set(message.id, { message, isRewritten });
  }
  return [...states.values()].sort((a, b) => a.message.id - b.message.id);
}
