// @ts-check
/** @import {Store} from "./store.js" */
import { find } from "../lib/dom.js";

/** The name and the subtitle of the room in view. */
export class RoomHeader {
  #root;
  #store;

  /** @param {HTMLElement} root @param {Store} store */
  constructor(root, store) {
    this.#root = root;
    this.#store = store;
    for (const topic of ["current", "rooms"]) store.addEventListener(topic, () => this.#draw());
    this.#draw();
  }

  #draw() {
    const room = this.#store.current;
    find("[data-room-name]", this.#root).textContent = room?.name ?? "Rooms";
    const count = room?.member_count ?? 0;
    const members = room ? `${count} ${count === 1 ? "member" : "members"}` : "";
    const about = room?.topic || room?.description || "";
    find("[data-member-count]", this.#root).textContent = members;
    find("[data-about]", this.#root).textContent = about ? ` · ${about}` : "";
    for (const control of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-needs-room]"))) {
      control.hidden = !room;
    }
  }
}
