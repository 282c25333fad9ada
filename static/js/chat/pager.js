// @ts-check
/** @import {Loader} from "./loader.js" */
/** @import {Scroller} from "./scroller.js" */
/** @import {Store} from "./store.js" */

/** Loads what comes before and after the drawn messages when the reader gets near. */
export class Pager {
  #top;
  #parts;
  #observer;
  #isLoading = false;

  /**
   * @param {HTMLElement} viewport @param {HTMLElement} top
   * @param {{
   *   store: Store, loader: Loader, scroller: Scroller,
   *   roomId: () => number | null, draw: () => void, loadedOlder: (went: boolean) => void
   * }} parts  `roomId`: the room that is drawn
   */
  constructor(viewport, top, parts) {
    this.#top = top;
    this.#parts = parts;
    this.#observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.older(),
      { root: viewport, rootMargin: "500px 0px 0px 0px" },
    );
    this.#observer.observe(top);
    parts.scroller.addEventListener("move", () => parts.scroller.isNearEnd && this.#newer());
  }

  /** Seen again if it is still near: the observer reports only changes. */
  observe() {
    this.#observer.unobserve(this.#top);
    this.#observer.observe(this.#top);
  }

  async older() {
    const roomId = this.#readyRoom();
    if (roomId === null || !this.#parts.store.history(roomId).hasMore) return;
    this.#isLoading = true;
    const went = await this.#parts.loader.older(roomId);
    this.#isLoading = false;
    this.#parts.loadedOlder(went);
    this.#parts.draw();
    if (went) this.observe();
  }

  async #newer() {
    const roomId = this.#readyRoom();
    if (roomId === null || !this.#parts.store.history(roomId).hasAfter) return;
    this.#isLoading = true;
    const went = await this.#parts.loader.newer(roomId);
    this.#isLoading = false;
    if (went) this.#parts.draw();
  }

  #readyRoom() {
    const roomId = this.#parts.roomId();
    const isReady = roomId !== null && !this.#isLoading && this.#parts.store.history(roomId).isReady;
    return isReady ? roomId : null;
  }
}
