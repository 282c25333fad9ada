// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Room} from "./types.js" */
import { find } from "../lib/dom.js";
import { LANGUAGE, counted } from "../lib/language.js";
import { roomIcon, titleOf } from "./room_title.js";

const SHORT = new Intl.NumberFormat(LANGUAGE, { notation: "compact" });

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
    const isDirect = room?.room_type === "direct";
    const about = find("[data-about]", this.#root);
    about.textContent = room ? aboutRoom(room) : "";
    about.title = about.textContent;
    this.#drawCount(room?.member_count ?? 0);
    const faces = find("[data-room-faces]", this.#root);
    faces.hidden = !isDirect;
    faces.replaceChildren(...(room && isDirect ? [roomIcon(room)] : []));
    for (const control of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-needs-room]"))) {
      control.hidden = !room;
    }
  }

  /** @param {number} count */
  #drawCount(count) {
    const toggle = find("[data-action=toggle-members]", this.#root);
    const label = counted(count, { one: "# member", other: "# members" });
    toggle.setAttribute("aria-label", label);
    toggle.title = label;
    find("[data-member-count]", toggle).textContent = SHORT.format(count);
  }
}

/** One line: the topic, or what the room is for; of a direct room, whom one writes to. @param {Room} room */
function aboutRoom({ room_type: kind, participants: people = [], topic, description }) {
  if (kind !== "direct") return topic || description || "";
  return people.map(({ username }) => `@${username}`).join(", ");
}
