// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
import { find } from "../../lib/dom.js";
import { hasFixedMembers, may } from "../room_rights.js";

/** @typedef {"star-room" | "room-details" | "room-pins" | "room-threads" | "room-notifications" | "room-settings" | "invite-people" | "leave-room" | "delete-room"} Entry */

/** @typedef {Record<Entry, (room: Room) => void>} RoomMenuActs */

/** The menu of the room in view: what the reader may do with it. */
export class RoomMenu {
  #menu;
  #button;
  #store;
  #acts;

  /** @param {HTMLElement} root @param {{store: Store, acts: RoomMenuActs}} parts */
  constructor(root, { store, acts }) {
    this.#store = store;
    this.#acts = acts;
    this.#menu = find("[data-room-menu]", root);
    this.#button = find("[data-action=room-menu]", root);
    this.#menu.addEventListener("toggle", (event) => this.#toggled(/** @type {ToggleEvent} */ (event)));
    this.#menu.addEventListener("click", (event) => this.#chosen(event));
    this.#menu.addEventListener("keydown", (event) => this.#moved(event));
  }

  /** @param {ToggleEvent} event */
  #toggled(event) {
    const isOpen = event.newState === "open";
    this.#button.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    this.#offer();
    const { bottom, right } = this.#button.getBoundingClientRect();
    this.#menu.style.setProperty("inset-block-start", `${bottom + 6}px`);
    this.#menu.style.setProperty("inset-inline-end", `${document.documentElement.clientWidth - right}px`);
    this.#items()[0]?.focus();
  }

  /** Shows what the reader may do. */
  #offer() {
    const room = this.#store.current;
    const isOpen = Boolean(room && !hasFixedMembers(room));
    const allowed = (/** @type {import("../room_rights.js").Action} */ action) =>
      Boolean(room && may(room, this.#store.user, action));
    /** @type {Partial<Record<Entry, boolean>>} */
    const offered = {
      "star-room": Boolean(room?.is_member),
      "room-notifications": Boolean(room?.is_member),
      "room-settings": allowed("update"),
      "invite-people": isOpen && !room?.archived_at && allowed("invite"),
      "leave-room": Boolean(room?.is_member) && room?.room_type !== "direct",
      "delete-room": isOpen && allowed("delete"),
    };
    for (const [action, isOffered] of Object.entries(offered)) {
      find(`[data-action=${action}]`, this.#menu).hidden = !isOffered;
    }
    const isStarred = Boolean(room && this.#store.preferences.now.starred.includes(room.id));
    find("[data-star]", this.#menu).textContent = isStarred ? "Remove the star" : "Star";
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#menu.querySelectorAll("[role=menuitem]:not([hidden])")]);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const items = this.#items();
    const at = items.findIndex((item) => item === document.activeElement);
    const { length } = items;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: length - 1 }[event.key];
    if (event.key === "Tab") this.#menu.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    items[(to + length) % length]?.focus();
  }

  /** @param {MouseEvent} event */
  #chosen(event) {
    const item = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    const room = this.#store.current;
    if (!(item instanceof HTMLElement)) return;
    this.#menu.hidePopover();
    if (room) this.#acts[/** @type {Entry} */ (item.dataset.action)]?.(room);
  }
}
