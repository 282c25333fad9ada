// @ts-check
/** @import {HelloRoom, Message, Room, User} from "./types.js" */

const COUNTED_TYPES = new Set(["text", "file"]);

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

  get unreadTotal() {
    return this.all.reduce((total, room) => total + (room.is_member ? room.unread_count : 0), 0);
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
   * Counts a new message once, whatever way it came; the reader's own message reads all before it.
   * @param {Message} message @param {boolean} isBeingRead
   */
  count(message, isBeingRead) {
    const room = this.#rooms.get(message.room_id);
    if (!room || message.seq <= (this.#countedSeq.get(room.id) ?? 0)) return;
    this.#countedSeq.set(room.id, message.seq);
    this.amend(room.id, { last_message: message, ...this.#counts(room, message, isBeingRead) });
  }

  /** @param {Room} room @param {Message} message @param {boolean} isBeingRead @returns {Partial<Room>} */
  #counts(room, message, isBeingRead) {
    if (!room.is_member) return {};
    if (message.user_id === this.#user.user_id) {
      return { unread_count: 0, mention_count: 0, last_read_message_id: message.id };
    }
    const isUnread = COUNTED_TYPES.has(message.message_type) && message.id > (room.last_read_message_id ?? 0);
    if (!isUnread || isBeingRead) return {};
    const mentions = mentionsUser(message, this.#user) ? 1 : 0;
    return { unread_count: room.unread_count + 1, mention_count: room.mention_count + mentions };
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

/** @param {Message} message @param {User} user */
export function mentionsUser(message, user) {
  return (message.mentions ?? []).includes(user.username);
}
