// @ts-check
/** @import {Arranger} from "../arranger.js" */
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
/** @import {MenuActs} from "./action_menu.js" */
import { find } from "../../lib/dom.js";
import { titleOf } from "../room_title.js";
import { ActionMenu } from "./action_menu.js";

/**
 * @typedef {{
 *   read: (rooms: Room[]) => void, notifications: (room: Room) => void, details: (room: Room) => void,
 *   leave: (room: Room) => void, browse: () => void
 * }} RoomRowActs
 */

/** What one can do with a room from the list, and with the list. */
export class RoomRowMenu {
  #menu;
  #store;
  #arranger;
  #acts;

  /** @param {{store: Store, arranger: Arranger, acts: RoomRowActs}} parts */
  constructor({ store, arranger, acts }) {
    this.#menu = new ActionMenu(find("[data-sidebar-menu]"));
    this.#store = store;
    this.#arranger = arranger;
    this.#acts = acts;
  }

  /** @param {number} roomId @param {{anchor: import("../floating.js").Box, returnTo: HTMLElement, button?: HTMLElement}} place */
  open(roomId, { anchor, returnTo, button }) {
    const room = this.#store.room(roomId);
    if (!room) return;
    this.#menu.open(anchor, { name: `Options of ${titleOf(room)}`, groups: this.#groupsOf(room), returnTo, button });
  }

  /** @param {HTMLElement} button */
  openList(button) {
    const orders = /** @type {const} */ ([["name", "Sort by name"], ["activity", "Sort by activity"], ["manual", "My own order"]]);
    const unread = this.#store.rooms.filter((room) => room.is_member && room.unread_count);
    const isGuest = this.#store.user.role === "guest";
    const groups = [
      orders.map(([order, label]) => {
        return { label, isChecked: this.#arranger.order === order, run: () => this.#arranger.sort(order) };
      }),
      [
        ...(unread.length ? [{ label: "Mark all as read", image: "check", run: () => this.#acts.read(unread) }] : []),
        ...(isGuest ? [] : [{ label: "Browse public rooms", image: "search", run: () => this.#acts.browse() }]),
      ],
    ];
    const anchor = button.getBoundingClientRect();
    this.#menu.open(anchor, { name: "Options of the list", groups, returnTo: button, button, align: "end" });
  }

  /** @param {Room} room @returns {MenuActs} */
  #groupsOf(room) {
    const { id } = room;
    const arranger = this.#arranger;
    const steps = /** @type {const} */ ([[-1, "Move up", "arrow-up", "Alt+ArrowUp"], [1, "Move down", "arrow-down", "Alt+ArrowDown"]]);
    const isLeft = room.room_type !== "direct";
    return [
      [
        { label: arranger.isStarred(id) ? "Remove the star" : "Star", image: "star", run: () => arranger.star(id) },
        ...(room.unread_count ? [{ label: "Mark as read", image: "check", run: () => this.#acts.read([room]) }] : []),
        { label: arranger.isMuted(id) ? "Unmute" : "Mute", image: arranger.isMuted(id) ? "bell" : "bell-off", run: () => arranger.mute(id) },
        { label: "Notifications…", image: "settings", run: () => this.#acts.notifications(room) },
      ],
      steps.flatMap(([step, label, image, keys]) =>
        arranger.canStep(id, step) ? [{ label, image, keys, run: () => arranger.step(id, step) }] : [],
      ),
      [
        { label: "Details", image: "hash", run: () => this.#acts.details(room) },
        ...(isLeft ? [{ label: "Leave…", image: "sign-out", isDanger: true, run: () => this.#acts.leave(room) }] : []),
      ],
    ];
  }
}
