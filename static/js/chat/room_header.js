// @ts-check
/** @import {Store} from "./store.js" */
import { find } from "../lib/dom.js";
import { roomIcon, titleOf } from "./room_title.js";

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
    find("[data-room-name]", this.#root).textContent = room ? titleOf(room) : "Rooms";
    const count = room?.member_count ?? 0;
    const isDirect = room?.room_type === "direct";
    const people = room?.participants ?? [];
    const isPair = isDirect && people.length === 1;
    const members = isPair ? `@${people[0].username}` : room ? `${count} ${count === 1 ? "member" : "members"}` : "";
    const about = isDirect ? "" : room?.topic || room?.description || "";
    const faces = find("[data-room-faces]", this.#root);
    faces.hidden = !isDirect;
    faces.replaceChildren(...(room && isDirect ? [roomIcon(room)] : []));
    find("[data-member-count]", this.#root).textContent = members;
    find("[data-about]", this.#root).textContent = about ? ` · ${about}` : "";
    for (const control of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-needs-room]"))) {
      control.hidden = !room;
    }
  }
}
