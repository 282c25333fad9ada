// @ts-check
/** @import {Position, RoomEvent} from "./types.js" */

/**
 * The place reached in one room's numbered changes. While a resume runs, events wait in `held`,
 * since live ones and the answer to the resume arrive interleaved.
 */
class Place {
  /** @type {RoomEvent[] | null} */
  held = null;

  /** @param {string | number} epoch @param {number} seq */
  constructor(epoch, seq) {
    this.epoch = epoch;
    this.seq = seq;
  }
}

/** Decides for every numbered event: apply it, drop it, hold it, or ask for what is missing. */
export class Sequence {
  /** @type {Map<number, Place>} */
  #places = new Map();

  /** @param {number} roomId @returns {Position | null} */
  at(roomId) {
    const place = this.#places.get(roomId);
    return place ? [place.epoch, place.seq] : null;
  }

  /** @param {number} roomId */
  isResuming(roomId) {
    return Boolean(this.#places.get(roomId)?.held);
  }

  /** @param {number} roomId @param {string | number} epoch @param {number} seq */
  set(roomId, epoch, seq) {
    this.#places.set(roomId, new Place(epoch, seq));
  }

  /** @param {number} roomId */
  forget(roomId) {
    this.#places.delete(roomId);
  }

  /** Starts holding a room's events; false if that is so already or the room has no place. @param {number} roomId */
  hold(roomId) {
    const place = this.#places.get(roomId);
    if (!place || place.held) return false;
    place.held = [];
    return true;
  }

  /** A new connection answers no resume of the old one. */
  releaseAll() {
    for (const place of this.#places.values()) place.held = null;
  }

  /**
   * @param {RoomEvent} event
   * @returns {"apply" | "repeat" | "hold" | "gap" | "unknown"}
   */
  admit(event) {
    const place = this.#places.get(event.room_id);
    if (!place) return "unknown";
    if (place.held) {
      place.held.push(event);
      return "hold";
    }
    if (event.seq <= place.seq) return "repeat";
    if (event.seq === place.seq + 1) {
      place.seq = event.seq;
      return "apply";
    }
    place.held = [event];
    return "gap";
  }

  /**
   * Ends a resume at the given place and gives what was held, in order of change.
   * @param {number} roomId @param {string | number} epoch @param {number} seq
   * @returns {RoomEvent[]}
   */
  finish(roomId, epoch, seq) {
    const held = this.#places.get(roomId)?.held ?? [];
    this.set(roomId, epoch, seq);
    return held.sort((a, b) => a.seq - b.seq);
  }
}
