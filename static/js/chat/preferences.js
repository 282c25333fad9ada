// @ts-check
/** @import {PreferenceValues} from "./types.js" */
import { request } from "../lib/http.js";

/** What everybody prefers until they say otherwise. @type {PreferenceValues} */
export const DEFAULTS = {
  theme: "system",
  density: "comfortable",
  clock: "system",
  sounds: false,
  room_order: "name",
  starred: [],
  order: [],
  level: "mentions",
  do_not_disturb: null,
  rooms: {},
};

/**
 * What the user prefers, on all devices. A change shows at once and is taken back when the server refuses it.
 * Emits "change".
 */
export class Preferences extends EventTarget {
  #told;
  #request;
  /** Changes under way, oldest first. @type {Partial<PreferenceValues>[]} */
  #wishes = [];
  /** One after the other, so that the server takes them in the order in which they were made. */
  #last = Promise.resolve();
  /** What was told since the wish under way was sent. @type {string[]} */
  #heard = [];

  /** @param {PreferenceValues} [told] @param {{request?: typeof request}} [options] */
  constructor(told = DEFAULTS, options = {}) {
    super();
    this.#told = told;
    this.#request = options.request ?? request;
  }

  /** @returns {PreferenceValues} */
  get now() {
    let now = this.#told;
    for (const wish of this.#wishes) now = wished(now, wish);
    return now;
  }

  /** Takes what the server says. @param {PreferenceValues} told */
  take(told) {
    this.#told = told;
    this.#heard.push(JSON.stringify(told));
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {Partial<PreferenceValues>} wish Rooms that are not named keep theirs; null takes a room's back.
   * @throws {Problem} after the wish has been taken back
   */
  async change(wish) {
    this.#wishes.push(wish);
    this.dispatchEvent(new Event("change"));
    const answer = this.#last.then(() => {
      this.#heard = [];
      return this.#request("PUT", "/api/preferences", wish);
    });
    this.#last = answer.then(
      () => undefined,
      () => undefined,
    );
    try {
      const { preferences } = await answer;
      // The event that tells of this wish may have come before, with newer ones behind it.
      if (!this.#heard.includes(JSON.stringify(preferences))) this.#told = preferences;
    } finally {
      this.#wishes.splice(this.#wishes.indexOf(wish), 1);
      this.dispatchEvent(new Event("change"));
    }
  }
}

/** @param {PreferenceValues} now @param {Partial<PreferenceValues>} wish @returns {PreferenceValues} */
function wished(now, wish) {
  const rooms = Object.entries({ ...now.rooms, ...wish.rooms }).filter(([, room]) => room);
  return { ...now, ...wish, rooms: Object.fromEntries(rooms) };
}
