// @ts-check
/** @import {HelloRoom, Message, Room, RoomEvent, User} from "./types.js" */
import { afterChange, afterNew } from "./room_counts.js";

/** The rooms one may see, in the server's order, with exact unread counts. */
export class RoomBook {
  /** @type {Map<number, Room>} */
  #rooms = new Map();
  /** @type {Map<number, number>} newest change that each room's counts include */
  #countedSeq = new Map();
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
  }

  /** @param {number} roomId */
  remove(roomId) {
    this.#rooms.delete(roomId);
    this.#countedSeq.delete(roomId);
  }

  /** @param {HelloRoom} hello */
  adoptCounts({ id, seq, unread_count, mention_count }) {
    this.#countedSeq.set(id, seq);
    this.amend(id, { unread_count, mention_count });
  }

  /**
   * Brings counts and previews up to these changes of messages, each once, whatever way it came.
   * @param {number} roomId @param {RoomEvent[]} events in order of change
   * @param {{isBeingRead: boolean, before: Map<number, Message>, previous: () => Message | undefined}} known
   *   `before`: the messages as they were; `previous`: the newest one that is left
   * @returns {boolean} false when only the server knows the counts now
   */
  settle(roomId, events, { isBeingRead, before, previous }) {
    const since = this.#countedSeq.get(roomId) ?? 0;
    let isExact = true;
    for (const message of lastStates(events, since)) {
      const room = this.#rooms.get(roomId);
      if (!room) return true;
      const known = before.get(message.id) ?? (room.last_message?.id === message.id ? room.last_message : undefined);
      const counted =
        message.seq > since
          ? afterNew(room, message, this.#user, isBeingRead)
          : afterChange(room, message, this.#user, known, previous);
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
    const readFurther = (shown?.last_read_message_id ?? 0) > (room.last_read_message_id ?? 0);
    if (shown && shown.epoch === room.epoch && (room.seq < counted || readFurther)) {
      const { unread_count, mention_count, last_message, last_read_message_id } = shown;
      return { ...room, unread_count, mention_count, last_message, last_read_message_id };
    }
    this.#countedSeq.set(room.id, room.seq);
    return room;
  }
}

/** @param {RoomEvent[]} events @param {number} since @returns {Message[]} by age, each as it is in the end */
function lastStates(events, since) {
  /** @type {Map<number, Message>} */
  const states = new Map();
  for (const { seq, message } of events) if (message && seq > since) states.set(message.id, message);
  return [...states.values()].sort((a, b) => a.id - b.id);
}
