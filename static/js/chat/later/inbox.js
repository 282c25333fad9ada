// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Place} from "../permalinks.js" */
/** @import {Message} from "../types.js" */
import { avatar } from "../../lib/avatar.js";
import { element, find, icon } from "../../lib/dom.js";
import { Problem, request } from "../../lib/http.js";
import { timeElement } from "../../lib/time_element.js";
import { linkTo, placeOf } from "../permalinks.js";
import { plainText } from "../plain_text.js";
import { titleOf } from "../room_title.js";
import { markersOf } from "./inbox_markers.js";

/** @typedef {{kind: "mention" | "direct" | "thread", message: Message, unread_count: number}} Entry */

const PAUSE_MS = 150;
const SAYS = { mention: "mentioned you in", direct: "wrote to you", thread: "replied in a thread in" };
const KINDS = { mention: "at", direct: "send", thread: "reply" };

/** What waits for the reader: each entry leads to its message. */
export class Inbox {
  #menu;
  #list;
  #note;
  #all;
  #store;
  /** @type {Entry[]} */
  #entries = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} menu @param {{store: Store, go?: (place: Place) => void}} parts */
  constructor(menu, { store, go }) {
    this.#menu = menu;
    this.#store = store;
    this.#list = find("[data-entries]", menu);
    this.#note = find("[data-note]", menu);
    this.#all = /** @type {HTMLButtonElement} */ (find("[data-action=read-all]", menu));
    this.#all.addEventListener("click", () => this.#read(this.#entries.map(({ message }) => message)));
    menu.addEventListener("keydown", (event) => this.#moved(event));
    menu.addEventListener("click", (event) => this.#left(event, go));
    for (const topic of ["rooms", "threads"]) store.addEventListener(topic, () => this.#again());
  }

  async open() {
    await this.#load();
    if (!this.#isOpen || this.#menu.contains(document.activeElement)) return;
    (this.#links[0] ?? find("#inbox-title", this.#menu)).focus({ preventScroll: true });
  }

  get #isOpen() {
    return this.#menu.matches(":popover-open");
  }

  get #links() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("a")]);
  }

  /** What comes and goes while one looks is shown. */
  #again() {
    clearTimeout(this.#timer);
    if (this.#isOpen) this.#timer = setTimeout(() => this.#load(), PAUSE_MS);
  }

  async #load() {
    if (!this.#entries.length) this.#say(element("p", { text: "Loading…" }));
    try {
      const { entries } = await request("GET", "/api/inbox");
      this.#draw(entries);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#say(element("p", { text: error.detail }), retryButton(() => this.#load()));
    }
  }

  /** @param {Entry[]} entries */
  #draw(entries) {
    const at = this.#links.findIndex((link) => link === document.activeElement);
    this.#entries = entries;
    this.#list.replaceChildren(...entries.map((entry) => this.#row(entry)));
    this.#all.hidden = entries.length === 0;
    if (at >= 0) (this.#links[Math.min(at, entries.length - 1)] ?? find("#inbox-title", this.#menu)).focus();
    if (entries.length) return this.#say();
    this.#say(
      icon("check"),
      element("p", { class: "inbox-done", text: "You have read everything" }),
      element("p", { text: "Mentions, direct messages and replies in your threads are listed here." }),
    );
  }

  /** @param {Entry} entry */
  #row({ kind, message, unread_count }) {
    const room = this.#store.room(message.room_id);
    const where = kind !== "direct" && room ? titleOf(room) : "";
    const count = unread_count > 1 && `${unread_count} new`;
    const label = `Mark as read: ${message.display_name} ${SAYS[kind]} ${where}`.trim();
    return element(
      "li",
      { class: "inbox-row" },
      element(
        "a",
        { class: "inbox-entry", attrs: { href: linkTo(message, "") } },
        element("span", { class: "inbox-face", attrs: { "aria-hidden": "true" } }, avatar(message), icon(KINDS[kind])),
        element(
          "span",
          { class: "inbox-what" },
          element("bdi", { class: "inbox-name", text: message.display_name }),
          ` ${SAYS[kind]} `,
          element("bdi", { class: "inbox-name", text: where }),
        ),
        timeElement(message.timestamp, "short", { class: "inbox-when" }),
        element("span", { class: "inbox-text", text: plainText(message.content), attrs: { dir: "auto" } }),
        count && element("span", { class: "inbox-count", text: count }),
      ),
      element(
        "button",
        {
          class: "icon-button inbox-mark",
          attrs: { type: "button", "aria-label": label, title: "Mark as read" },
          on: { click: () => this.#read([message]) },
        },
        icon("check"),
      ),
    );
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const links = this.#links;
    const at = links.findIndex((link) => link === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (to === undefined || event.altKey || !links[to]) return;
    event.preventDefault();
    links[to].focus();
  }

  /** @param {MouseEvent} event @param {((place: Place) => void) | undefined} go */
  #left(event, go) {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const place = link && isPlain ? placeOf(link.href, location.origin) : null;
    if (!place || !go) return;
    event.preventDefault();
    this.#menu.hidePopover();
    go(place);
  }

  /** Up to the newest of these: what comes meanwhile stays unread. @param {Message[]} messages */
  async #read(messages) {
    this.#all.disabled = true;
    try {
      const marks = markersOf(messages);
      await Promise.all(marks.map(({ room_id, ...marker }) => request("POST", `/api/rooms/${room_id}/read`, marker)));
      find("#inbox-title", this.#menu).focus();
      await this.#load();
      this.#links[0]?.focus();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#say(element("p", { text: error.detail }));
    } finally {
      this.#all.disabled = false;
    }
  }

  /** @param {...Node} content */
  #say(...content) {
    this.#note.replaceChildren(...content);
  }
}

/** @param {() => void} retry */
function retryButton(retry) {
  return element("button", { class: "button", text: "Try again", attrs: { type: "button" }, on: { click: retry } });
}
