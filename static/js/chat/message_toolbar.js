// @ts-check
/** @import {Rights} from "./message_rights.js" */
import { find } from "../lib/dom.js";

const OVERLAP = 14;
const EDGE = 10;

/** The small bar at the corner of the bubble under the mouse. It lies outside the log, which reads out additions. */
export class MessageToolbar {
  #node;
  #history;
  #rightsOf;
  /** @type {HTMLElement | null} */
  #row = null;

  /**
   * @param {HTMLElement} node @param {HTMLElement} history
   * @param {{
   *   rightsOf: (row: HTMLElement) => Rights | null,
   *   chosen: (act: string, row: HTMLElement, anchor: DOMRect) => void
   * }} parts
   */
  constructor(node, history, { rightsOf, chosen }) {
    this.#node = node;
    this.#history = history;
    this.#rightsOf = rightsOf;
    history.addEventListener("pointerover", (event) => this.#over(event));
    for (const part of [history, node]) part.addEventListener("pointerleave", (event) => this.#left(event));
    history.addEventListener("scroll", () => this.#follow(), { passive: true });
    new ResizeObserver(() => this.#follow()).observe(find("[data-lines]", history));
    node.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-act]") : null;
      if (!(button instanceof HTMLElement) || !this.#row?.isConnected) return;
      chosen(button.dataset.act ?? "", this.#row, button.getBoundingClientRect());
    });
  }

  hide() {
    this.#row = null;
    this.#node.hidden = true;
  }

  /** @param {PointerEvent} event */
  #over({ target, pointerType }) {
    if (pointerType !== "mouse" || !(target instanceof Element)) return;
    const row = target.closest("[data-message-id]");
    const rights = row instanceof HTMLElement ? this.#rightsOf(row) : null;
    if (!(row instanceof HTMLElement) || !rights?.copy) return this.hide();
    if (row === this.#row) return;
    this.#row = row;
    this.#node.hidden = false;
    find("[data-act=react]", this.#node).hidden = !rights.react;
    find("[data-act=reply]", this.#node).hidden = !rights.reply;
    this.#place(row);
  }

  /** The messages moved. */
  #follow() {
    if (!this.#row) return;
    if (this.#row.isConnected && this.#row.matches(":hover")) this.#place(this.#row);
    else this.hide();
  }

  /** @param {PointerEvent} event */
  #left({ relatedTarget }) {
    const isInside = (/** @type {HTMLElement} */ part) => relatedTarget instanceof Node && part.contains(relatedTarget);
    if (!isInside(this.#node) && !isInside(this.#history)) this.hide();
  }

  /** Outwards of the corner that faces the middle, so that short texts are not covered. @param {HTMLElement} row */
  #place(row) {
    const frame = this.#history.getBoundingClientRect();
    const bubble = find(".message-bubble", row).getBoundingClientRect();
    const { offsetWidth: width } = this.#node;
    const isOwn = row.classList.contains("user-message");
    const wanted = isOwn ? bubble.left + OVERLAP - width : bubble.right - OVERLAP;
    const left = Math.max(frame.left + EDGE, Math.min(wanted, frame.right - width - EDGE));
    const top = Math.max(bubble.top - OVERLAP, frame.top + 2);
    this.#node.style.setProperty("left", `${left - frame.left}px`);
    this.#node.style.setProperty("top", `${top - frame.top}px`);
  }
}
