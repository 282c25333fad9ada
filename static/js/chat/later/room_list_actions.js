// @ts-check
/** @import {RoomRowActs} from "./room_row_menu.js" */
/** @import {Store} from "../store.js" */
import { Arranger } from "./arranger.js";
import { bindRoomDrag } from "./room_drag.js";
import { bindRoomMenus } from "./room_list_keys.js";
import { RoomRowMenu } from "./room_row_menu.js";

/** Everything that can be done with a room of the list: its menu, and its place among the others. */
export class RoomListActions {
  arranger;
  #menu;

  /** @param {{store: Store, status: HTMLElement, acts: RoomRowActs}} parts */
  constructor({ store, status, acts }) {
    this.arranger = new Arranger({ store, status });
    this.#menu = new RoomRowMenu({ store, arranger: this.arranger, acts });
  }

  /** @param {HTMLElement} list */
  bind(list) {
    bindRoomMenus(list, { arranger: this.arranger, open: (roomId, place) => this.#menu.open(roomId, place) });
    bindRoomDrag(list, this.arranger);
  }

  /** The menu of the whole list. @param {HTMLElement} button */
  openList(button) {
    this.#menu.openList(button);
  }
}
