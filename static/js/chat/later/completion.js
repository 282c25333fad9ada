// @ts-check
/** @import {Source, Suggestion} from "./completion_sources.js" */
/** @import {Word} from "../completion_word.js" */
import { element, isComposing } from "../../lib/dom.js";
import { ChoiceList } from "./choice_list.js";
import { wordAt } from "../completion_word.js";
import { applyEdit } from "../text_edit.js";

const GAP = 6;
const MARGIN = 8;

/**
 * Offers what a word with a mark before it may become: `@` people, `#` rooms, `:` emoji, `/` orders.
 * The keys are its own only while something is offered.
 */
export class Completion {
  #field;
  #panel;
  #list;
  #sources;
  #listId;
  /** @type {Word | null} */
  #word = null;
  /** @type {Suggestion[]} */
  #offered = [];
  /** Where a word begins that Escape was pressed at. @type {number | null} */
  #refused = null;
  /** Counts the questions: an answer that comes late is not shown. */
  #asked = 0;

  /** @param {HTMLTextAreaElement} field @param {Record<string, Source>} sources by mark @param {string} listId */
  constructor(field, sources, listId) {
    this.#field = field;
    this.#sources = sources;
    this.#listId = listId;
    const attrs = { role: "listbox", id: listId, "aria-label": "Suggestions" };
    const list = element("div", { class: "completion-list", attrs });
    this.#panel = element("div", { class: "completion", attrs: { popover: "manual" } }, list);
    field.before(this.#panel);
    field.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    this.#list = new ChoiceList(field, list, (key) => this.#take(key), { keys: ["Enter", "Tab"] });
    field.addEventListener("input", () => this.look());
    field.addEventListener("blur", this.#close);
    for (const type of ["keyup", "pointerup"]) field.addEventListener(type, () => this.#moved());
  }

  get isOpen() {
    return this.#offered.length > 0;
  }

  /** Looks at what is written now. */
  async look() {
    const { value, selectionStart, selectionEnd } = this.#field;
    const word = selectionStart === selectionEnd ? wordAt(value, selectionStart) : null;
    // A mark that has just been typed is a new word.
    if (word?.start !== this.#refused || !word?.query) this.#refused = null;
    const source = word && this.#sources[word.mark];
    if (!word || !source || this.#refused !== null || (word.mark === "/" && word.start > 0)) return this.#close();
    this.#asked += 1;
    const question = this.#asked;
    const found = source(word.query);
    // At once, if it can be: a key that follows must meet the list.
    const offered = Array.isArray(found) ? found : await found;
    if (question !== this.#asked) return;
    this.#word = word;
    this.#show(offered);
  }

  #close = () => {
    this.#asked += 1;
    this.#word = null;
    this.#show([]);
  };

  /** @param {Suggestion[]} offered */
  #show(offered) {
    this.#offered = offered;
    if (this.isOpen !== this.#panel.matches(":popover-open")) this.#toggle();
    this.#list.show(offered.map(({ key, content }) => ({ key, content: content() })));
    if (this.isOpen) this.#place();
    // Not a combobox, which is no role for a text of several lines: that has no state of being expanded.
    this.#field.removeAttribute("aria-expanded");
    const states = { "aria-haspopup": "listbox", "aria-controls": this.#listId, "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(states)) {
      if (this.isOpen) this.#field.setAttribute(name, value);
      else this.#field.removeAttribute(name);
    }
  }

  #toggle() {
    this.#panel.togglePopover();
    if (this.isOpen) window.addEventListener("resize", this.#close);
    else window.removeEventListener("resize", this.#close);
  }

  /** Over all else, as wide as the box of the field, and above it where there is more room. */
  #place() {
    const box = (this.#field.parentElement ?? this.#field).getBoundingClientRect();
    const above = box.top - GAP - MARGIN;
    const below = document.documentElement.clientHeight - box.bottom - GAP - MARGIN;
    const { style } = this.#panel;
    style.setProperty("max-block-size", `${Math.max(above, below)}px`);
    style.setProperty("inline-size", `${box.width}px`);
    style.setProperty("left", `${box.left}px`);
    const top = above >= below ? box.top - GAP - this.#panel.offsetHeight : box.bottom + GAP;
    style.setProperty("top", `${top}px`);
  }

  /** @param {string} key */
  #take(key) {
    const word = this.#word;
    const taken = this.#offered.find((one) => one.key === key);
    this.#close();
    if (!word || !taken) return;
    const isSpaced = this.#field.value[word.end] === " ";
    const text = isSpaced ? taken.insert.trimEnd() : taken.insert;
    const caret = text.length + (isSpaced ? 1 : 0);
    applyEdit(this.#field, { start: word.start, end: word.end, text, select: [caret, caret] });
    this.#close();
  }

  /** Before the list sees it. @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.isOpen || isComposing(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#refused = this.#word?.start ?? null;
      this.#close();
    }
    if (event.key === "Enter" && this.#isWhole()) this.#close();
  }

  /** Whether the word is written already as it would be: then Enter sends. */
  #isWhole() {
    const chosen = this.#offered.find((one) => one.key === this.#list.markedKey);
    const written = this.#field.value.slice(this.#word?.start, this.#word?.end);
    return chosen?.insert.trimEnd().toLowerCase() === written.toLowerCase();
  }

  /** A caret that leaves the word ends it. */
  #moved() {
    const { selectionStart, selectionEnd } = this.#field;
    if (this.#word && (selectionStart !== this.#word.end || selectionEnd !== this.#word.end)) this.look();
  }
}
