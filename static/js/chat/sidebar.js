// @ts-check
/** @import {Drafts} from "./drafts.js" */
/** @import {RoomActs} from "./room_list.js" */
/** @import {RoomRowActs} from "./later/room_row_menu.js" */
/** @import {Store} from "./store.js" */
import { find } from "../lib/dom.js";
import { Arranger } from "./arranger.js";
import { later } from "./later.js";
import { bindRoomDrag } from "./room_drag.js";
import { bindRoomFilter } from "./room_filter.js";
import { Folds } from "./room_folds.js";
import { RoomList } from "./room_list.js";
import { bindRoomMenus } from "./room_list_keys.js";

/** The column of rooms: the list, what filters it, and the menus that put it in order. */
export class Sidebar {
  #arranger;

  /** @param {HTMLElement} root @param {{store: Store, drafts: Drafts, storage: Storage, acts: RoomActs & RoomRowActs}} parts */
  constructor(root, { store, drafts, storage, acts }) {
    const list = find("[data-room-list]", root);
    const folds = new Folds({ userId: store.user.user_id, storage });
    const open = (/** @type {number} */ roomId) => {
      clear();
      acts.open(roomId);
    };
    const rooms = new RoomList(list, { store, drafts, folds, acts: { ...acts, open } });
    const clear = bindRoomFilter(/** @type {HTMLInputElement} */ (find("[data-room-filter]", root)), rooms);
    store.addEventListener("current", clear);
    const arranger = new Arranger({ store, status: find("[data-room-status]", root) });
    const menu = later(async () => {
      const { RoomRowMenu } = await import("./later/room_row_menu.js");
      return new RoomRowMenu({ store, arranger, acts });
    });
    bindRoomMenus(list, { arranger, open: (roomId, place) => void menu((loaded) => loaded.open(roomId, place)) });
    bindRoomDrag(list, arranger);
    const options = find("[data-action=room-options]", root);
    options.addEventListener("click", () => menu((loaded) => loaded.openList(options)));
    const create = find("[data-action=create-room]", root);
    create.hidden = store.user.role === "guest";
    create.addEventListener("click", () => acts.create());
    this.#arranger = arranger;
  }

  /** @param {number} roomId */
  star(roomId) {
    this.#arranger.star(roomId);
  }

  /** @param {number} roomId */
  mute(roomId) {
    this.#arranger.mute(roomId);
  }
}
