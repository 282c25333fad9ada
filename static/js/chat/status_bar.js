// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Outbox} from "./outbox.js" */
import { find } from "../lib/dom.js";

/** Says whether one is connected, and what happens to texts written meanwhile. */
export class StatusBar {
  #root;
  #store;
  #outbox;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;

  /** @param {HTMLElement} root @param {{store: Store, outbox: Outbox, retry: () => void}} parts */
  constructor(root, { store, outbox, retry }) {
    this.#root = root;
    this.#store = store;
    this.#outbox = outbox;
    find("[data-action=retry-connection]", root).addEventListener("click", retry);
    store.addEventListener("connection", () => this.#draw());
    outbox.addEventListener("change", () => this.#draw());
    for (const name of ["online", "offline"]) window.addEventListener(name, () => this.#draw());
    this.#draw();
  }

  #draw() {
    const { state, retryAt } = this.#store.connection;
    const shown = state === "open" ? "open" : navigator.onLine ? state : "offline";
    this.#root.dataset.state = shown;
    // Written only when it changes: a live region reads out what is written.
    write(find("[data-status-text]", this.#root), this.#text(shown));
    find("[data-action=retry-connection]", this.#root).hidden = shown !== "waiting";
    clearInterval(this.#ticking);
    const countdown = find("[data-countdown]", this.#root);
    countdown.textContent = "";
    if (shown !== "waiting" || retryAt === undefined) return;
    const tick = () => {
      countdown.textContent = `in ${Math.max(1, Math.ceil((retryAt - Date.now()) / 1000))} s…`;
    };
    tick();
    this.#ticking = setInterval(tick, 1000);
  }

  /** @param {string} shown */
  #text(shown) {
    const waiting = this.#outbox.waitingCount;
    const texts = waiting === 1 ? "1 message" : `${waiting} messages`;
    switch (shown) {
      case "open":
        return "Connected";
      case "offline":
        return waiting ? `Offline: ${texts} will be sent when you are back` : "Offline";
      case "waiting":
        return waiting ? `${texts} will be sent on reconnecting` : "Reconnecting";
      case "stopped":
        return "Disconnected";
      default:
        return "Connecting…";
    }
  }
}

/** @param {HTMLElement} node @param {string} text */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
