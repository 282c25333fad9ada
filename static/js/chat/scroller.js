// @ts-check
import { Anchor } from "./anchor.js";

const NEAR_END = 32;

/** Keeps the reader's place while lines come, go and grow above and below. Emits "move". */
export class Scroller extends EventTarget {
  #viewport;
  #content;
  #anchor;
  #follows = true;
  /** Set while the end of what is drawn is not the end of the room. */
  isHeld = false;
  /** On the way to the end by a smooth scroll; the reader's own move ends it. */
  #isHeading = false;
  /** Where the last scroll to the end has come to, and how high the view was. */
  #end = { top: 0, height: 0 };

  /** @param {HTMLElement} viewport @param {HTMLElement} content */
  constructor(viewport, content) {
    super();
    this.#viewport = viewport;
    this.#content = content;
    this.#anchor = new Anchor(viewport, content);
    viewport.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    for (const name of ["wheel", "touchmove", "pointerdown", "keydown", "scrollend"]) {
      viewport.addEventListener(name, () => this.#arrived(), { passive: true });
    }
    // It comes after the layout and before the picture: an image that has grown is never seen to push.
    // A phone's keyboard and a growing composer take height without a scroll event.
    const observer = new ResizeObserver(() => this.#settle());
    observer.observe(viewport);
    observer.observe(content);
  }

  /** Whether new lines at the end are followed. */
  get follows() {
    return this.#follows && !this.isHeld;
  }

  /** Looks again where the reader is. */
  measure() {
    this.#scrolled();
  }

  /** Changes the content without moving the line that is being read. @param {() => void} change */
  keep(change) {
    if (!this.follows) this.#anchor.note();
    change();
    this.#settle();
  }

  /** @param {ScrollBehavior} [behavior] */
  toEnd(behavior = "instant") {
    this.#follows = true;
    this.#anchor.forget();
    this.#isHeading = behavior === "smooth";
    this.#viewport.scrollTo({ top: this.#viewport.scrollHeight, behavior });
    const { scrollTop, clientHeight } = this.#viewport;
    this.#end = { top: this.#isHeading ? Infinity : scrollTop, height: clientHeight };
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

  #settle() {
    if (this.follows) this.toEnd(this.#isHeading ? "smooth" : "instant");
    else this.#anchor.restore();
  }

  #arrived() {
    this.#isHeading = false;
    this.#scrolled();
  }

  #scrolled() {
    if (this.#isHeading) return;
    const { scrollHeight, scrollTop, clientHeight } = this.#viewport;
    const isAtEnd = scrollHeight - scrollTop - clientHeight <= NEAR_END;
    // Only the reader's own move leaves the end: what has grown since did not, nor what has shrunk.
    const endTop = Math.min(this.#end.top, scrollHeight - this.#end.height);
    this.#follows = isAtEnd || (this.#follows && scrollTop > endTop - 1);
    if (!this.follows) this.#anchor.note();
    this.dispatchEvent(new Event("move"));
  }
}
