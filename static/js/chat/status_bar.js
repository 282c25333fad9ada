// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {StatusWords} from "./status_words.js" */
import { find } from "../lib/dom.js";
import { statusWords } from "./status_words.js";

/** What is over so soon is not worth a word. */
const BRIEF_MS = 1_000;

/** Says whether one is connected, and what happens to texts written meanwhile. */
export class StatusBar {
  #root;
  #store;
  #outbox;
  #wasOpen = false;
  /** What is shown now. @type {StatusWords | null} */
  #said = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #settling;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;

  /**
   * @param {HTMLElement} root
   * @param {{store: Store, outbox: Outbox, retry: () => void, showUnsent: () => void}} parts
   */
  constructor(root, { store, outbox, retry, showUnsent }) {
    this.#root = root;
    this.#store = store;
    this.#outbox = outbox;
    find("[data-action=retry-connection]", root).addEventListener("click", () => {
      retry();
      this.#draw(this.#words);
    });
    find("[data-action=show-unsent]", root).addEventListener("click", showUnsent);
    store.addEventListener("connection", () => this.#changed());
    outbox.addEventListener("change", () => this.#changed());
    this.#changed();
  }

  get #words() {
    const entries = this.#outbox.entries();
    return statusWords(this.#store.connection, {
      isOnline: this.#store.hasNetwork,
      wasOpen: this.#wasOpen,
      waiting: this.#outbox.waitingCount,
      failed: entries.filter((entry) => entry.failure).length,
    });
  }

  /** What is settled is told at once, as is more of what has been told; all else when it has lasted. */
  #changed() {
    const words = this.#words;
    if (words.shown === "open") this.#wasOpen = true;
    const wasTold = this.#said !== null && this.#said.shown !== "open";
    const isPassing = words.shown === "connecting" || words.isSending;
    const isSettled = words.shown === "open" || words.shown === "stopped";
    if (!isPassing && (isSettled || wasTold)) return this.#draw(words);
    this.#settling ??= setTimeout(() => this.#draw(this.#words), BRIEF_MS);
  }

  /** @param {StatusWords} words */
  #draw(words) {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#said = words;
    this.#root.dataset.state = words.shown;
    // Written only when it changes: a live region reads out what is written.
    write(find("[data-status-text]", this.#root), words.text);
    write(find("[data-queue]", this.#root), words.queue);
    for (const [name, act] of [["retry-connection", "retry"], ["sign-in", "sign-in"], ["show-unsent", "unsent"]]) {
      find(`[data-action=${name}]`, this.#root).hidden = words.act !== act;
    }
    this.#count(words.act === "retry" ? this.#store.connection.retryAt : undefined);
  }

  /** The seconds are for the eyes: nobody wants each of them read out. @param {number | undefined} until */
  #count(until) {
    clearInterval(this.#ticking);
    const countdown = find("[data-countdown]", this.#root);
    countdown.textContent = "";
    if (until === undefined) return;
    const tick = () => {
      countdown.textContent = `in ${Math.max(1, Math.ceil((until - Date.now()) / 1000))} s…`;
    };
    tick();
    this.#ticking = setInterval(tick, 500);
  }
}

/** @param {HTMLElement} node @param {string} text */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
