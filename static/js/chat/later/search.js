// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Message} from "../types.js" */
import { find } from "../../lib/dom.js";
import { Problem, request } from "../../lib/http.js";
import { counted, number } from "../../lib/language.js";
import { ChoiceList } from "./choice_list.js";
import { titleOf } from "../room_title.js";
import { drawResult } from "./search_results.js";

const PAUSE_MS = 250;
const MOST = 20;

/** Finds messages in all rooms; the results lie over the timeline until one goes to one of them. */
export class Search {
  #form;
  #field;
  #panel;
  #note;
  #list;
  #store;
  #go;
  /** @type {Map<string, Message>} */
  #found = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = 0;

  /**
   * @param {{store: Store, go: (place: import("../permalinks.js").Place) => void}} parts
   */
  constructor({ store, go }) {
    this.#store = store;
    this.#go = go;
    this.#form = find("[data-search]");
    this.#field = /** @type {HTMLInputElement} */ (find("input", this.#form));
    this.#panel = find("[data-search-panel]");
    this.#note = find("[data-search-note]", this.#panel);
    this.#list = new ChoiceList(this.#field, find("[data-results]", this.#panel), (key) => this.#chosen(key));
    this.#field.addEventListener("input", () => this.#typed());
    document.addEventListener("keydown", (event) => this.#pressed(event), true);
    document.addEventListener("pointerdown", ({ target }) => {
      const isInside = target instanceof Node && [this.#form, this.#panel].some((part) => part.contains(target));
      if (isInside) return;
      this.#show(false);
      this.#form.classList.remove("is-open");
    });
    store.addEventListener("current", () => this.#show(false));
  }

  /** For what stands in the field already. */
  look() {
    if (!this.#field.value.trim()) return;
    if (this.#note.textContent) this.#show(true);
    this.#typed();
  }

  /** @param {string} [query] what is looked for at once */
  open(query) {
    if (query) this.#field.value = query;
    this.look();
    this.#form.classList.add("is-open");
    this.#field.focus();
    this.#field.select();
  }

  close() {
    this.#field.value = "";
    this.#field.blur();
    this.#typed();
    this.#form.classList.remove("is-open");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const isIn = event.target === this.#field;
    if (event.key !== "Escape" || (!isIn && this.#panel.hidden)) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  #typed() {
    clearTimeout(this.#timer);
    const query = this.#field.value.trim();
    if (!query) {
      this.#asked += 1;
      this.#list.show([]);
      this.#show(false);
      return;
    }
    this.#timer = setTimeout(() => this.#ask(query), PAUSE_MS);
  }

  /** An answer that came after a newer question is not shown. @param {string} query */
  async #ask(query) {
    this.#asked += 1;
    const number = this.#asked;
    try {
      const path = `/api/search?q=${encodeURIComponent(query)}&limit=${MOST}`;
      const { messages, has_more } = await request("GET", path);
      if (number === this.#asked) this.#draw(messages, has_more, query);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (number !== this.#asked) return;
      this.#list.show([]);
      this.#say(error.detail);
    }
  }

  /** @param {Message[]} messages @param {boolean} hasMore @param {string} query */
  #draw(messages, hasMore, query) {
    this.#found = new Map(messages.map((message) => [String(message.id), message]));
    this.#list.show(
      messages.map((message) => {
        const room = this.#store.room(message.room_id);
        return { key: String(message.id), content: drawResult(message, room ? titleOf(room) : "", query) };
      }),
    );
    const all = counted(messages.length, { one: "# result", other: "# results" });
    const some = hasMore ? `The newest ${number(messages.length)} results` : all;
    this.#say(messages.length ? some : "Nothing was found.");
  }

  /** @param {string} text */
  #say(text) {
    this.#note.textContent = text;
    this.#show(true);
  }

  /** @param {boolean} isShown */
  #show(isShown) {
    this.#panel.hidden = !isShown;
    this.#field.setAttribute("aria-expanded", String(isShown));
  }

  /** @param {string} key */
  #chosen(key) {
    const message = this.#found.get(key);
    if (!message || this.#panel.hidden) return;
    this.#show(false);
    this.#form.classList.remove("is-open");
    this.#field.blur();
    this.#go({ roomId: message.room_id, messageId: message.id, threadId: message.thread_id ?? null });
  }
}
