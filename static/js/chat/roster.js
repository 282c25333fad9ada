// @ts-check
/** @import {Member, RoomEvent} from "./types.js" */

const NO_WORDS = { text: "", until: null };

/** The loaded members of the rooms and who of them is there. */
export class Roster {
  /** @type {Map<number, Map<string, Member>>} */
  #rooms = new Map();
  /** @type {Map<number, number>} how often a room's membership changed while we watched */
  #versions = new Map();
  /** @type {Set<number>} the rooms whose members could not be loaded */
  #failed = new Set();
  /** @type {Map<string, {text: string, until: string | null}>} what people say of their status; lists of members do not carry it */
  #words = new Map();

  /** @param {number} roomId @returns {Member[] | null} null until loaded */
  of(roomId) {
    const members = this.#rooms.get(roomId);
    return members ? [...members.values()].map((member) => ({ ...member, ...this.words(member.user_id) })) : null;
  }

  /** @returns {Member[]} of all loaded rooms, some of them more than once */
  everybody() {
    return [...this.#rooms.values()].flatMap((members) => [...members.values()]);
  }

  /** @param {string} userId */
  words(userId) {
    return this.#words.get(userId) ?? NO_WORDS;
  }

  /** @param {number} roomId */
  version(roomId) {
    return this.#versions.get(roomId) ?? 0;
  }

  /**
   * @param {number} roomId @param {Member[]} members @param {number} [version] the one at the time of asking
   * @returns {boolean} false when the membership changed meanwhile and the list must be asked for again
   */
  set(roomId, members, version = this.version(roomId)) {
    if (version !== this.version(roomId)) return false;
    this.#failed.delete(roomId);
    this.#rooms.set(roomId, new Map(members.map((member) => [member.user_id, member])));
    return true;
  }

  /** @param {number} roomId @param {boolean} hasFailed */
  setFailed(roomId, hasFailed) {
    if (hasFailed) this.#failed.add(roomId);
    else this.#failed.delete(roomId);
  }

  /** @param {number} roomId */
  hasFailed(roomId) {
    return this.#failed.has(roomId);
  }

  /** @param {number} roomId */
  drop(roomId) {
    this.#rooms.delete(roomId);
  }

  /** @param {RoomEvent} event user_joined or member_updated */
  join({ room_id, member }) {
    this.#versions.set(room_id, this.version(room_id) + 1);
    if (member) this.#rooms.get(room_id)?.set(member.user_id, member);
  }

  /** @param {RoomEvent} event user_left */
  leave({ room_id, user_id }) {
    this.#versions.set(room_id, this.version(room_id) + 1);
    if (user_id) this.#rooms.get(room_id)?.delete(user_id);
  }

  /**
   * @param {string} userId @param {string} status @param {string} text @param {string | null} [until] its end
   * @returns {number[]} the rooms that show the user
   */
  setPresence(userId, status, text, until = null) {
    const before = this.words(userId);
    const isSameText = before.text === text && before.until === until;
    this.#words.set(userId, { text, until });
    const touched = [];
    for (const [roomId, members] of this.#rooms) {
      const member = members.get(userId);
      if (!member || (member.status === status && isSameText)) continue;
      members.set(userId, { ...member, status });
      touched.push(roomId);
    }
    return touched;
  }
}
