// @ts-check

const NEAR_END = 100;

/** Keeps the reader's place while lines come and go above and below. Emits "move". */
export class Scroller extends EventTarget {
  #viewport;
  #content;
  #follows = true;
  /** Set while the end of what is drawn is not the end of the room. */
  isHeld = false;
  /** On the way to the end by a smooth scroll; the reader's own move ends it. */
  #isHeading = false;

  /** @param {HTMLElement} viewport @param {HTMLElement} content */
  constructor(viewport, content) {
    super();
    this.#viewport = viewport;
    this.#content = content;
    viewport.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    for (const name of ["wheel", "touchmove", "pointerdown", "keydown", "scrollend"]) {
      viewport.addEventListener(name, () => this.#arrived(), { passive: true });
    }
    // A phone's keyboard and a growing composer take height without a scroll event.
    const observer = new ResizeObserver(() => this.follows && this.#follow());
    observer.observe(viewport);
    observer.observe(content);
  }

  /** Whether new lines at the end are followed. */
  get follows() {
    return this.#follows && !this.isHeld;
  }

  /** Whether the last line that is drawn is in view or nearly so. */
  get isNearEnd() {
    return this.#follows;
  }

  /** Looks again where the reader is. */
  measure() {
    this.#scrolled();
  }

  /** Changes the content without moving the line that is being read. @param {() => void} change */
  keep(change) {
    if (this.follows) {
      change();
      this.#follow();
      return;
    }
    const edge = this.#viewport.getBoundingClientRect().top;
    const rows = this.#visibleRows().map((node) => ({ node, top: node.getBoundingClientRect().top }));
    // A row cut off by the upper edge may itself grow: reactions come below it.
    const anchors = [...rows.filter(({ top }) => top >= edge), ...rows];
    change();
    const anchor = anchors.find(({ node }) => node.isConnected);
    const moved = anchor ? anchor.node.getBoundingClientRect().top - anchor.top : 0;
    // Even a move by nothing would end a smooth scroll.
    if (moved) this.#viewport.scrollTop += moved;
  }

  /** @param {ScrollBehavior} [behavior] */
  toEnd(behavior = "instant") {
    this.#follows = true;
    this.#isHeading = behavior === "smooth";
    this.#viewport.scrollTo({ top: this.#viewport.scrollHeight, behavior });
    this.dispatchEvent(new Event("move"));
  }

  /** Shows an element at a third of the height. @param {Element} node @param {ScrollBehavior} [behavior] */
  toElement(node, behavior = "instant") {
    const { top, height } = this.#viewport.getBoundingClientRect();
    const offset = node.getBoundingClientRect().top - top - height / 3;
    this.#viewport.scrollBy({ top: offset, behavior });
    if (behavior === "instant") this.#scrolled();
  }

  /** The last child whose end the reader can see. @param {string} selector @returns {HTMLElement | null} */
  lastSeen(selector) {
    const edge = this.#viewport.getBoundingClientRect().bottom + 4;
    const nodes = /** @type {NodeListOf<HTMLElement>} */ (this.#content.querySelectorAll(selector));
    for (let at = nodes.length - 1; at >= 0; at -= 1) {
      if (nodes[at].getBoundingClientRect().bottom <= edge) return nodes[at];
    }
    return null;
  }

  /** Dividers are no anchors: they move to where earlier messages begin. @returns {Element[]} */
  #visibleRows() {
    const { top, bottom } = this.#viewport.getBoundingClientRect();
    return [...this.#content.querySelectorAll(":scope > .message")].filter((node) => {
      const rect = node.getBoundingClientRect();
      return rect.bottom > top && rect.top < bottom;
    });
  }

  #follow() {
    this.toEnd(this.#isHeading ? "smooth" : "instant");
  }

  #arrived() {
    this.#isHeading = false;
    this.#scrolled();
  }

  #scrolled() {
    if (this.#isHeading) return;
    const { scrollHeight, scrollTop, clientHeight } = this.#viewport;
    this.#follows = scrollHeight - scrollTop - clientHeight <= NEAR_END;
    this.dispatchEvent(new Event("move"));
  }
}
