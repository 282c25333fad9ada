// @ts-check
import { find } from "../lib/dom.js";

/** "↑ n new": the way back to the divider while that is above the view. */
export class NewPill {
  #button;
  #history;
  #count = 0;

  /** @param {HTMLElement} button @param {HTMLElement} history */
  constructor(button, history) {
    this.#button = button;
    this.#history = history;
  }

  /** @param {number} count what was unread when the room was entered */
  enter(count) {
    this.#count = count;
    this.#button.hidden = true;
  }

  /** @param {HTMLElement | undefined} divider */
  show(divider) {
    const { top } = this.#history.getBoundingClientRect();
    const isAbove = divider !== undefined && divider.getBoundingClientRect().bottom < top;
    this.#button.hidden = !isAbove || this.#count === 0;
    find("[data-count]", this.#button).textContent = `${this.#count} new`;
  }
}
