// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {Loader} from "./loader.js" */
/** @import {Line} from "./lines.js" */
import { find } from "../lib/dom.js";
import { coalesce } from "./coalesce.js";
import { linesOf } from "./lines.js";
import { drawLine, patchLine } from "./message_row.js";
import { ReadTracker } from "./read_tracker.js";
import { Scroller } from "./scroller.js";
import { TimelineNotice } from "./timeline_notice.js";

/** The messages of the room in view. */
export class Timeline {
  #store;
  #outbox;
  #loader;
  #history;
  #content;
  #latest;
  #scroller;
  #tracker;
  #notice;
  #top;
  #observer;
  /** @type {Map<string, HTMLElement>} */
  #drawn = new Map();
  /** @type {number | null} */
  #roomId = null;
  /** The last message read before the room was entered; null when all was read. @type {number | null} */
  #newAfter = null;
  #isEntering = true;
  #isLoadingOlder = false;
  #drawSoon = coalesce(() => this.#draw());

  /**
   * @param {HTMLElement} root
   * @param {{store: Store, outbox: Outbox, loader: Loader, send: (command: object) => boolean}} parts
   */
  constructor(root, { store, outbox, loader, send }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#loader = loader;
    this.#history = find("[data-history]", root);
    this.#content = find("[data-lines]", root);
    this.#latest = find("[data-action=latest]", root);
    this.#scroller = new Scroller(this.#history, this.#content);
    this.#tracker = new ReadTracker(store, this.#scroller, send);
    this.#notice = new TimelineNotice(find("[data-notice]", root));
    this.#top = find("[data-top]", root);
    this.#observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.#loadOlder(),
      { root: this.#history, rootMargin: "500px 0px 0px 0px" },
    );
    this.#listen(root);
    this.#enter();
  }

  /** Shows the end, where one's own text appears. */
  toEnd() {
    this.#scroller.toEnd();
  }

  /** @param {HTMLElement} root */
  #listen(root) {
    this.#store.addEventListener("current", () => this.#enter());
    this.#store.addEventListener("rooms", this.#drawSoon);
    this.#outbox.addEventListener("change", this.#drawSoon);
    this.#scroller.addEventListener("move", () => this.#showLatest());
    this.#latest.addEventListener("click", () => this.#goToEnd());
    root.addEventListener("click", (event) => this.#act(event));
    // A day that ends renames "Today".
    document.addEventListener("visibilitychange", this.#drawSoon);
    this.#observer.observe(this.#top);
  }

  #enter() {
    this.#tracker.flush();
    const room = this.#store.current;
    if (this.#roomId !== null) this.#store.removeEventListener(`messages:${this.#roomId}`, this.#drawSoon);
    if (room) this.#store.addEventListener(`messages:${room.id}`, this.#drawSoon);
    this.#roomId = room?.id ?? null;
    this.#newAfter = room?.is_member && room.unread_count > 0 ? (room.last_read_message_id ?? 0) : null;
    this.#isEntering = true;
    this.#drawn.clear();
    this.#content.replaceChildren();
    this.#draw();
  }

  #draw() {
    const room = this.#store.current;
    const rows = room ? this.#store.rows(room.id) : [];
    const history = room ? this.#store.history(room.id) : null;
    this.#notice.show(room, history, rows.length, this.#store.rooms.length);
    if (room && history?.isReady) {
      const lines = linesOf(rows, { newAfter: this.#newAfter });
      if (this.#isEntering) this.#quietly(() => this.#drawFirst(lines));
      else this.#scroller.keep(() => this.#reconcile(lines, true));
    }
    this.#showLatest();
    this.#tracker.look();
  }

  /** @param {Line[]} lines */
  #drawFirst(lines) {
    this.#isEntering = false;
    this.#reconcile(lines, false);
    this.#scroller.toEnd();
    const divider = this.#drawn.get("new");
    if (divider && divider.getBoundingClientRect().top < this.#history.getBoundingClientRect().top) {
      this.#scroller.toElement(divider);
    }
  }

  /** A screen reader hears new messages, not the history that is put in. @param {() => void} change */
  #quietly(change) {
    this.#history.setAttribute("aria-live", "off");
    change();
    setTimeout(() => this.#history.setAttribute("aria-live", "polite"), 500);
  }

  /** @param {Line[]} lines @param {boolean} isLive */
  #reconcile(lines, isLive) {
    const keys = new Set(lines.map((line) => line.key));
    for (const [key, node] of this.#drawn) {
      if (keys.has(key)) continue;
      node.remove();
      this.#drawn.delete(key);
    }
    const before = this.#content.lastElementChild;
    let next = this.#content.firstElementChild;
    for (const line of lines) {
      const shown = this.#drawn.get(line.key);
      const node = shown && patchLine(shown, line) ? shown : drawLine(line, this.#store.user.username);
      if (shown && shown !== node) {
        if (next === shown) next = node;
        shown.replaceWith(node);
      }
      this.#drawn.set(line.key, node);
      if (node === next) next = next.nextElementSibling;
      else this.#content.insertBefore(node, next);
      if (isLive && !shown && before && !next) node.classList.add("is-arriving");
    }
  }

  async #loadOlder() {
    const roomId = this.#roomId;
    if (roomId === null || this.#isLoadingOlder || !this.#store.history(roomId).isReady) return;
    if (!this.#store.history(roomId).hasMore) return;
    this.#isLoadingOlder = true;
    this.#history.setAttribute("aria-live", "off");
    const went = await this.#loader.older(roomId);
    this.#isLoadingOlder = false;
    this.#notice.loadedOlder(went);
    this.#quietly(() => this.#draw());
    if (!went) return;
    // Seen again if it is still near: the observer reports only changes.
    this.#observer.unobserve(this.#top);
    this.#observer.observe(this.#top);
  }

  #goToEnd() {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#scroller.toEnd(isCalm ? "instant" : "smooth");
  }

  #showLatest() {
    const room = this.#store.current;
    const isShown = Boolean(room && !this.#scroller.follows && this.#drawn.size);
    const count = room?.unread_count ?? 0;
    this.#latest.hidden = !isShown;
    find("[data-count]", this.#latest).textContent = count > 0 ? `${count} new` : "Latest";
  }

  /** @param {MouseEvent} event */
  #act(event) {
    const control = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(control instanceof HTMLElement)) return;
    const { action, clientId = "", target } = control.dataset;
    if (action === "retry-message") this.#outbox.retry(clientId);
    if (action === "discard-message") this.#outbox.discard(clientId);
    if (action === "retry-history" && this.#roomId !== null) this.#loader.open(this.#roomId);
    if (action === "retry-older") this.#loadOlder();
    if (action === "show-message") this.#flash(target ?? "");
  }

  /** @param {string} id */
  #flash(id) {
    const node = this.#content.querySelector(`[data-message-id="${CSS.escape(id)}"]`);
    if (!node) return;
    this.#scroller.toElement(node, matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
    node.classList.add("is-shown");
    node.addEventListener("animationend", () => node.classList.remove("is-shown"), { once: true });
  }
}
