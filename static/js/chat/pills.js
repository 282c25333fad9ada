// @ts-check
import { find } from "../lib/dom.js";
import { number } from "../lib/language.js";

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
    const isAbove = divider ? isOver(divider, this.#history) : isFarAbove;
    show(this.#first, isAbove && count > 0, `${number(count)} new`);
  }

  /** @param {{isAway: boolean, count: number}} latest */
  showLatest({ isAway, count }) {
    show(this.#latest, isAway, count > 0 ? `${number(count)} new` : "Latest");
  }
}

/** @param {HTMLElement} pill @param {boolean} isShown @param {string} text */
function show(pill, isShown, text) {
  pill.hidden = !isShown;
  if (isShown) find("[data-count]", pill).textContent = text;
}

/** @param {Element} node @param {Element} view */
function isOver(node, view) {
  return node.getBoundingClientRect().bottom < view.getBoundingClientRect().top;
}
