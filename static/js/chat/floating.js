// @ts-check

const GAP = 6;
const MARGIN = 8;

/** @typedef {{left: number, right: number, top: number, bottom: number}} Box */

/**
 * A popover beside what it belongs to, inside the viewport. It dismisses itself, since the browser's own
 * dismissal would close a menu that a long press opened when the finger is lifted. Emits "toggle".
 */
export class Floating extends EventTarget {
  #node;
  #companion;
  /** @type {HTMLElement | null} */
  #returnTo = null;

  /**
   * @param {HTMLElement} node with popover=manual
   * @param {{companion?: HTMLElement | null}} [options] another popover, opened from this one, which stays meanwhile
   */
  constructor(node, { companion = null } = {}) {
    super();
    this.#node = node;
    this.#companion = companion;
    // A press between its controls must not give the focus to what lies around it.
    node.tabIndex = -1;
    document.addEventListener("pointerdown", (event) => this.#pressedAt(event), true);
    document.addEventListener("keydown", (event) => this.#key(event), true);
    window.addEventListener("resize", () => this.close());
    node.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.#isInside(relatedTarget)) this.close({ isQuiet: true });
    });
  }

  get isOpen() {
    return this.#node.matches(":popover-open");
  }

  /** @param {Box} anchor @param {{align?: "start" | "end", returnTo?: HTMLElement | null}} [options] */
  open(anchor, { align = "start", returnTo = null } = {}) {
    this.#returnTo = returnTo;
    if (!this.isOpen) this.#node.showPopover();
    this.#place(anchor, align);
    this.dispatchEvent(new Event("toggle"));
  }

  /** @param {{isQuiet?: boolean}} [options] quiet: the focus is elsewhere already */
  close({ isQuiet = false } = {}) {
    if (!this.isOpen) return;
    const hadFocus = this.#node.contains(document.activeElement);
    const returnTo = this.#returnTo;
    this.#returnTo = null;
    this.#node.hidePopover();
    if (hadFocus && !isQuiet) returnTo?.focus({ preventScroll: true });
    this.dispatchEvent(new Event("toggle"));
  }

  /** @param {Box} anchor @param {"start" | "end"} align */
  #place(anchor, align) {
    const { offsetWidth: width, offsetHeight: height } = this.#node;
    const { clientWidth, clientHeight } = document.documentElement;
    const below = anchor.bottom + GAP;
    const above = anchor.top - GAP - height;
    const wanted = below + height + MARGIN <= clientHeight || above < MARGIN ? below : above;
    const top = Math.max(MARGIN, Math.min(wanted, clientHeight - height - MARGIN));
    const left = align === "start" ? anchor.left : anchor.right - width;
    const { style } = this.#node;
    style.setProperty("top", `${top}px`);
    style.setProperty("left", `${Math.max(MARGIN, Math.min(left, clientWidth - width - MARGIN))}px`);
  }

  /** @param {PointerEvent} event */
  #pressedAt({ target }) {
    if (this.isOpen && target instanceof Node && !this.#isInside(target)) this.close({ isQuiet: true });
  }

  /** Its own button closes it by its click. @param {Node} target */
  #isInside(target) {
    const button = this.#returnTo?.hasAttribute("aria-expanded") ? this.#returnTo : null;
    return [this.#node, this.#companion, button].some((part) => part?.contains(target));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.isOpen || event.key !== "Escape" || this.#companion?.matches(":popover-open")) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }
}
