// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Scroller} from "./scroller.js" */

const SETTLE_MS = 300;

/** Tells the server how far one has really read: the last line seen while the page has the focus. */
export class ReadTracker {
  #store;
  #scroller;
  #send;
  /** @type {Map<number, number>} newest marker sent, per room */
  #sent = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Store} store @param {Scroller} scroller @param {(command: object) => boolean} send */
  constructor(store, scroller, send) {
    this.#store = store;
    this.#scroller = scroller;
    this.#send = send;
    scroller.addEventListener("move", () => this.look());
    for (const name of ["focus", "blur"]) window.addEventListener(name, () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    store.addEventListener("connection", () => {
      this.#sent.clear();
      this.look();
    });
  }

  /** Call it after every change of what is shown. */
  look() {
    const isReader = document.hasFocus() && document.visibilityState === "visible";
    const room = this.#store.current;
    this.#store.reading = isReader && room?.is_member && this.#scroller.follows ? room.id : null;
    if (!isReader || !room?.is_member) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#mark(), SETTLE_MS);
  }

  #mark() {
    const room = this.#store.current;
    const seen = Number(this.#scroller.lastSeen("[data-message-id]")?.dataset.messageId ?? 0);
    if (!room?.is_member || !seen || !document.hasFocus()) return;
    const marked = Math.max(room.last_read_message_id ?? 0, this.#sent.get(room.id) ?? 0);
    if (seen <= marked) return;
    if (this.#send({ type: "mark_read", room_id: room.id, message_id: seen })) this.#sent.set(room.id, seen);
  }
}
