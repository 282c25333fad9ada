// @ts-check
/** @import {Loader} from "./loader.js" */
/** @import {Span} from "./span.js" */
/** @import {Store} from "./store.js" */

const AHEAD = "600px 0px";

/** Brings in what comes before and after the drawn messages when the reader gets near: drawn, else loaded. */
export class Pager {
  #ends;
  #parts;
  #observer;
  #isBusy = false;

  /**
   * @param {HTMLElement} viewport @param {{top: HTMLElement, bottom: HTMLElement}} ends of what is drawn
   * @param {{
   *   store: Store, loader: Loader, span: () => Span,
   *   roomId: () => number | null, draw: () => void, loadedOlder: (went: boolean) => void
   * }} parts  `roomId`: the room that is drawn
   */
  constructor(viewport, ends, parts) {
    this.#ends = ends;
    this.#parts = parts;
    this.#observer = new IntersectionObserver((seen) => this.#near(seen), { root: viewport, rootMargin: AHEAD });
    this.observe();
  }

  /** Seen again if it is still near: the observer reports only changes. */
  observe() {
    for (const end of Object.values(this.#ends)) {
      this.#observer.unobserve(end);
      this.#observer.observe(end);
    }
  }

  older() {
    return this.#extend("older", (history) => history.hasMore);
  }

  #newer() {
    return this.#extend("newer", (history) => history.hasAfter);
  }

  /** @param {IntersectionObserverEntry[]} seen */
  async #near(seen) {
    const isNear = (/** @type {Element} */ end) => seen.some((one) => one.target === end && one.isIntersecting);
    if (isNear(this.#ends.top)) await this.older();
    if (isNear(this.#ends.bottom)) await this.#newer();
  }

  /** @param {"older" | "newer"} way @param {(history: import("./history.js").History) => boolean} hasMore */
  async #extend(way, hasMore) {
    const { store, loader, span, draw, loadedOlder } = this.#parts;
    const roomId = this.#parts.roomId();
    const history = roomId === null ? null : store.history(roomId);
    if (roomId === null || !history?.isReady || this.#isBusy) return;
    let went = span()[way](history.messages);
    if (!went && hasMore(history)) {
      this.#isBusy = true;
      went = await loader[way](roomId);
      this.#isBusy = false;
      if (this.#parts.roomId() !== roomId) return;
      if (way === "older") loadedOlder(went);
      span()[way](store.history(roomId).messages);
    } else if (!went) {
      return;
    }
    draw();
    if (went) this.observe();
  }
}
