// @ts-check

/** @typedef {{top: number, bottom: number}} Box */
/** @typedef {{node: Element, top: number}} Mark  `top`: below the upper edge of the view */

const READ_AT = 1 / 3;

/**
 * Which boxes are in view, the best one to hold first: the one at the place where one reads, then those
 * nearest to it.
 * @template {Box} B
 * @param {B[]} boxes from top to bottom @param {Box} view
 * @returns {B[]}
 */
export function inView(boxes, view) {
  const line = view.top + (view.bottom - view.top) * READ_AT;
  const distance = (/** @type {Box} */ { top, bottom }) => Math.max(0, top - line, line - bottom);
  return boxes
    .filter(({ top, bottom }) => bottom > view.top && top < view.bottom)
    .sort((a, b) => distance(a) - distance(b));
}

/** Holds the line that is read in its place while what is above it grows, goes or comes. */
export class Anchor {
  #viewport;
  #content;
  /** @type {Mark[]} the best first */
  #marks = [];
  #scrollTop = NaN;

  /** @param {HTMLElement} viewport @param {HTMLElement} content */
  constructor(viewport, content) {
    this.#viewport = viewport;
    this.#content = content;
  }

  /**
   * Notes what stands where. Where the reader has not moved, what was noted before still holds: a row may
   * have grown since, and a scroll position in whole pixels must not add up to a drift.
   */
  note() {
    if (this.#viewport.scrollTop === this.#scrollTop && this.#marks.some(({ node }) => node.isConnected)) return;
    this.renew();
  }

  /** Where the end is followed nothing is held. */
  forget() {
    this.#scrollTop = NaN;
  }

  /** Notes what stands where now. */
  renew() {
    const view = this.#viewport.getBoundingClientRect();
    const boxes = this.#rows().map((row) => {
      const node = row.querySelector(".message-bubble") ?? row;
      const { top, bottom } = node.getBoundingClientRect();
      return { row, node, top, bottom };
    });
    const found = inView(boxes, view);
    // What one points at or has the focus in must not slip away.
    const held = found.findIndex(({ row }) => row.matches(":hover, :focus-within"));
    if (held > 0) found.unshift(...found.splice(held, 1));
    this.#marks = found.map(({ node, top }) => ({ node, top: top - view.top }));
    this.#scrollTop = this.#viewport.scrollTop;
  }

  /** Brings what was noted back to where it stood. */
  restore() {
    const mark = this.#marks.find(({ node }) => node.isConnected);
    if (!mark) return this.renew();
    const top = mark.node.getBoundingClientRect().top - this.#viewport.getBoundingClientRect().top;
    // To whole pixels: the browser would cut the rest off. And not at all by nothing: that ends a smooth scroll.
    const moved = Math.round((top - mark.top) * devicePixelRatio) / devicePixelRatio;
    if (moved) this.#viewport.scrollTop += moved;
    this.#scrollTop = this.#viewport.scrollTop;
  }

  /** Dividers are no anchors: they move to where earlier messages begin. The rows that may be in view. */
  #rows() {
    const { top, bottom } = this.#viewport.getBoundingClientRect();
    const lines = this.#content.children;
    const first = firstBelow(lines, top);
    /** @type {Element[]} */
    const rows = [];
    for (let at = first; at < lines.length; at += 1) {
      if (lines[at].getBoundingClientRect().top >= bottom) break;
      if (lines[at].classList.contains("message")) rows.push(lines[at]);
    }
    return rows;
  }
}

/** @param {HTMLCollection} lines @param {number} edge @returns {number} where the first line ends below the edge */
function firstBelow(lines, edge) {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].getBoundingClientRect().bottom <= edge) low = middle + 1;
    else high = middle;
  }
  return low;
}
