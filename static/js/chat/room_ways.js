// @ts-check
/** @import {RoomActs} from "./room_list.js" */
import { element, icon } from "../lib/dom.js";

/** @typedef {{query: string, found: number, own: number, more: number, isGuest: boolean}} Situation */

/** What stands under the rooms: the ways to others, and a word where there are none. */
export class RoomWays {
  #acts;
  #drawn = "";
  /** Who has no room yet reads this before the rooms of others. */
  isFirst = false;

  /** @param {RoomActs} acts */
  constructor(acts) {
    this.#acts = acts;
    this.node = element("div", { class: "room-ways", on: { click: (event) => this.#clicked(event) } });
  }

  /** @param {Situation} situation */
  show(situation) {
    const { query, found, own, more, isGuest } = situation;
    // While one finds rooms, nothing has to be said.
    const drawn = query && found ? "found" : JSON.stringify(situation);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const isMissed = query !== "" && found === 0;
    const isEmpty = !query && own === 0;
    const text = isMissed ? missed(query) : isEmpty ? empty(isGuest) : "";
    const browse = button("browse-rooms", "search", more ? `Browse ${more} more` : "Browse public rooms");
    const create = isMissed ? button("create-named", "plus", `Create “${query}”`) : isEmpty && button("create-named", "plus", "New room");
    this.isFirst = isEmpty;
    this.node.dataset.name = isMissed ? query : "";
    const ways = isGuest || (query && found) ? [] : [create, browse];
    this.node.replaceChildren(...[text && element("p", { text, attrs: { dir: "auto" } }), ...ways].filter((part) => part !== "" && part !== false));
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const way = target instanceof Element ? target.closest("[data-action]") : null;
    if (!(way instanceof HTMLElement)) return;
    if (way.dataset.action === "browse-rooms") this.#acts.browse();
    if (way.dataset.action === "create-named") this.#acts.create(this.node.dataset.name);
  }
}

/** @param {string} query */
function missed(query) {
  return `No room is called “${query}”.`;
}

/** @param {boolean} isGuest */
function empty(isGuest) {
  if (isGuest) return "You are in no room yet. Somebody has to invite you.";
  return "You are in no room yet. Join one, or make your own.";
}

/** @param {string} action @param {string} image @param {string} label */
function button(action, image, label) {
  const text = element("bdi", { text: label });
  return element("button", { class: "room-way", attrs: { type: "button" }, data: { action } }, icon(image), text);
}
