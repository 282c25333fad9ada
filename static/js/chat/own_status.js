// @ts-check
/** @import {Store} from "./store.js" */
import { find } from "../lib/dom.js";
import { PRESENCE } from "./presence.js";

/** @type {Record<string, string>} */
const NAMES = { ...PRESENCE, offline: "Invisible" };

/** How one is seen by others: the buttons that say it and open what changes it. */
export class OwnStatus {
  #store;
  #buttons;
  #dot = find("[data-own-presence]");
  /** A lost connection does not change it; none yet means that it may be shown wrongly. */
  #isKnown = false;

  /** @param {{store: Store, open: (button: HTMLElement) => void}} parts */
  constructor({ store, open }) {
    this.#store = store;
    this.#buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-action=own-status]")]);
    for (const button of this.#buttons) button.addEventListener("click", () => open(button));
    for (const topic of ["own-status", "connection"]) store.addEventListener(topic, () => this.#draw());
    this.#draw();
  }

  #draw() {
    this.#isKnown ||= this.#store.connection.state === "open";
    const { status, text } = this.#store.ownStatus;
    for (const button of this.#buttons) {
      button.dataset.presence = status;
      button.hidden = !this.#isKnown;
      button.title = text;
      find("[data-name]", button).textContent = NAMES[status] ?? status;
      find("[data-text]", button).textContent = text;
    }
    this.#dot.dataset.presence = status;
    this.#dot.hidden = !this.#isKnown;
  }
}
