// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Scroller} from "./scroller.js" */
/** @import {Room} from "./types.js" */

const SETTLE_MS = 300;

/** Tells the server how far one has really read: the last line seen while the page has the focus. */
export class ReadTracker {
  #store;
  #scroller;
  #send;
  /** @type {Map<number, number>} newest marker sent, per room */
  #sent = new Map();
  /** What was seen and not told yet. @type {{roomId: number, messageId: number} | null} */
  #seen = null;
  #isHeld = false;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;

  /** @param {Store} store @param {Scroller} scroller @param {(command: object) => boolean} send */
  constructor(store, scroller, send) {
    this.#store = store;
    this.#scroller = scroller;
    this.#send = send;
    scroller.addEventListener("move", () => this.look());
    for (const name of ["focus", "blur"]) window.addEventListener(name, () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("pagehide", () => this.flush());
    store.addEventListener("connection", () => {
      this.#sent.clear();
      this.look();
    });
  }

  /** The reader wants what is in view to stay unread. */
  hold() {
    this.#isHeld = true;
    this.#seen = null;
    this.#store.reading = null;
  }

  /** What is in view counts as read again. */
  release() {
    if (this.#isHeld) this.#sent.clear();
    this.#isHeld = false;
  }

  /** Call it after every change of what is shown. */
  look() {
    if (this.#isHeld) return;
    const room = this.#store.current;
    const isReader = Boolean(room?.is_member) && document.hasFocus() && document.visibilityState === "visible";
    const isAtEnd = this.#scroller.follows && Boolean(room && this.#store.history(room.id).isReady);
    const isUpToDate = isAtEnd && room?.unread_count === 0;
    this.#store.reading = room && isReader && isUpToDate ? room.id : null;
    if (!room || !isReader || this.#isApart(room)) return this.flush();
    // Noted at once, since what arrives before these eyes is not counted; a backlog has to be looked at.
    if (isUpToDate) this.#note(room.id);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      // Another room meanwhile, or a place in this one that was jumped to.
      if (this.#store.currentId !== room.id || this.#isApart(this.#store.current ?? room)) return this.look();
      if (document.hasFocus() && !this.#isHeld) this.#note(room.id);
      this.flush();
    }, SETTLE_MS);
  }

  /** Tells what was seen now: the reader turns away. */
  flush() {
    const seen = this.#seen;
    this.#seen = null;
    if (!seen) return;
    const { roomId, messageId } = seen;
    const marked = Math.max(this.#store.room(roomId)?.last_read_message_id ?? 0, this.#sent.get(roomId) ?? 0);
    if (messageId <= marked) return;
    if (this.#send({ type: "mark_read", room_id: roomId, message_id: messageId })) this.#sent.set(roomId, messageId);
  }

  /** What lies between the last read message and a place jumped to has not been read. @param {Room} room */
  #isApart(room) {
    const { hasAfter, hasMore, oldestId } = this.#store.history(room.id);
    return hasAfter && hasMore && (oldestId ?? 0) > (room.last_read_message_id ?? 0);
  }

  /** @param {number} roomId */
  #note(roomId) {
    const messageId = Number(this.#scroller.lastSeen("[data-message-id]")?.dataset.messageId ?? 0);
    if (messageId) this.#seen = { roomId, messageId };
  }
}
