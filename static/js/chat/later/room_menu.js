// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
/** @import {MenuActs} from "./action_menu.js" */
import { find } from "../../lib/dom.js";
import { hasFixedMembers, may } from "../room_rights.js";
import { ActionMenu } from "./action_menu.js";

/** @typedef {"star" | "details" | "pins" | "threads" | "notifications" | "settings" | "invite" | "leave" | "end"} Entry */

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
    this.#menu = new ActionMenu(find("[data-room-menu]", root));
    this.#button = find("[data-action=room-menu]", root);
  }

  open() {
    const room = this.#store.current;
    const button = this.#button;
    if (!room) return;
    const options = { name: "Room menu", groups: this.#offered(room), returnTo: button, button };
    this.#menu.open(button.getBoundingClientRect(), { ...options, align: "end" });
  }

  /** @param {Room} room @returns {MenuActs} */
  #offered(room) {
    const { preferences, user } = this.#store;
    const isMember = Boolean(room.is_member);
    const hasPlace = !hasFixedMembers(room);
    const star = preferences.now.starred.includes(room.id) ? "Remove the star" : "Star";
    /** @type {[Entry, string, string, boolean][]} */
    const main = [
      ["star", star, "star", isMember],
      ["details", "Room details", "hash", true],
      ["pins", "Pinned messages", "pin", true],
      ["threads", "Threads you follow", "thread", true],
      ["notifications", "Notifications", "bell", isMember],
      ["settings", "Room settings", "settings", may(room, user, "update")],
      ["invite", "Invite people", "user-plus", hasPlace && !room.archived_at && may(room, user, "invite")],
    ];
    /** @type {[Entry, string, string, boolean][]} */
    const last = [
      ["leave", "Leave room", "sign-out", isMember && room.room_type !== "direct"],
      ["end", "Delete room", "trash", hasPlace && may(room, user, "delete")],
    ];
    return [main, last].map((entries) =>
      entries
        .filter(([, , , isOffered]) => isOffered)
        .map(([entry, label, image]) => ({ label, image, isDanger: entries === last, run: () => this.#acts[entry](room) })),
    );
  }
}
