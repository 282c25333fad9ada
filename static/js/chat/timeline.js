// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Loader} from "./loader.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {Line} from "./lines.js" */
import { find } from "../lib/dom.js";
import { coalesce } from "./coalesce.js";
import { flash, gently } from "./flash.js";
import { History } from "./history.js";
import { later } from "./later.js";
import { LineList } from "./line_list.js";
import { dayKey, linesOf } from "./lines.js";
import { Pager } from "./pager.js";
import { Pills } from "./pills.js";
import { ReadTracker } from "./read_tracker.js";
import { Scroller } from "./scroller.js";
import { Span } from "./span.js";
import { TimelineNotice } from "./timeline_notice.js";
import { UnreadMark } from "./unread_mark.js";

/** The messages of the room in view. */
export class Timeline {
  #store;
  #outbox;
  #loader;
  #history;
  #lines;
  #pills;
  #scroller;
  #tracker;
  #notice;
  #pager;
  #dayMenu = later(async () => {
    const { DayMenu } = await import("./later/day_menu.js");
    return new DayMenu((moment) => this.showSince(moment));
  });
  /** @type {number | null} */
  #roomId = null;
  #unread;
  #span = new Span();
  #isEntering = true;
  /** The one for this entry of the room. @type {{isDone: boolean} | null} */
  #unreadLoad = null;
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
    const content = find("[data-lines]", root);
    this.#lines = new LineList(content, this.#history, store.user.username);
    this.#unread = new UnreadMark(store.user.user_id);
    this.#pills = new Pills(root, this.#history);
    this.#scroller = new Scroller(this.#history, content);
    this.#tracker = new ReadTracker(store, this.#scroller, send);
    this.#notice = new TimelineNotice(find("[data-notice]", root));
    this.#pager = new Pager(this.#history, { top: find("[data-top]", root), bottom: find("[data-bottom]", root) }, {
      store,
      loader,
      span: () => this.#span,
      roomId: () => (this.#isEntering ? null : this.#roomId),
      draw: () => this.#quietly(() => this.#draw()),
      loadedOlder: (went) => this.#notice.loadedOlder(went),
    });
    this.#listen(root);
    this.#enter();
    // A task of its own, as for the rooms and the members: between them the page can answer.
    setTimeout(() => this.#draw());
  }

  /** Shows the end, where one's own text appears. */
  toEnd() {
    this.#tracker.release();
    this.#toLatest("instant");
  }

  /**
   * Goes to a message, wherever in the room in view it is.
   * @param {number} messageId @returns {Promise<boolean>} whether it was found
   */
  async show(messageId) {
    const roomId = this.#roomId;
    if (roomId === null) return false;
    if (!this.#store.history(roomId).find(messageId)) {
      const went = await this.#loader.around(roomId, messageId);
      if (!went || this.#roomId !== roomId) return false;
    }
    this.#drawAround(roomId, messageId);
    const node = this.#lines.message(messageId);
    if (!node) return false;
    this.#scroller.toElement(node);
    flash(node);
    return true;
  }

  /** Goes to where a day begins, or the next on which something was said. @param {string} moment */
  async showSince(moment) {
    const roomId = this.#roomId;
    if (roomId === null) return;
    const history = () => this.#store.history(roomId);
    if (!history().firstSince(moment) && !(await this.#loader.since(roomId, moment))) return;
    const first = history().firstSince(moment) ?? history().messages.at(-1);
    if (this.#roomId !== roomId || !first) return;
    this.#drawAround(roomId, first.id);
    const day = this.#lines.line(dayKey(first.timestamp));
    if (day?.nextElementSibling) this.#scroller.toElement(day.nextElementSibling);
  }

  /** From this message on the room counts as not read, until it is entered again. @param {number} messageId */
  markNew(messageId) {
    this.#tracker.hold();
    this.#unread.set(messageId);
    this.#draw();
  }

  /** @param {HTMLElement} root */
  #listen(root) {
    this.#store.addEventListener("current", () => {
      this.#enter();
      this.#draw();
    });
    for (const topic of ["rooms", "connection"]) this.#store.addEventListener(topic, this.#drawSoon);
    this.#outbox.addEventListener("change", this.#drawSoon);
    this.#scroller.addEventListener("move", () => this.#showPills());
    root.addEventListener("click", (event) => this.#act(event));
    this.#history.addEventListener("keydown", (event) => {
      if (event.key === "End" && event.target === this.#history && this.#scroller.isHeld) this.#toLatest("instant");
    });
    // A day that ends renames "Today".
    document.addEventListener("visibilitychange", this.#drawSoon);
  }

  #enter() {
    this.#tracker.flush();
    this.#tracker.release();
    const room = this.#store.current;
    if (this.#roomId !== null) this.#store.removeEventListener(`messages:${this.#roomId}`, this.#drawSoon);
    if (room) this.#store.addEventListener(`messages:${room.id}`, this.#drawSoon);
    this.#roomId = room?.id ?? null;
    this.#unread.enter(room);
    this.#span = new Span();
    this.#unreadLoad = null;
    this.#isEntering = true;
    this.#lines.clear();
  }

  #draw() {
    const room = this.#store.current;
    const history = room ? this.#store.history(room.id) : null;
    const isWaiting = this.#lacksUnread(history);
    const piece = history ? this.#pieceOf(history) : undefined;
    const rows = room ? this.#store.rows(room.id, piece) : [];
    const isSilent = rows.every((row) => row.system);
    this.#notice.show(room, isWaiting ? new History() : history, isSilent, this.#store.rooms.length);
    if (history && piece && history.isReady && !isWaiting) {
      const lines = linesOf(rows, { firstNew: this.#unread.first });
      const { isHeld: wasHeld, follows } = this.#scroller;
      this.#scroller.isHeld = history.hasAfter || piece.to < history.messages.length;
      if (this.#isEntering) this.#quietly(() => this.#drawFirst(lines));
      else this.#scroller.keep(() => this.#lines.draw(lines, { isFollowed: follows }));
      if (wasHeld && !this.#scroller.isHeld) this.#scroller.measure();
    }
    this.#showPills();
    this.#tracker.look();
  }

  /** Which of the messages are drawn. @param {History} history */
  #pieceOf(history) {
    this.#unread.settle(history);
    if (this.#isEntering) this.#span.toEnd(history.messages);
    const piece = this.#span.of(history.messages, this.#isEntering || this.#scroller.follows);
    const { first } = this.#unread;
    if (!this.#isEntering || first === null) return piece;
    this.#span.around(history.messages, first);
    return this.#span.of(history.messages, true);
  }

  /**
   * Whether the room waits for more of what was not read: who enters in the middle of it would be told to
   * have read what is above.
   * @param {History | null} history
   */
  #lacksUnread(history) {
    const roomId = this.#roomId;
    if (!this.#isEntering || roomId === null || !history) return false;
    if (this.#unreadLoad) return !this.#unreadLoad.isDone;
    if (!this.#unread.isBefore(history)) return false;
    const load = { isDone: false };
    this.#unreadLoad = load;
    this.#loader.unread(roomId).then(() => {
      load.isDone = true;
      if (this.#unreadLoad === load) this.#draw();
    });
    return true;
  }

  /** @param {number} roomId @param {number} messageId */
  #drawAround(roomId, messageId) {
    this.#unreadLoad = { isDone: true };
    this.#span.around(this.#store.history(roomId).messages, messageId);
    this.#quietly(() => this.#draw());
  }

  /** @param {Line[]} lines */
  #drawFirst(lines) {
    this.#isEntering = false;
    this.#lines.draw(lines, { isFollowed: false });
    // A place in the middle is gone to by whoever asked for it.
    const { isHeld } = this.#scroller;
    if (!isHeld) this.#scroller.toEnd();
    const divider = this.#lines.divider;
    const isAbove = divider && divider.getBoundingClientRect().top < this.#history.getBoundingClientRect().top;
    if (divider && (isHeld || isAbove)) this.#scroller.toElement(divider);
    this.#pager.observe();
  }

  /** A screen reader hears new messages, not the history that is put in. @param {() => void} change */
  #quietly(change) {
    this.#history.setAttribute("aria-live", "off");
    change();
    setTimeout(() => this.#history.setAttribute("aria-live", "polite"), 500);
  }

  /** @param {ScrollBehavior} behavior */
  async #toLatest(behavior) {
    const roomId = this.#roomId;
    if (roomId === null || !this.#scroller.isHeld) return this.#scroller.toEnd(behavior);
    if (this.#store.history(roomId).hasAfter) {
      if (!(await this.#loader.latest(roomId)) || this.#roomId !== roomId) return;
    }
    this.#span.toEnd(this.#store.history(roomId).messages);
    this.#quietly(() => this.#draw());
    this.#scroller.toEnd();
  }

  #goToNew() {
    const divider = this.#lines.divider;
    if (divider) this.#scroller.toElement(divider, gently());
    else if (this.#unread.first !== null) this.show(this.#unread.first);
  }

  #showPills() {
    const room = this.#store.current;
    const { first, count } = this.#unread;
    const isFarAbove = first !== null && first < this.#lines.topId;
    this.#pills.showFirst({ divider: this.#lines.divider, isFarAbove, count });
    this.#pills.showLatest({
      isAway: Boolean(room && !this.#scroller.follows && !this.#lines.isEmpty),
      count: room?.unread_count ?? 0,
    });
  }

  /** @param {MouseEvent} event */
  #act(event) {
    const control = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(control instanceof HTMLElement)) return;
    const { action, clientId = "", target } = control.dataset;
    if (action === "retry-message") this.#outbox.retry(clientId);
    if (action === "discard-message") this.#outbox.discard(clientId);
    if (action === "retry-history" && this.#roomId !== null) this.#loader.open(this.#roomId);
    if (action === "retry-older") this.#pager.older();
    if (action === "day-menu") this.#dayMenu((menu) => menu.open(control));
    if (action === "first-new") this.#goToNew();
    if (action === "latest") this.#toLatest(gently());
    if (action === "show-message") this.show(Number(target));
  }
}
