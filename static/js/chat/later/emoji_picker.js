// @ts-check
/** @import {Box} from "../floating.js" */
/** @import {Emoji, EmojiBook} from "./emoji_book.js" */
/** @import {RecentEmoji} from "./recent_emoji.js" */
import { element, find, isComposing } from "../../lib/dom.js";
import { Floating } from "../floating.js";
import { drawEmoji } from "./emoji_book.js";
import { GROUPS } from "./emoji_groups.js";

const MOST_FOUND = 64;

/** The choice of an emoji: a field to search in and a grid that arrow keys move through. */
export class EmojiPicker {
  #floating;
  #book;
  #recent;
  #field;
  #groups;
  #tabs;
  #name;
  /** @type {HTMLElement | null} */
  #button = null;
  /** @type {(emoji: string) => void} */
  #choose = () => undefined;

  /** @param {HTMLElement} root @param {{book: EmojiBook, recent: RecentEmoji}} parts */
  constructor(root, { book, recent }) {
    this.#floating = new Floating(root);
    this.#book = book;
    this.#recent = recent;
    this.#field = /** @type {HTMLInputElement} */ (find("input", root));
    this.#groups = find("[data-groups]", root);
    this.#tabs = find("[data-tabs]", root);
    this.#name = find("[data-name]", root);
    this.#field.addEventListener("input", () => this.#draw());
    this.#floating.addEventListener("toggle", () => this.#toggled());
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("keydown", (event) => this.#moved(event));
    for (const type of ["focusin", "pointerover"]) root.addEventListener(type, (event) => this.#showName(event));
  }

  /** @param {Box} anchor @param {HTMLElement | null} returnTo @param {(emoji: string) => void} choose */
  async open(anchor, returnTo, choose) {
    if (this.#floating.isOpen && returnTo === this.#button) return this.#floating.close();
    await this.#book.load();
    this.#button = returnTo;
    this.#choose = choose;
    this.#field.value = "";
    this.#draw();
    this.#floating.open(anchor, { align: "end", returnTo });
    this.#groups.scrollTop = 0;
    // On a touch screen the keyboard would cover the choice.
    if (matchMedia("(pointer: fine)").matches) this.#field.focus();
    else this.#buttons()[0]?.focus();
  }

  #draw() {
    const words = this.#field.value.trim();
    const sections = words
      ? [{ title: "Found", emoji: this.#book.search(words, MOST_FOUND) }]
      : [
          { title: "Recent", emoji: this.#recent.all.map((text) => this.#book.of(text)) },
          { title: "This server's", emoji: this.#book.own },
          ...GROUPS.map(({ title, emoji }) => ({ title, emoji: emoji.map((text) => this.#book.of(text)) })),
        ];
    const shown = sections.filter(({ emoji }) => emoji.length);
    this.#groups.replaceChildren(...shown.map(drawSection));
    this.#tabs.replaceChildren(...(words ? [] : shown.map(drawTab)));
    this.#name.textContent = "";
    if (!shown.length) this.#groups.append(element("p", { class: "emoji-none", text: "No emoji has such a name." }));
  }

  #buttons() {
    return /** @type {HTMLElement[]} */ ([...this.#groups.querySelectorAll("button")]);
  }

  #toggled() {
    if (this.#button?.hasAttribute("aria-expanded")) {
      this.#button.setAttribute("aria-expanded", String(this.#floating.isOpen));
    }
  }

  /** @param {Event} event */
  #showName({ target }) {
    const button = target instanceof Element ? target.closest("[data-emoji]") : null;
    if (button instanceof HTMLElement) this.#name.textContent = button.getAttribute("aria-label");
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button?.dataset.emoji) this.#take(button.dataset.emoji);
    if (button?.dataset.group) this.#groups.children[Number(button.dataset.group)]?.scrollIntoView({ block: "start" });
  }

  /** @param {string} emoji */
  #take(emoji) {
    this.#recent.add(emoji);
    this.#floating.close();
    this.#choose(emoji);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (at < 0) {
      if (event.target !== this.#field || isComposing(event)) return;
      if (event.key === "ArrowDown") this.#focus(event, buttons[0]);
      if (event.key === "Enter") this.#focus(event, null);
      if (event.key === "Enter" && buttons[0]) this.#take(buttons[0].dataset.emoji ?? "");
      return;
    }
    const sideways = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (sideways !== undefined) this.#focus(event, buttons[sideways]);
    if (event.key === "ArrowDown") this.#focus(event, nearest(buttons[at], buttons.slice(at + 1)));
    const above = buttons.slice(0, at).reverse();
    if (event.key === "ArrowUp") this.#focus(event, nearest(buttons[at], above) ?? this.#field);
  }

  /** @param {KeyboardEvent} event @param {HTMLElement | null | undefined} to */
  #focus(event, to) {
    event.preventDefault();
    to?.focus();
  }
}

/**
 * The one in the next line that is most nearly straight above or below.
 * @param {HTMLElement} from @param {HTMLElement[]} candidates in the order of walking
 */
function nearest(from, candidates) {
  const box = (/** @type {HTMLElement} */ one) => one.getBoundingClientRect();
  const start = box(from);
  const first = candidates.findIndex((one) => box(one).top !== start.top);
  if (first < 0) return undefined;
  const { top } = box(candidates[first]);
  const end = candidates.findIndex((one, at) => at > first && box(one).top !== top);
  const off = (/** @type {HTMLElement} */ one) => Math.abs(box(one).left - start.left);
  return candidates.slice(first, end < 0 ? undefined : end).sort((a, b) => off(a) - off(b))[0];
}

/** @param {{title: string, emoji: Emoji[]}} section */
function drawSection({ title, emoji }) {
  return element(
    "section",
    { class: "emoji-group", attrs: { "aria-label": title } },
    element("h3", { text: title }),
    element("div", { class: "emoji-grid" }, ...emoji.map(drawChoice)),
  );
}

/** @param {Emoji} emoji */
function drawChoice(emoji) {
  const name = emoji.names.length ? `:${emoji.name}:` : emoji.text;
  const attrs = { type: "button", "aria-label": name, tabindex: -1 };
  return element("button", { class: "emoji-choice", attrs, data: { emoji: emoji.text } }, drawEmoji(emoji));
}

/** @param {{title: string, emoji: Emoji[]}} section @param {number} at */
function drawTab({ title, emoji }, at) {
  const sign = title === "Recent" ? document.createTextNode("🕘") : drawEmoji(emoji[0]);
  const attrs = { type: "button", "aria-label": title, title };
  return element("button", { class: "emoji-tab", attrs, data: { group: at } }, sign);
}
