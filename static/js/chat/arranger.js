// @ts-check
/** @import {Wish} from "./room_moves.js" */
/** @import {Store} from "./store.js" */
import { toast } from "../lib/toast.js";
import { attempt } from "../lib/attempt.js";
import { groupOf, placeWish, starWish, stepWish } from "./room_moves.js";
import { groupsOf } from "./room_groups.js";
import { FOR_GOOD, mutedUntil, roomWish } from "./room_mute.js";
import { titleOf } from "./room_title.js";

/** @type {Record<string, string>} */
const SORTED = { name: "by name", activity: "by what is newest", manual: "in your own order" };

/** How the reader wants the rooms at the side: on all devices. What it does it says in a status line. */
export class Arranger {
  #store;
  #status;

  /** @param {{store: Store, status: HTMLElement}} parts */
  constructor({ store, status }) {
    this.#store = store;
    this.#status = status;
  }

  /** @param {number} roomId */
  isStarred(roomId) {
    return this.#preferences.starred.includes(roomId);
  }

  /** @param {number} roomId */
  star(roomId) {
    this.#wish(starWish(this.#preferences, roomId));
    this.#say(`${this.#nameOf(roomId)} is ${this.isStarred(roomId) ? "starred" : "no longer starred"}`);
  }

  /** @param {number} roomId */
  isMuted(roomId) {
    return mutedUntil(this.#preferences, roomId) !== null;
  }

  /** @param {number} roomId */
  mute(roomId) {
    this.#wish(roomWish(this.#preferences, roomId, { muted_until: this.isMuted(roomId) ? null : FOR_GOOD }));
    this.#say(`${this.#nameOf(roomId)} is ${this.isMuted(roomId) ? "muted" : "no longer muted"}`);
  }

  /** @param {number} roomId @param {-1 | 1} step @returns {boolean} whether there is a place to go to */
  canStep(roomId, step) {
    return stepWish(this.#groups, this.#preferences, roomId, step) !== null;
  }

  /** @param {number} roomId @param {-1 | 1} step */
  step(roomId, step) {
    const wish = stepWish(this.#groups, this.#preferences, roomId, step);
    if (wish) this.#move(roomId, wish);
  }

  /** @param {number} roomId @param {{beside: number, isAfter: boolean}} place @returns {boolean} */
  canPlace(roomId, place) {
    return placeWish(this.#groups, this.#preferences, roomId, place) !== null;
  }

  /** @param {number} roomId @param {{beside: number, isAfter: boolean}} place */
  place(roomId, place) {
    const wish = placeWish(this.#groups, this.#preferences, roomId, place);
    if (wish) this.#move(roomId, wish);
  }

  get order() {
    return this.#preferences.room_order;
  }

  /** @param {string} order name, activity or manual */
  sort(order) {
    this.#wish({ room_order: order });
    this.#say(`Rooms are sorted ${SORTED[order]}`);
  }

  get #preferences() {
    return this.#store.preferences.now;
  }

  get #groups() {
    return groupsOf(this.#store.rooms, this.#preferences, this.#store.currentId);
  }

  /** @param {number} roomId @param {Wish} wish */
  #move(roomId, wish) {
    const isNewOrder = wish.room_order !== undefined && wish.room_order !== this.order;
    this.#wish(wish);
    const rooms = groupOf(this.#groups, roomId)?.rooms ?? [];
    this.#say(`${this.#nameOf(roomId)}: ${rooms.findIndex((room) => room.id === roomId) + 1} of ${rooms.length}`);
    if (isNewOrder) toast("Your rooms keep their own order now.", { level: "success" });
  }

  /** It holds at once, and is taken back when the server refuses it. @param {Wish} wish */
  #wish(wish) {
    attempt(() => this.#store.preferences.change(wish));
  }

  /** @param {string} text */
  #say(text) {
    this.#status.textContent = text;
  }

  /** @param {number} roomId */
  #nameOf(roomId) {
    const room = this.#store.room(roomId);
    return room ? titleOf(room) : "The room";
  }
}
