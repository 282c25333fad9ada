// @ts-check
import { find } from "../lib/dom.js";

/** "↑ 20 new" leads back to what was unread, "↓ 3 new" or "↓ Latest" to the end, while they are out of view. */
export class Pills {
  #first;
  #latest;
  #history;

  /** @param {HTMLElement} root @param {HTMLElement} history */
  constructor(root, history) {
    this.#first = find("[data-action=first-new]", root);
    this.#latest = find("[data-action=latest]", root);
    this.#history = history;
  }

  /**
   * @param {{divider: Element | undefined, isFarAbove: boolean, count: number}} first the divider if it is
   *   drawn, whether it would be above all that is, and how many were unread
   */
  showFirst({ divider, isFarAbove, count }) {
    const { top } = this.#history.getBoundingClientRect();
    const isAbove = divider ? divider.getBoundingClientRect().bottom < top : isFarAbove;
    this.#first.hidden = !isAbove || count === 0;
    find("[data-count]", this.#first).textContent = `${count.toLocaleString("en")} new`;
  }

  /** @param {{isAway: boolean, count: number}} latest */
  showLatest({ isAway, count }) {
    this.#latest.hidden = !isAway;
    find("[data-count]", this.#latest).textContent = count > 0 ? `${count.toLocaleString("en")} new` : "Latest";
  }
}
